/** What the compute economy of home holds and owes at one block. */
import { decodeFunctionResult, encodeFunctionData } from 'viem/utils';
import type { CallOptions } from '../../core/chainProvider.ts';
import type { EconomyContracts, EconomyState } from '../../core/chainTypes.ts';
import type { Hex } from '../../protocol/index.ts';
import { jobMarketAbi } from '../abi/jobMarket.ts';
import { miningPoolAbi } from '../abi/miningPool.ts';
import { stakeRegistryAbi } from '../abi/stakeRegistry.ts';
import type { EvmReader } from '../evmReader.ts';
import { askViews, type BlockParameter, tokenBalanceView, type View } from './views.ts';

/** Figures of all three contracts at exactly that block, in wei. @throws ChainError; MalformedAnswer */
export async function economyState(
  reader: EvmReader,
  args: { contracts: EconomyContracts; block: BlockParameter },
  options: CallOptions = {},
): Promise<EconomyState> {
  const { contracts, block } = args;
  const [pool, registry, market] = [contracts.miningPool, contracts.stakeRegistry, contracts.jobMarket] as [
    Hex,
    Hex,
    Hex,
  ];
  const balances = [pool, registry, market].map((holder) => listOf(tokenBalanceView(reader, holder)));
  const views = [
    ...balances,
    remainingView(pool),
    claimableView(pool),
    stakeView(registry),
    marketView(market),
  ];
  const answers = await askViews(reader, { views, block }, options);
  const [poolWei, registryWei, marketWei, remaining, claimable, stakes, sums] = answers;
  return {
    pool: { balanceWei: at(poolWei, 0), remainingWei: at(remaining, 0), claimableWei: at(claimable, 0) },
    registry: {
      balanceWei: at(registryWei, 0),
      stakeWei: at(stakes, 0),
      bondedWei: at(stakes, 1),
      unbondingWei: at(stakes, 2),
    },
    market: {
      balanceWei: at(marketWei, 0),
      escrowWei: at(sums, 0),
      creditsWei: at(sums, 1),
      poolShareWei: at(sums, 2),
      seatPayWei: at(sums, 3),
    },
  };
}

type Figures = readonly bigint[];

function at(figures: Figures | undefined, index: number): bigint {
  return figures?.[index] ?? 0n;
}

function listOf(view: View<bigint>): View<Figures> {
  return { ...view, decode: (answer) => [view.decode(answer)] };
}

function remainingView(to: Hex): View<Figures> {
  const call = { abi: miningPoolAbi, functionName: 'remaining' } as const;
  return {
    name: call.functionName,
    to,
    data: encodeFunctionData(call),
    decode: (data) => [decodeFunctionResult({ ...call, data })],
  };
}

function claimableView(to: Hex): View<Figures> {
  const call = { abi: miningPoolAbi, functionName: 'claimable' } as const;
  return {
    name: call.functionName,
    to,
    data: encodeFunctionData(call),
    decode: (data) => [decodeFunctionResult({ ...call, data })],
  };
}

function stakeView(to: Hex): View<Figures> {
  const call = { abi: stakeRegistryAbi, functionName: 'totals' } as const;
  return {
    name: call.functionName,
    to,
    data: encodeFunctionData(call),
    decode: (data) => decodeFunctionResult({ ...call, data }),
  };
}

function marketView(to: Hex): View<Figures> {
  const call = { abi: jobMarketAbi, functionName: 'totals' } as const;
  return {
    name: call.functionName,
    to,
    data: encodeFunctionData(call),
    decode: (data) => decodeFunctionResult({ ...call, data }),
  };
}
