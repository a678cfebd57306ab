/** A group of like accounts: its tokens and how its nodes stand. Amounts in wei. */
import { REPUTATION, rewardedReputation, tierWeightBps } from '@cxt-bridge/adapters/economy';

export interface Cohort {
  readonly name: 'miners' | 'providers' | 'validators' | 'users' | 'hostile';
  /** Free tokens and stake of the whole cohort. */
  freeWei: bigint;
  stakeWei: bigint;
  /** Nodes that share the stake evenly. */
  nodes: bigint;
  reputation: bigint;
}

export function cohort(name: Cohort['name'], nodes: bigint): Cohort {
  return { name, freeWei: 0n, stakeWei: 0n, nodes, reputation: REPUTATION.initial };
}

/** τ of one node of the cohort. */
export function tierOf(group: Cohort, remainingWei: bigint): bigint {
  return tierWeightBps(group.stakeWei / group.nodes, remainingWei);
}

/** One rewarded job of reference size a day. */
export function rewardDaily(group: Cohort): void {
  group.reputation = rewardedReputation({ reputation: group.reputation, units: 1n, referenceUnits: 1n });
}

/** Moves `wei`, or as much as there is, from one cohort's free tokens to another's. */
export function pay(from: Cohort, to: Cohort, wei: bigint): bigint {
  const moved = from.freeWei < wei ? from.freeWei : wei;
  from.freeWei -= moved;
  to.freeWei += moved;
  return moved;
}
