/**
 * The chain port over one EVM JSON-RPC endpoint.
 *
 * Guarantee: headers, receipts and (where served) lane state are proven before they are returned; every foreign error is
 * translated here, once; no text that leaves carries the endpoint's URL. Serves Ethereum, BSC and Arbitrum alike.
 */
import { ChainError } from '../core/chainError.ts';
import type { CallOptions, ChainDeployment, ChainProvider } from '../core/chainProvider.ts';
import { type Hex, isHex } from '../protocol/index.ts';
import type { EvmReader } from './evmReader.ts';
import { accountNonce, balanceOf } from './reads/accounts.ts';
import { blockAt } from './reads/blockAt.ts';
import { broadcast } from './reads/broadcast.ts';
import { estimate } from './reads/estimate.ts';
import { feeQuote } from './reads/feeQuote.ts';
import { deploymentProblem } from './reads/deploymentProblem.ts';
import { heads } from './reads/heads.ts';
import { inboundLane } from './reads/inboundLane.ts';
import { noncesUsed } from './reads/noncesUsed.ts';
import { observe } from './reads/observe.ts';
import { outboundLanes } from './reads/outboundLanes.ts';
import { signerSet } from './reads/signerSet.ts';
import { supplyState } from './reads/supplyState.ts';
import { txStatus } from './reads/txStatus.ts';
import { asQuantity } from './rpc/answer.ts';
import { faultError } from './rpc/rpcFault.ts';
import { createJsonRpcClient, type FetchLike } from '../rpc/jsonRpcClient.ts';
import { MalformedAnswer } from '../rpc/malformedAnswer.ts';

export interface EvmProviderOptions {
  /** http(s); may carry credentials, which never leave the transport. */
  readonly url: string;
  /** Shown instead of the URL's host. */
  readonly label?: string;
  readonly deployment: ChainDeployment;
  /** Network port; the platform's own by default. */
  readonly fetch?: FetchLike;
  /** For one HTTP exchange, body included. Default 10,000. */
  readonly timeoutMs?: number;
  /** Longest answer that is read. Default 64 MiB. */
  readonly maxAnswerBytes?: number;
  /** Most requests in one exchange. Default 50; 1 for nodes without JSON-RPC batches. */
  readonly maxBatch?: number;
  /** Refuse lane state that the node cannot prove. Default false. */
  readonly requireProofs?: boolean;
  /** Least priority fee ever quoted, native wei per gas. Default 0.01 gwei. */
  readonly minPriorityFeePerGas?: bigint;
}

/**
 * Provider of one endpoint.
 * @throws TypeError for an address or URL that is none
 */
export function createEvmProvider(options: EvmProviderOptions): ChainProvider {
  const reader = createReader(options);
  const { label } = reader.rpc;
  const at =
    <Arguments extends readonly unknown[], Result>(
      read: (reader: EvmReader, ...rest: Arguments) => Promise<Result>,
    ): ((...rest: Arguments) => Promise<Result>) =>
    (...rest) =>
      translated({ label, work: () => read(reader, ...rest) });
  return {
    label,
    deployment: options.deployment,
    networkId: at(networkId),
    heads: at(heads),
    blockAt: at(blockAt),
    // WHY: no height of an EVM chain is without its block.
    blockAtOrBefore: at(blockAt),
    observe: at(observe),
    outboundLanes: at(outboundLanes),
    supplyState: at(supplyState),
    signerSet: at(signerSet),
    inboundLane: at(inboundLane),
    noncesUsed: at(noncesUsed),
    deploymentProblem: at(deploymentProblem),
    balanceOf: at(balanceOf),
    accountNonce: at(accountNonce),
    feeQuote: at(feeQuote),
    estimate: at(estimate),
    broadcast: at(broadcast),
    txStatus: at(txStatus),
  };
}

function createReader(options: EvmProviderOptions): EvmReader {
  const { deployment } = options;
  return {
    rpc: createJsonRpcClient({
      url: options.url,
      timeoutMs: options.timeoutMs ?? 10_000,
      maxAnswerBytes: options.maxAnswerBytes ?? 64 * 1024 * 1024,
      maxBatch: options.maxBatch ?? 50,
      faultError,
      ...(options.label === undefined ? {} : { label: options.label }),
      ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    }),
    deployment,
    gateway: evmAddress(deployment.gateway, 'gateway'),
    token: evmAddress(deployment.token, 'token'),
    isHome: deployment.eid === deployment.homeEid,
    requireProofs: options.requireProofs ?? false,
    minPriorityFeePerGas: options.minPriorityFeePerGas ?? 10_000_000n,
  };
}

function evmAddress(value: string, what: string): Hex {
  if (!isHex(value, 20)) throw new TypeError(`the ${what} is not an EVM address`);
  return value.toLowerCase() as Hex;
}

async function networkId(reader: EvmReader, options: CallOptions = {}): Promise<string> {
  return String(asQuantity(await reader.rpc.ask({ method: 'eth_chainId', params: [] }, options), 'chain id'));
}

async function translated<Result>(args: { label: string; work: () => Promise<Result> }): Promise<Result> {
  try {
    return await args.work();
  } catch (error) {
    if (!(error instanceof MalformedAnswer)) throw error;
    throw new ChainError('CXT_CHAIN_BAD_ANSWER', `${args.label}: ${error.message}`, { provider: args.label });
  }
}
