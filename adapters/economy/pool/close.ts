/** The close of epochs, and what flows back into the pool. */
import { isLatestLive } from '../court/snapshots.ts';
import type { Economy } from '../economy.ts';
import { basePriceOf, budgetWei, carriedPriceOf, closeFigures, utilisationOf } from '../emission.ts';
import type { Account } from '../parameters.ts';
import { refuse } from '../refusal.ts';
import { balanceOf, moveTokens } from '../token.ts';
import { currentEpoch, epochEndsAt, epochRecord } from './poolState.ts';

const MOST_EPOCHS = 64n;

/** `closeEpoch`. @throws Refusal EpochOutOfOrder, EpochCountOutOfRange, EpochNotEnded */
export function closeEpoch(economy: Economy, call: { first: bigint; count: bigint }): void {
  const { first, count } = call;
  const { pool } = economy;
  if (first !== pool.nextEpoch) refuse('EpochOutOfOrder', first, pool.nextEpoch);
  if (count === 0n || count > MOST_EPOCHS) refuse('EpochCountOutOfRange', count, MOST_EPOCHS);
  const last = first + count - 1n;
  if (last >= currentEpoch(economy)) refuse('EpochNotEnded', last, epochEndsAt(economy, last));
  const isLive = isLatestLive(economy);
  for (let epoch = first; epoch <= last; epoch += 1n) closeOne(economy, epoch, isLive);
}

function closeOne(economy: Economy, epoch: bigint, isLive: boolean): void {
  const { pool, params } = economy;
  const record = epochRecord(economy, epoch);
  const close = closeFigures({
    remainingWei: pool.remainingWei,
    target: pool.target,
    rate: params.emission.rate,
    minimumTarget: params.emission.minimumTarget,
    isLive,
    work: record,
  });
  const { releasedWei, baseWei, paidWei, dutyWei } = close;
  const scored = { baseWei, baseScore: record.baseScore };
  pool.carriedPrice = carriedPriceOf({ ...scored, lastPrice: pool.carriedPrice });
  const basePrice = basePriceOf({ ...scored, carriedPrice: pool.carriedPrice });
  pool.epochs.set(epoch, {
    ...record,
    budgetWei: close.budgetWei,
    releasedWei,
    baseWei,
    paidWei,
    dutyWei,
    basePrice,
  });
  pool.remainingWei -= close.setAsideWei;
  pool.claimableWei += close.setAsideWei;
  pool.target = close.nextTarget;
  pool.nextEpoch = epoch + 1n;
}

/** `budgetPart`: the most that so many work units can release in the running epoch, in wei. */
export function budgetPart({ pool, params }: Economy, workUnits: bigint): bigint {
  return (
    (budgetWei(pool.remainingWei, params.emission.rate) * utilisationOf(workUnits, pool.target)) / 10n ** 18n
  );
}

/** `donate`. @throws Refusal InsufficientBalance */
export function donate(economy: Economy, call: { caller: Account; amountWei: bigint }): void {
  const { pool, params } = economy;
  moveTokens(economy, { from: call.caller, to: params.wiring.pool, amountWei: call.amountWei });
  pool.remainingWei += call.amountWei;
}

/** `skim`: accounts what was sent here bare. */
export function skim(economy: Economy): void {
  const { pool, params } = economy;
  pool.remainingWei = balanceOf(economy, params.wiring.pool) - pool.claimableWei;
}
