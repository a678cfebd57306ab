/** Asking the next class after the settlement: slashes who was wrong, moves no price. */
import type { Hex } from '@cxt-bridge/adapters/protocol';

import type { Economy } from '../economy.ts';
import { most } from '../emission.ts';
import { executorsOf, jobOf } from '../market/marketState.ts';
import { creditSeat } from '../market/money.ts';
import { type Account, WEI_PER_PRICE_UNIT } from '../parameters.ts';
import { refuse } from '../refusal.ts';
import { bond, slash, unbond } from '../stake/holds.ts';
import { type LateChallenge, levelKey } from './courtState.ts';
import { beaconFor, LATE, lapse } from './evidence.ts';
import { latestSnapshot } from './snapshots.ts';
import { type Certificate, FINAL, tagOf, tally } from './tally.ts';
import { fell, punishWrong, seat, uphold, verdictOf, waitingVerdict } from './verdicts.ts';

/** What a challenger must hold, in wei. */
export function challengeBond(economy: Economy, priceWei: bigint): bigint {
  return most(priceWei, economy.params.court.seatBondWei) / 10n;
}

/** `challengeLate`. @throws Refusal LevelUnknown, SeatsUnknown, DrawOver, ChallengedAlready, SnapshotMissing, NodeJailed, StakeTooSmall */
export function challengeLate(economy: Economy, call: { caller: Account; jobId: Hex; level: number }): void {
  const { caller, jobId, level } = call;
  if (level >= FINAL) refuse('LevelUnknown', BigInt(level));
  const until = waitingVerdict(economy, jobId, level).lock?.until ?? 0n;
  if (economy.now >= until) refuse('DrawOver', jobId, until);
  const isJudged = verdictOf(economy, jobId, level + 1) !== null;
  const key = levelKey(jobId, level);
  if (isJudged || economy.court.late.has(key)) refuse('ChallengedAlready', jobId, BigInt(level));
  const { params } = economy;
  const bondWei = challengeBond(economy, jobOf(economy, jobId).price * WEI_PER_PRICE_UNIT);
  const deadline = economy.now + params.court.seatLockSeconds;
  economy.court.late.set(key, {
    challenger: caller,
    beaconBlock: economy.block + params.randomness.delayBlocks,
    deadline,
    isOpen: true,
    bondWei,
    snapshotEpoch: latestSnapshot(economy),
  });
  for (let below = 0; below <= level; below += 1)
    holdUntil(economy, { jobId, level: below, until: deadline });
  bond(economy, { caller: params.wiring.workCourt, node: caller, amountWei: bondWei });
}

/** `certifyLate`. @throws Refusal LevelUnknown, DrawUnknown, CertificateMismatch, DrawOver and those of a tally and a seat */
export function certifyLate(
  economy: Economy,
  call: { caller: Account; certificate: Certificate; beacon: Hex },
): void {
  const { certificate } = call;
  const { jobId } = certificate;
  if (certificate.level === 0) refuse('LevelUnknown', 0n);
  const level = certificate.level - 1;
  const late = endLate(economy, jobId, level);
  if (certificate.redraws !== LATE) refuse('CertificateMismatch', 'redraws');
  if (economy.now > late.deadline) refuse('DrawOver', jobId, late.deadline);
  const executors = executorsOf(economy, jobId);
  const beacon = beaconFor(economy, certificate.level, late.beaconBlock, call.beacon);
  const draw = { beacon, snapshotEpoch: late.snapshotEpoch, excluded: [...executors, late.challenger] };
  const counted = tally(economy, certificate, draw);
  const { challenger: node, bondWei: amountWei } = late;
  const caller = economy.params.wiring.workCourt;
  if (verdictOf(economy, jobId, level)?.tag === tagOf(certificate)) {
    slash(economy, { caller, node, amountWei, fromBond: true, beneficiary: call.caller });
  } else {
    unbond(economy, { caller, node, amountWei });
    punishPaid(economy, { certificate, executors, beneficiary: node });
    fellBelow(economy, certificate, node);
  }
  seat(economy, { certificate, snapshotEpoch: late.snapshotEpoch, counted });
  uphold(economy, { jobId, level: certificate.level, payWei: 0n });
}

/** `closeLate`. @throws Refusal DrawUnknown, DrawOpen */
export function closeLate(economy: Economy, call: { jobId: Hex; level: number }): void {
  const { jobId, level } = call;
  const late = endLate(economy, jobId, level);
  if (economy.now <= late.deadline) refuse('DrawOpen', jobId, late.deadline);
  const { beaconBlock, snapshotEpoch, challenger: node, bondWei: amountWei } = late;
  const excluded = [...executorsOf(economy, jobId), node];
  lapse(economy, { jobId, level: level + 1, redraws: LATE, beaconBlock, snapshotEpoch, excluded });
  unbond(economy, { caller: economy.params.wiring.workCourt, node, amountWei });
}

function endLate(economy: Economy, jobId: Hex, level: number): LateChallenge {
  const late = economy.court.late.get(levelKey(jobId, level));
  if (late === undefined || !late.isOpen) {
    return refuse('DrawUnknown', jobId, BigInt(level + 1), BigInt(LATE));
  }
  economy.court.late.set(levelKey(jobId, level), { ...late, isOpen: false });
  return late;
}

function holdUntil(economy: Economy, hold: { jobId: Hex; level: number; until: bigint }): void {
  const { jobId, level, until } = hold;
  const verdict = verdictOf(economy, jobId, level);
  if (verdict === null || verdict.lock === null || verdict.lock.until >= until) return;
  economy.court.verdicts.set(levelKey(jobId, level), { ...verdict, lock: { ...verdict.lock, until } });
}

/** All lower seats that are still held and said otherwise; their pay goes to the pool. */
function fellBelow(economy: Economy, certificate: Certificate, challenger: Account): void {
  const { jobId } = certificate;
  for (let level = 0; level < certificate.level; level += 1) {
    const verdict = verdictOf(economy, jobId, level);
    if (verdict === null || verdict.seats.length === 0 || verdict.tag === tagOf(certificate)) continue;
    fell(economy, { jobId, level, beneficiary: challenger });
    const amountWei = verdict.lock?.payWei ?? 0n;
    if (amountWei > 0n) creditSeat(economy, { node: economy.params.wiring.pool, amountWei });
  }
}

/** Executors that the settlement paid, that no late class has found wrong yet, and that this one does not find right. */
function punishPaid(
  economy: Economy,
  call: { certificate: Certificate; executors: readonly Account[]; beneficiary: Account },
): void {
  const { certificate, executors, beneficiary } = call;
  let wrong = (1n << BigInt(executors.length)) - 1n;
  for (let level = certificate.level - 1; level >= 0; level -= 1) {
    const below = verdictOf(economy, certificate.jobId, level);
    wrong &= below?.executorsOk ?? 0n;
    if (below?.redraws !== LATE) break;
  }
  for (const [index, node] of executors.entries()) {
    const bit = 1n << BigInt(index);
    if ((wrong & ~certificate.executorsOk & bit) !== 0n) {
      punishWrong(economy, { node, bondWei: 0n, beneficiary });
    }
  }
}
