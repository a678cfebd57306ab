/** What the market owes, and how it leaves. Amounts in wei. */
import type { Economy } from '../economy.ts';
import type { Account } from '../parameters.ts';
import { donate } from '../pool/close.ts';
import { refuse } from '../refusal.ts';
import { moveTokens } from '../token.ts';

/** Owes `amountWei` to an account. */
export function credit(economy: Economy, account: Account, amountWei: bigint): void {
  if (amountWei === 0n) return;
  const { credits } = economy.market;
  credits.set(account, (credits.get(account) ?? 0n) + amountWei);
}

/** Turns pay of locked seats into a credit. */
export function creditSeat(economy: Economy, pay: { node: Account; amountWei: bigint }): void {
  economy.market.seatPayWei -= pay.amountWei;
  credit(economy, pay.node, pay.amountWei);
}

/** `withdraw`. @throws Refusal NothingToWithdraw */
export function withdrawCredit(economy: Economy, call: { account: Account }): bigint {
  const { account } = call;
  const { credits } = economy.market;
  const amountWei = credits.get(account) ?? refuse('NothingToWithdraw', account);
  credits.delete(account);
  moveTokens(economy, { from: economy.params.wiring.jobMarket, to: account, amountWei });
  return amountWei;
}

/** `flush`: the pool's shares go to the pool. */
export function flush(economy: Economy): void {
  const amountWei = economy.market.poolShareWei;
  economy.market.poolShareWei = 0n;
  donate(economy, { caller: economy.params.wiring.jobMarket, amountWei });
}
