/** The bounded list that snapshots are taken of. */
import type { Economy } from '../economy.ts';
import type { Account } from '../parameters.ts';
import { refuse } from '../refusal.ts';
import { thresholdWei, VALIDATOR_THRESHOLD } from '../standing.ts';
import { nodeAccount, refuseJailed } from './accounts.ts';

/** `joinValidators`. @throws Refusal ValidatorAlready, NodeJailed, StakeTooSmall, ValidatorSeatsFull */
export function joinValidators(economy: Economy, call: { caller: Account; replaced: Account }): void {
  const { caller, replaced } = call;
  const { registry, params } = economy;
  if (isValidator(economy, caller)) refuse('ValidatorAlready', caller);
  refuseJailed(economy, caller);
  const { stakeWei } = nodeAccount(economy, caller);
  const needed = threshold(economy);
  if (stakeWei < needed) refuse('StakeTooSmall', caller, stakeWei, needed);
  if (BigInt(registry.validators.length) === params.stake.maxValidators) {
    makeRoom(economy, replaced, stakeWei);
  }
  registry.validators.push(caller);
}

/** `leaveValidators`. @throws Refusal ValidatorNot, ValidatorSound */
export function leaveValidators(economy: Economy, call: { caller: Account; node: Account }): void {
  const { caller, node } = call;
  if (!isValidator(economy, node)) refuse('ValidatorNot', node);
  if (caller !== node && nodeAccount(economy, node).stakeWei >= threshold(economy)) {
    refuse('ValidatorSound', node);
  }
  leave(economy, node);
}

export function isValidator(economy: Economy, node: Account): boolean {
  return economy.registry.validators.includes(node);
}

/** A validator that fell below the threshold leaves. */
export function leaveIfTooSmall(economy: Economy, node: Account): void {
  if (isValidator(economy, node) && nodeAccount(economy, node).stakeWei < threshold(economy)) {
    leave(economy, node);
  }
}

/** The last of the list takes the place that becomes free. */
export function leave(economy: Economy, node: Account): void {
  const { validators } = economy.registry;
  const last = validators.pop();
  if (last === undefined || last === node) return;
  validators[validators.indexOf(node)] = last;
}

function makeRoom(economy: Economy, replaced: Account, stakeWei: bigint): void {
  const { validators } = economy.registry;
  const stakeOf = (node: Account): bigint => nodeAccount(economy, node).stakeWei;
  const lowest = validators.reduce((low, node) => (stakeOf(node) < stakeOf(low) ? node : low));
  const isLowest = isValidator(economy, replaced) && stakeOf(replaced) === stakeOf(lowest);
  if (!isLowest || stakeWei <= stakeOf(lowest)) {
    refuse('ValidatorSeatsFull', economy.params.stake.maxValidators, lowest, stakeOf(lowest));
  }
  leave(economy, replaced);
}

function threshold(economy: Economy): bigint {
  return thresholdWei(VALIDATOR_THRESHOLD, economy.pool.remainingWei);
}
