/** What a node does with its own stake. */
import type { Economy } from '../economy.ts';
import type { Account } from '../parameters.ts';
import { refuse } from '../refusal.ts';
import { moveTokens } from '../token.ts';
import { nodeAccount, refuseJailed, setAccount, unbondingOf } from './accounts.ts';
import { UNBONDINGS } from './registryState.ts';
import { leaveIfTooSmall } from './validators.ts';

/** `stake`. @throws Refusal AmountZero, NodeJailed, InsufficientBalance */
export function stake(economy: Economy, call: { caller: Account; amountWei: bigint }): void {
  const { caller, amountWei } = call;
  if (amountWei === 0n) refuse('AmountZero');
  refuseJailed(economy, caller);
  moveTokens(economy, { from: caller, to: economy.params.wiring.stakeRegistry, amountWei });
  const account = nodeAccount(economy, caller);
  setAccount(economy, caller, { ...account, stakeWei: account.stakeWei + amountWei });
}

/** `requestUnstake`; returns the id. @throws Refusal AmountZero, StakeBonded, UnbondingsFull */
export function requestUnstake(economy: Economy, call: { caller: Account; amountWei: bigint }): bigint {
  const { caller, amountWei } = call;
  if (amountWei === 0n) refuse('AmountZero');
  const account = nodeAccount(economy, caller);
  const freeWei = account.stakeWei - account.bondedWei;
  if (amountWei > freeWei) refuse('StakeBonded', caller, freeWei, amountWei);
  const id = account.nextId;
  const place = Number(id % UNBONDINGS);
  const present = account.unbondings[place] ?? null;
  if (present !== null && present.amountWei > 0n) refuse('UnbondingsFull', caller, present.id);
  const releaseAt = economy.now + economy.params.stake.unbondingSeconds;
  const unbondings = [...account.unbondings];
  unbondings[place] = { id, amountWei, releaseAt };
  setAccount(economy, caller, {
    ...account,
    stakeWei: account.stakeWei - amountWei,
    unbondingWei: account.unbondingWei + amountWei,
    nextId: id + 1n,
    unbondings,
  });
  leaveIfTooSmall(economy, caller);
  return id;
}

/** `withdraw`; returns what was paid. @throws Refusal UnbondingUnknown, UnbondingNotOver */
export function withdrawUnbonding(economy: Economy, call: { node: Account; id: bigint }): bigint {
  const { node, id } = call;
  const unbonding = unbondingOf(economy, node, id);
  if (unbonding === null) return refuse('UnbondingUnknown', node, id);
  if (economy.now < unbonding.releaseAt) refuse('UnbondingNotOver', id, unbonding.releaseAt);
  const account = nodeAccount(economy, node);
  const { amountWei } = unbonding;
  setAccount(economy, node, {
    ...account,
    unbondingWei: account.unbondingWei - amountWei,
    unbondings: account.unbondings.map((entry) => (entry?.id === id ? { ...entry, amountWei: 0n } : entry)),
  });
  moveTokens(economy, { from: economy.params.wiring.stakeRegistry, to: node, amountWei });
  return amountWei;
}
