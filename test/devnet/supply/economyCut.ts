/**
 * Where the CXT of home are, at one block: the sums of the compute contracts against the balances that the token's transfers leave
 * (docs/compute.md; invariants I1 and I2). No relayer and no node is asked.
 */
import { type Address, getAddress, parseEventLogs, zeroAddress } from 'viem';

import { cxtAbi } from '../../../adapters/evm/abi/cxt.ts';
import { jobMarketAbi } from '../../../adapters/evm/abi/jobMarket.ts';
import { miningPoolAbi } from '../../../adapters/evm/abi/miningPool.ts';
import { stakeRegistryAbi } from '../../../adapters/evm/abi/stakeRegistry.ts';
import type { DevChain } from '../chain/devChain.ts';
import type { DeploymentAddresses } from '../deploy/addresses.ts';
import { TOTAL_SUPPLY_WEI } from '../deploy/parameters.ts';

/** wei; the parts add up to 100,000,000 CXT. `bonded` is a part of `stake`. */
export interface EconomyCut {
  readonly remaining: bigint;
  readonly claimable: bigint;
  readonly stake: bigint;
  readonly bonded: bigint;
  readonly unbonding: bigint;
  readonly escrow: bigint;
  readonly credits: bigint;
  readonly poolShare: bigint;
  readonly seatPay: bigint;
  readonly vault: bigint;
  readonly fees: bigint;
  readonly balances: bigint;
  readonly burned: bigint;
}

export interface EconomyProof {
  readonly cut: EconomyCut;
  /** One sentence for each equation that does not hold. */
  readonly faults: readonly string[];
}

/** Reads and checks. */
export async function proveEconomy(parameters: {
  home: DevChain;
  addresses: DeploymentAddresses;
  height: bigint;
}): Promise<EconomyProof> {
  const { home, addresses, height } = parameters;
  const { client } = home;
  const at = { blockNumber: height } as const;
  const pool = { ...at, address: addresses.miningPool, abi: miningPoolAbi } as const;
  const [remaining, claimable, [stake, bonded, unbonding], [escrow, credits, poolShare, seatPay], logs] =
    await Promise.all([
      client.readContract({ ...pool, functionName: 'remaining' }),
      client.readContract({ ...pool, functionName: 'claimable' }),
      client.readContract({
        ...at,
        address: addresses.stakeRegistry,
        abi: stakeRegistryAbi,
        functionName: 'totals',
      }),
      client.readContract({ ...at, address: addresses.jobMarket, abi: jobMarketAbi, functionName: 'totals' }),
      client.getLogs({ address: addresses.token, fromBlock: 0n, toBlock: height }),
    ]);
  const holders = balancesOf(logs);
  const held = (address: Address): bigint => holders.get(getAddress(address)) ?? 0n;
  const contracts = [
    addresses.miningPool,
    addresses.stakeRegistry,
    addresses.jobMarket,
    addresses.gateway,
    addresses.feeSettlement,
  ];
  const all = [...holders.values()].reduce((sum, wei) => sum + wei, 0n);
  const cut: EconomyCut = {
    remaining,
    claimable,
    stake,
    bonded,
    unbonding,
    escrow,
    credits,
    poolShare,
    seatPay,
    vault: held(addresses.gateway),
    fees: held(addresses.feeSettlement),
    balances: all - contracts.reduce((sum, address) => sum + held(address), 0n),
    burned: TOTAL_SUPPLY_WEI - all,
  };
  return { cut, faults: faultsOf({ cut, held, addresses }) };
}

/** Balances by holder, from every transfer there was; address 0 is where tokens come from and go to die. */
function balancesOf(logs: Parameters<typeof parseEventLogs>[0]['logs']): Map<Address, bigint> {
  const holders = new Map<Address, bigint>();
  const add = (holder: Address, wei: bigint): void => {
    if (holder !== zeroAddress)
      holders.set(getAddress(holder), (holders.get(getAddress(holder)) ?? 0n) + wei);
  };
  for (const { args } of parseEventLogs({ abi: cxtAbi, eventName: 'Transfer', logs })) {
    add(args.from, -args.amount);
    add(args.to, args.amount);
  }
  return holders;
}

function faultsOf(parameters: {
  cut: EconomyCut;
  held: (address: Address) => bigint;
  addresses: DeploymentAddresses;
}): string[] {
  const { cut, held, addresses } = parameters;
  const parts = { ...cut, bonded: 0n };
  const total = Object.values(parts).reduce((sum, wei) => sum + wei, 0n);
  return [
    ...differ(
      'home: pool balance and remaining + claimable',
      held(addresses.miningPool),
      cut.remaining + cut.claimable,
    ),
    ...differ(
      'home: registry balance and stake + unbonding',
      held(addresses.stakeRegistry),
      cut.stake + cut.unbonding,
    ),
    ...differ(
      'home: market balance and escrow + credits + pool share + seat pay',
      held(addresses.jobMarket),
      cut.escrow + cut.credits + cut.poolShare + cut.seatPay,
    ),
    ...differ('home: all parts and 100,000,000 CXT', total, TOTAL_SUPPLY_WEI),
  ];
}

const differ = (what: string, left: bigint, right: bigint): string[] =>
  left === right ? [] : [`${what} differ: ${left} and ${right} wei`];
