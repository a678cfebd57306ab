/** The only ways out of the pool: claims and duties, both of what a close set aside; what is left goes back. */
import type { Economy } from '../economy.ts';
import { least, nodeShare } from '../emission.ts';
import type { Account } from '../parameters.ts';
import { refuse } from '../refusal.ts';
import { moveTokens } from '../token.ts';
import { requireRecorder } from './records.ts';
import { claimableUntil, epochRecord, nodeKey, nodeRecord } from './poolState.ts';

/** `claimOf`: what a node would get, and what the clamps cut. */
export function claimOf(
  economy: Economy,
  node: Account,
  epoch: bigint,
): { amountWei: bigint; cutWei: bigint } {
  const record = epochRecord(economy, epoch);
  const own = nodeRecord(economy, epoch, node);
  const isOver = epoch >= economy.pool.nextEpoch || record.isSwept || own.isClaimed;
  return isOver ? { amountWei: 0n, cutWei: 0n } : nodeShare({ epoch: record, node: own });
}

/** `claim`; returns what was paid. @throws Refusal ClaimantNotNode, EpochNotClosed, EpochSwept, NothingToClaim */
export function claim(
  economy: Economy,
  call: { caller: Account; node: Account; epochs: readonly bigint[] },
): bigint {
  const { caller, node, epochs } = call;
  if (caller !== node) refuse('ClaimantNotNode', caller, node);
  let sumWei = 0n;
  for (const epoch of epochs) {
    requireClosed(economy, epoch);
    if (epochRecord(economy, epoch).isSwept) refuse('EpochSwept', epoch);
    const own = nodeRecord(economy, epoch, node);
    const isEmpty = own.baseScore === 0n && own.paidScore === 0n;
    if (isEmpty || own.isClaimed) refuse('NothingToClaim', epoch, node);
    const { amountWei, cutWei } = claimOf(economy, node, epoch);
    economy.pool.nodes.set(nodeKey(epoch, node), { ...own, isClaimed: true });
    spend(economy, { epoch, paidWei: amountWei, returnedWei: cutWei });
    sumWei += amountWei;
  }
  moveTokens(economy, { from: economy.params.wiring.pool, to: node, amountWei: sumWei });
  return sumWei;
}

/** `payDuty`; returns what was paid, 0 after a sweep. @throws Refusal RecorderNotEligible, EpochNotClosed */
export function payDuty(
  economy: Economy,
  call: { caller: Account; epoch: bigint; node: Account; duties: bigint },
): bigint {
  const { caller, epoch, node } = call;
  requireRecorder(caller, economy.params.wiring.workCourt);
  requireClosed(economy, epoch);
  const record = epochRecord(economy, epoch);
  if (record.isSwept) return 0n;
  const duties = least(call.duties, record.duties - record.dutiesPaid);
  const amountWei = record.duties === 0n ? 0n : (record.dutyWei * duties) / record.duties;
  economy.pool.epochs.set(epoch, { ...record, dutiesPaid: record.dutiesPaid + duties });
  spend(economy, { epoch, paidWei: amountWei, returnedWei: 0n });
  moveTokens(economy, { from: economy.params.wiring.pool, to: node, amountWei });
  return amountWei;
}

/** `sweep`. @throws Refusal EpochNotClosed, EpochStillClaimable, EpochSwept */
export function sweep(economy: Economy, call: { epoch: bigint }): void {
  const { epoch } = call;
  requireClosed(economy, epoch);
  const until = claimableUntil(economy, epoch);
  if (economy.now < until) refuse('EpochStillClaimable', epoch, until);
  const record = epochRecord(economy, epoch);
  if (record.isSwept) refuse('EpochSwept', epoch);
  const leftWei = record.baseWei + record.paidWei + record.dutyWei - record.spentWei;
  economy.pool.epochs.set(epoch, { ...record, isSwept: true });
  spend(economy, { epoch, paidWei: 0n, returnedWei: leftWei });
}

function spend(economy: Economy, part: { epoch: bigint; paidWei: bigint; returnedWei: bigint }): void {
  const { pool } = economy;
  const record = epochRecord(economy, part.epoch);
  const spentWei = record.spentWei + part.paidWei + part.returnedWei;
  pool.epochs.set(part.epoch, { ...record, spentWei });
  pool.claimableWei -= part.paidWei + part.returnedWei;
  pool.remainingWei += part.returnedWei;
}

function requireClosed(economy: Economy, epoch: bigint): void {
  if (epoch >= economy.pool.nextEpoch) refuse('EpochNotClosed', epoch);
}
