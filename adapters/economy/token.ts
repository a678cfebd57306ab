/** CXT on its home chain. Allowances are not part of the model: whoever calls has given them. */
import type { Economy } from './economy.ts';
import type { Account } from './parameters.ts';
import { refuse } from './refusal.ts';

/** Balance in wei. */
export function balanceOf(economy: Economy, account: Account): bigint {
  return economy.balances.get(account) ?? 0n;
}

/** Moves tokens. @throws Refusal InsufficientBalance */
export function moveTokens(economy: Economy, move: { from: Account; to: Account; amountWei: bigint }): void {
  const { from, to, amountWei } = move;
  take(economy, from, amountWei);
  set(economy, to, balanceOf(economy, to) + amountWei);
}

/** Destroys tokens of `from` for ever. @throws Refusal InsufficientBalance */
export function burnTokens(economy: Economy, burn: { from: Account; amountWei: bigint }): void {
  take(economy, burn.from, burn.amountWei);
  economy.burnedWei += burn.amountWei;
}

function take(economy: Economy, from: Account, amountWei: bigint): void {
  const held = balanceOf(economy, from);
  if (held < amountWei) refuse('InsufficientBalance');
  set(economy, from, held - amountWei);
}

function set(economy: Economy, account: Account, amountWei: bigint): void {
  if (amountWei === 0n) economy.balances.delete(account);
  else economy.balances.set(account, amountWei);
}
