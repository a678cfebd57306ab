/**
 * Calls of view functions, typed by the generated ABIs, several in one round trip.
 *
 * Refuses an answer that does not decode; an empty one means that there is no contract at the address.
 */
import type { ContractFunctionArgs, ContractFunctionName, ContractFunctionReturnType } from 'viem';
import { decodeFunctionResult, encodeFunctionData } from 'viem/utils';
import { ChainError } from '../../core/chainError.ts';
import type { CallOptions } from '../../core/chainProvider.ts';
import type { Hex } from '../../protocol/index.ts';
import { homeGatewayAbi } from '../abi/homeGateway.ts';
import type { EvmReader } from '../evmReader.ts';
import { asData } from '../rpc/answer.ts';
import { resultOf } from '../rpc/rpcFault.ts';
import { MalformedAnswer } from '../../rpc/malformedAnswer.ts';

/** A prepared call and how to read its answer. */
export interface View<Result> {
  readonly name: string;
  readonly to: Hex;
  readonly data: Hex;
  readonly decode: (answer: Hex) => Result;
}

type GatewayAbi = typeof homeGatewayAbi;
type GatewayView = ContractFunctionName<GatewayAbi, 'view'>;

/** A view of the gateway (those of the home gateway included). */
export function gatewayView<Name extends GatewayView>(
  reader: EvmReader,
  name: Name,
  args: ContractFunctionArgs<GatewayAbi, 'view', Name>,
): View<ContractFunctionReturnType<GatewayAbi, 'view', Name>> {
  const abi = homeGatewayAbi.filter((item) => item.type === 'function' && item.name === name);
  return {
    name,
    to: reader.gateway,
    data: encodeFunctionData({ abi, functionName: name, args } as never),
    decode: (answer) =>
      decodeFunctionResult({ abi, functionName: name, data: answer } as never) as ContractFunctionReturnType<
        GatewayAbi,
        'view',
        Name
      >,
  };
}

const tokenViewsAbi = [
  {
    type: 'function',
    name: 'balanceOf',
    stateMutability: 'view',
    inputs: [{ name: 'account', type: 'address' }],
    outputs: [{ name: '', type: 'uint256' }],
  },
  {
    type: 'function',
    name: 'totalSupply',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'uint256' }],
  },
] as const;

/** `totalSupply()` of the token, wei. */
export function totalSupplyView(reader: EvmReader): View<bigint> {
  const call = { abi: tokenViewsAbi, functionName: 'totalSupply' } as const;
  return {
    name: call.functionName,
    to: reader.token,
    data: encodeFunctionData(call),
    decode: (data) => decodeFunctionResult({ ...call, data }),
  };
}

/** `balanceOf(account)` of the token, wei. */
export function tokenBalanceView(reader: EvmReader, account: Hex): View<bigint> {
  const call = { abi: tokenViewsAbi, functionName: 'balanceOf' } as const;
  return {
    name: call.functionName,
    to: reader.token,
    data: encodeFunctionData({ ...call, args: [account] }),
    decode: (data) => decodeFunctionResult({ ...call, data }),
  };
}

/** A block tag, or a block hash as in EIP-1898. */
export type BlockParameter = 'latest' | { readonly blockHash: Hex };

/**
 * Results of `views` at `block`, in order.
 * @throws CXT_CHAIN_NO_CODE, CXT_CHAIN_STATE_UNAVAILABLE and the other codes of the client; MalformedAnswer
 */
export async function askViews<Result>(
  reader: EvmReader,
  args: { views: readonly View<Result>[]; block: BlockParameter },
  options: CallOptions = {},
): Promise<readonly Result[]> {
  const { rpc } = reader;
  const requests = args.views.map(({ to, data }) => ({
    method: 'eth_call',
    params: [{ to, data }, args.block],
  }));
  const outcomes = await rpc.askAll(requests, options);
  return args.views.map((view, index) => {
    const what = `${view.name}()`;
    const answer = asData(
      resultOf({ outcome: outcomes[index], label: rpc.label, method: `eth_call ${what}` }),
      what,
    );
    if (answer === '0x') {
      throw new ChainError('CXT_CHAIN_NO_CODE', `${rpc.label}: no contract at ${view.to}`, {
        provider: rpc.label,
        address: view.to,
      });
    }
    return decodeView(view, answer);
  });
}

function decodeView<Result>(view: View<Result>, answer: Hex): Result {
  try {
    return view.decode(answer);
  } catch {
    throw new MalformedAnswer(`${view.name}() does not decode`);
  }
}
