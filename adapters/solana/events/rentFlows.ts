/**
 * Rent that a transaction moved: what its payer put into accounts it opened, and who got back what lay in accounts it closed.
 *
 * Out of the balances alone, so that no size or price of an account is assumed. Fees are no rent.
 */
import type { RentFlow } from '../../core/chainTypes.ts';
import type { AccountBalance } from './parsedTransaction.ts';

/** In the order of the transaction's accounts; none for accounts that neither paid nor got anything. */
export function rentFlows(balances: readonly AccountBalance[]): readonly RentFlow[] {
  const [payer, ...others] = balances;
  if (payer === undefined) return [];
  const opened = others.filter(({ before }) => before === 0n).reduce((sum, { after }) => sum + after, 0n);
  const closed = others.filter(({ after }) => after === 0n).reduce((sum, { before }) => sum + before, 0n);
  // WHY not from the payer's own balance: the fee that a node tells may be without its priority part. What the others have less, he got.
  const surplus = others
    .filter(({ before }) => before > 0n)
    .reduce((sum, { before, after }) => sum + before - after, 0n);
  const own: RentFlow = {
    account: payer.account,
    // Below zero he also paid into accounts that were there before: a lookup table that grew.
    paid: surplus < 0n ? opened - surplus : opened,
    recovered: surplus > 0n ? surplus : 0n,
  };
  return [own, ...others.map((balance) => returned({ balance, closed }))].filter(
    ({ paid, recovered }) => paid > 0n || recovered > 0n,
  );
}

/** An account closed by somebody else gives its rent back to whoever paid it. */
function returned(at: { balance: AccountBalance; closed: bigint }): RentFlow {
  const { balance, closed } = at;
  const { account, before, after } = balance;
  const gained = before > 0n && after > before ? after - before : 0n;
  return { account, paid: 0n, recovered: gained < closed ? gained : closed };
}
