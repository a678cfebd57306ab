/** Seats of a verdict: their bonds, their pay, their fall. What `JobMarket` asks of `WorkCourt`. */
import type { Hex } from '@cxt-bridge/adapters/protocol';

import type { Economy } from '../economy.ts';
import { most } from '../emission.ts';
import { creditSeat } from '../market/money.ts';
import type { Account } from '../parameters.ts';
import { payDuty } from '../pool/claims.ts';
import { recordDuties } from '../pool/records.ts';
import { refuse } from '../refusal.ts';
import { nodeAccount } from '../stake/accounts.ts';
import { bondEach, punish, slash, unbond } from '../stake/holds.ts';
import { type CourtSeat, levelKey, type Verdict } from './courtState.ts';
import { type Certificate, FINAL, type SeatDraw, tagOf, type Tally, tally } from './tally.ts';

export function verdictOf(economy: Economy, jobId: Hex, level: number): Verdict | null {
  return economy.court.verdicts.get(levelKey(jobId, level)) ?? null;
}

/** A verdict whose seats wait. @throws Refusal SeatsUnknown */
export function waitingVerdict(economy: Economy, jobId: Hex, level: number): Verdict {
  const verdict = verdictOf(economy, jobId, level);
  return verdict === null || verdict.seats.length === 0
    ? refuse('SeatsUnknown', jobId, BigInt(level))
    : verdict;
}

/** `certify`; returns the quality. @throws Refusal of {@link tally}; CertifiedAlready, SeatBondMissing */
export function certify(economy: Economy, certificate: Certificate, draw: SeatDraw): bigint {
  const counted = tally(economy, certificate, draw);
  seat(economy, { certificate, snapshotEpoch: draw.snapshotEpoch, counted });
  return counted.qualityBps;
}

/** Holds the seats' bonds and remembers them; at Final nothing is held. @throws Refusal CertifiedAlready, SeatBondMissing */
export function seat(
  economy: Economy,
  verdict: { certificate: Certificate; snapshotEpoch: bigint; counted: Tally },
): void {
  const { certificate, snapshotEpoch, counted } = verdict;
  const { jobId, level, redraws, executorsOk, votes } = certificate;
  if (verdictOf(economy, jobId, level) !== null) refuse('CertifiedAlready', jobId, BigInt(level));
  const { seats } = counted;
  economy.court.verdicts.set(levelKey(jobId, level), {
    seats,
    redraws,
    executorsOk,
    snapshotEpoch,
    tag: tagOf(certificate),
    lock: null,
  });
  if (level === FINAL) return;
  const held = bondEach(economy, {
    caller: economy.params.wiring.workCourt,
    nodes: seats.map(({ node }) => node),
    amountWei: economy.params.court.seatBondWei,
  });
  for (const [index, { node }] of seats.entries()) {
    if (((held >> BigInt(index)) & 1n) === 0n) {
      refuse('SeatBondMissing', BigInt(votes[index]?.seat ?? 0), node);
    }
  }
}

/** `uphold`. @throws Refusal SeatsUnknown, UpheldAlready */
export function uphold(economy: Economy, call: { jobId: Hex; level: number; payWei: bigint }): void {
  const { jobId, level, payWei } = call;
  const verdict = waitingVerdict(economy, jobId, level);
  if (verdict.lock !== null) refuse('UpheldAlready', jobId, BigInt(level));
  const { wiring, court } = economy.params;
  const duties = BigInt(verdict.seats.length);
  const dutyEpoch = recordDuties(economy, { caller: wiring.workCourt, duties });
  const lock = { until: economy.now + court.seatLockSeconds, dutyEpoch, payWei };
  economy.court.verdicts.set(levelKey(jobId, level), { ...verdict, lock });
}

/** `overturn`. @throws Refusal SeatsUnknown, UpheldAlready */
export function overturn(
  economy: Economy,
  call: { jobId: Hex; level: number; beneficiary: Account },
): bigint {
  const { jobId, level } = call;
  const verdict = waitingVerdict(economy, jobId, level);
  if (verdict.lock !== null) refuse('UpheldAlready', jobId, BigInt(level));
  return fell(economy, call);
}

/** All the seats of a verdict lose their bonds; the verdict is closed. */
export function fell(economy: Economy, call: { jobId: Hex; level: number; beneficiary: Account }): bigint {
  const { jobId, level, beneficiary } = call;
  const { wiring, court } = economy.params;
  const verdict = waitingVerdict(economy, jobId, level);
  closeVerdict(economy, jobId, level);
  let paidWei = 0n;
  for (const { node, seats } of grouped(verdict.seats)) {
    const amountWei = BigInt(seats) * court.seatBondWei;
    const fromBond = level !== FINAL;
    paidWei += slash(economy, {
      caller: wiring.workCourt,
      node,
      amountWei,
      fromBond,
      beneficiary,
    }).paidWei;
  }
  return paidWei;
}

/** `releaseSeats`. @throws Refusal SeatsUnknown, SeatsLocked, and of the pool EpochNotClosed */
export function releaseSeats(economy: Economy, call: { caller: Account; jobId: Hex; level: number }): void {
  const { caller, jobId, level } = call;
  const { seats, lock } = waitingVerdict(economy, jobId, level);
  if (lock === null) return refuse('SeatsLocked', jobId, 0n);
  if (economy.now < lock.until) refuse('SeatsLocked', jobId, lock.until);
  closeVerdict(economy, jobId, level);
  const groups = grouped(seats);
  const shareWei = lock.payWei / BigInt(seats.length);
  let leftWei = lock.payWei;
  for (const [index, group] of groups.entries()) {
    const payWei = index + 1 === groups.length ? leftWei : shareWei * BigInt(group.seats);
    leftWei -= payWei;
    freeSeats(economy, { ...group, level, beneficiary: caller });
    if (payWei > 0n) creditSeat(economy, { node: group.node, amountWei: payWei });
    payDuty(economy, {
      caller: economy.params.wiring.workCourt,
      epoch: lock.dutyEpoch,
      node: group.node,
      duties: BigInt(group.seats),
    });
  }
}

/** Incoherent seats leave 5 % of their bonds behind. */
function freeSeats(
  economy: Economy,
  group: { node: Account; seats: number; incoherent: number; level: number; beneficiary: Account },
): void {
  const { node, level, beneficiary } = group;
  const { wiring, court } = economy.params;
  const fineWei = BigInt(group.incoherent) * (court.seatBondWei / 20n);
  const isHeld = level !== FINAL;
  if (group.incoherent > 0) {
    slash(economy, {
      caller: wiring.workCourt,
      node,
      amountWei: fineWei,
      fromBond: isHeld,
      beneficiary,
    });
  }
  if (!isHeld) return;
  const heldWei = most(0n, BigInt(group.seats) * court.seatBondWei - fineWei);
  unbond(economy, { caller: wiring.workCourt, node, amountWei: heldWei });
}

/** `punishExecutor`; returns what the market got. */
export function punishExecutor(
  economy: Economy,
  call: { node: Account; bondWei: bigint; isWrong: boolean },
): bigint {
  const { node, bondWei, isWrong } = call;
  const { workCourt: caller, jobMarket: beneficiary } = economy.params.wiring;
  if (isWrong) return punishWrong(economy, { node, bondWei, beneficiary });
  const { paidWei } = slash(economy, { caller, node, amountWei: bondWei / 2n, fromBond: true, beneficiary });
  punish(economy, { caller, node, eighth: true });
  return paidWei;
}

/** The bond, 5 % of the stake, R to the floor and jail. */
export function punishWrong(
  economy: Economy,
  call: { node: Account; bondWei: bigint; beneficiary: Account },
): bigint {
  const { node, bondWei, beneficiary } = call;
  const caller = economy.params.wiring.workCourt;
  const account = nodeAccount(economy, node);
  const partWei = (account.stakeWei + account.unbondingWei) / 20n;
  const bond = slash(economy, { caller, node, amountWei: bondWei, fromBond: true, beneficiary });
  const part = slash(economy, { caller, node, amountWei: partWei, fromBond: false, beneficiary });
  punish(economy, { caller, node, eighth: false });
  return bond.paidWei + part.paidWei;
}

function closeVerdict(economy: Economy, jobId: Hex, level: number): void {
  const verdict = verdictOf(economy, jobId, level) as Verdict;
  economy.court.verdicts.set(levelKey(jobId, level), { ...verdict, seats: [], lock: null });
}

/** Seats by node, in the order of each one's first seat. */
function grouped(seats: readonly CourtSeat[]): { node: Account; seats: number; incoherent: number }[] {
  const groups = new Map<Account, { node: Account; seats: number; incoherent: number }>();
  for (const { node, isIncoherent } of seats) {
    const group = groups.get(node) ?? { node, seats: 0, incoherent: 0 };
    group.seats += 1;
    group.incoherent += Number(isIncoherent);
    groups.set(node, group);
  }
  return [...groups.values()];
}
