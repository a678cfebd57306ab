/** Who was a validator with how much stake, epoch by epoch. */
import type { Economy } from '../economy.ts';
import { currentEpoch } from '../pool/poolState.ts';
import { refuse } from '../refusal.ts';
import { nodeAccount } from '../stake/accounts.ts';
import type { SnapshotPlace } from './courtState.ts';

/** `snapshot`. @throws Refusal SnapshotTakenAlready */
export function takeSnapshot(economy: Economy): void {
  const epoch = currentEpoch(economy);
  const { court, registry } = economy;
  if (court.snapshots.has(epoch)) refuse('SnapshotTakenAlready', epoch);
  const places = registry.validators.map((node) => ({
    node,
    weightWei: nodeAccount(economy, node).stakeWei,
  }));
  court.snapshots.set(epoch, places);
  court.latest = epoch;
}

/** `latestSnapshot`. @throws Refusal SnapshotMissing */
export function latestSnapshot(economy: Economy): bigint {
  const { latest } = economy.court;
  return latest ?? refuse('SnapshotMissing', currentEpoch(economy));
}

/** @throws Refusal SnapshotMissing */
export function snapshotOf(economy: Economy, epoch: bigint): readonly SnapshotPlace[] {
  return economy.court.snapshots.get(epoch) ?? refuse('SnapshotMissing', epoch);
}

export function totalWeight(places: readonly SnapshotPlace[]): bigint {
  return places.reduce((sum, { weightWei }) => sum + weightWei, 0n);
}

export function isLive(economy: Economy, places: readonly SnapshotPlace[]): boolean {
  const { minValidators, minValidatorStakeWei } = economy.params.court;
  return BigInt(places.length) >= minValidators && totalWeight(places) >= minValidatorStakeWei;
}

/** Whether the latest snapshot can judge; without one, no. */
export function isLatestLive(economy: Economy): boolean {
  const { latest, snapshots } = economy.court;
  const places = latest === null ? undefined : snapshots.get(latest);
  return places !== undefined && isLive(economy, places);
}
