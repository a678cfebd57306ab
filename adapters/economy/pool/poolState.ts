/** What `MiningPool` remembers. Amounts in wei. */
import type { Economy } from '../economy.ts';
import type { Account } from '../parameters.ts';

export interface EpochRecord {
  readonly workUnits: bigint;
  readonly baseScore: bigint;
  readonly paidScore: bigint;
  readonly duties: bigint;
  readonly dutiesPaid: bigint;
  /** All zero until the close. */
  readonly budgetWei: bigint;
  readonly releasedWei: bigint;
  readonly baseWei: bigint;
  readonly paidWei: bigint;
  readonly dutyWei: bigint;
  readonly basePrice: bigint;
  /** What has left of what was set aside, to nodes or back. */
  readonly spentWei: bigint;
  readonly isSwept: boolean;
}

export interface NodeRecord {
  readonly baseScore: bigint;
  readonly paidScore: bigint;
  readonly equivalentScore: bigint;
  readonly sunkWei: bigint;
  readonly stakeWei: bigint;
  readonly isClaimed: boolean;
}

export interface PoolState {
  remainingWei: bigint;
  claimableWei: bigint;
  nextEpoch: bigint;
  target: bigint;
  /** The last price of a base score that was not 0, faded. */
  carriedPrice: bigint;
  readonly epochs: Map<bigint, EpochRecord>;
  /** By {@link nodeKey}. */
  readonly nodes: Map<string, NodeRecord>;
}

export const EMPTY_EPOCH: EpochRecord = {
  workUnits: 0n,
  baseScore: 0n,
  paidScore: 0n,
  duties: 0n,
  dutiesPaid: 0n,
  budgetWei: 0n,
  releasedWei: 0n,
  baseWei: 0n,
  paidWei: 0n,
  dutyWei: 0n,
  basePrice: 0n,
  spentWei: 0n,
  isSwept: false,
};

const EMPTY_NODE: NodeRecord = {
  baseScore: 0n,
  paidScore: 0n,
  equivalentScore: 0n,
  sunkWei: 0n,
  stakeWei: 0n,
  isClaimed: false,
};

export function nodeKey(epoch: bigint, node: Account): string {
  return `${epoch}:${node}`;
}

export function epochRecord(economy: Economy, epoch: bigint): EpochRecord {
  return economy.pool.epochs.get(epoch) ?? EMPTY_EPOCH;
}

export function nodeRecord(economy: Economy, epoch: bigint, node: Account): NodeRecord {
  return economy.pool.nodes.get(nodeKey(epoch, node)) ?? EMPTY_NODE;
}

/** The epoch of this moment. */
export function currentEpoch({ params, now }: Economy): bigint {
  return (now - params.startsAt) / params.emission.epochSeconds;
}

/** Unix seconds. */
export function epochEndsAt({ params }: Economy, epoch: bigint): bigint {
  return params.startsAt + (epoch + 1n) * params.emission.epochSeconds;
}

/** Until when {@link sweep} refuses, unix seconds. */
export function claimableUntil(economy: Economy, epoch: bigint): bigint {
  const { claimEpochs, epochSeconds } = economy.params.emission;
  return epochEndsAt(economy, epoch) + claimEpochs * epochSeconds;
}
