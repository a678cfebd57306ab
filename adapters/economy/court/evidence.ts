/** What anyone may hold against a seat: absence, a vote against its own class, two votes. */
import type { Hex } from '@cxt-bridge/adapters/protocol';

import { beaconOf } from '../beacon.ts';
import type { Economy } from '../economy.ts';
import { STATUS } from '../market/marketState.ts';
import type { Account } from '../parameters.ts';
import { refuse } from '../refusal.ts';
import { slash } from '../stake/holds.ts';
import { levelKey } from './courtState.ts';
import { snapshotOf } from './snapshots.ts';
import { type Certificate, checkVote, FINAL, provenSeat, seatPlace, tagOf, type Vote } from './tally.ts';
import { waitingVerdict } from './verdicts.ts';

/** The number of redraws that a late challenge's draw goes by. */
export const LATE = 255;
const ZERO_HASH: Hex = `0x${'00'.repeat(32)}`;
const ZERO_ACCOUNT: Account = `0x${'00'.repeat(20)}`;
const WHOLE_WEI = 2n ** 128n - 1n;

interface DrawName {
  readonly jobId: Hex;
  readonly level: number;
  readonly redraws: number;
}

const drawKey = ({ jobId, level, redraws }: DrawName): string => `${jobId}:${level}:${redraws}`;

/** `lapse`: a draw ended without a quorum. */
export function lapse(
  economy: Economy,
  draw: DrawName & { beaconBlock: bigint; snapshotEpoch: bigint; excluded: readonly Account[] },
): void {
  const { beaconBlock, snapshotEpoch, excluded } = draw;
  economy.court.lapsed.set(drawKey(draw), { beaconBlock, snapshotEpoch, excluded });
}

/** `showVotes`. @throws Refusal DrawUnknown, DrawOver, the beacon's, SeatOutOfRange, SeatNotProven, QualityOutOfRange, VoteSignatureInvalid */
export function showVotes(economy: Economy, call: { certificate: Certificate; beacon: Hex }): void {
  const { certificate } = call;
  const { beaconBlock, snapshotEpoch } = runningDraw(economy, certificate);
  const beacon = beaconFor(economy, certificate.level, beaconBlock, call.beacon);
  snapshotOf(economy, snapshotEpoch);
  for (const vote of certificate.votes) {
    const { node } = provenSeat(economy, { certificate, vote, draw: { beacon, snapshotEpoch } });
    checkVote(vote, node);
    economy.court.settledSeats.add(`${drawKey(certificate)}:${vote.seat}`);
  }
}

/** `punishAbsent`. @throws Refusal DrawUnknown, CertificateMismatch, SeatSettled, the beacon's, SeatOutOfRange, SeatNotProven, SeatExcluded */
export function punishAbsent(
  economy: Economy,
  call: DrawName & {
    caller: Account;
    seat: number;
    validator: number;
    excluded: readonly Account[];
    beacon: Hex;
  },
): void {
  const { jobId, level, redraws, seat, excluded } = call;
  const lapsed = economy.court.lapsed.get(drawKey(call));
  if (lapsed === undefined) return refuse('DrawUnknown', jobId, BigInt(level), BigInt(redraws));
  if (lapsed.excluded.join() !== excluded.join()) refuse('CertificateMismatch', 'excluded');
  const key = `${drawKey(call)}:${seat}`;
  if (economy.court.settledSeats.has(key)) refuse('SeatSettled', BigInt(seat));
  const beacon = beaconFor(economy, level, lapsed.beaconBlock, call.beacon);
  const drawn = seatPlace(economy, {
    beacon,
    jobId,
    level,
    redraws,
    seat,
    snapshotEpoch: lapsed.snapshotEpoch,
  });
  if (drawn.validator !== call.validator) refuse('SeatNotProven', BigInt(seat), BigInt(call.validator));
  if (excluded.includes(drawn.node)) refuse('SeatExcluded', BigInt(seat), drawn.node);
  economy.court.settledSeats.add(key);
  const { seatBondWei } = economy.params.court;
  const amountWei = redraws === 0 || redraws === LATE ? seatBondWei / 100n : seatBondWei / 10n;
  take(economy, { node: drawn.node, amountWei, fromBond: false, beneficiary: call.caller });
}

/** `reportIncoherent`. @throws Refusal SeatsUnknown, EvidenceInvalid, EvidenceUsed */
export function reportIncoherent(
  economy: Economy,
  call: { caller: Account; certificate: Certificate; vote: Vote },
): void {
  const { certificate, vote } = call;
  const { jobId, level, redraws } = certificate;
  const verdict = waitingVerdict(economy, jobId, level);
  const place = snapshotOf(economy, verdict.snapshotEpoch)[vote.validator];
  const isEvidence = redraws === verdict.redraws && tagOf(certificate) !== verdict.tag;
  if (!isEvidence || place === undefined || vote.signer !== place.node) return refuse('EvidenceInvalid');
  useOnce(economy, { jobId, level, node: place.node, seat: vote.seat, redraws });
  const amountWei = economy.params.court.seatBondWei / 20n;
  take(economy, { node: place.node, amountWei, fromBond: false, beneficiary: call.caller });
}

/** `reportEquivocation`. @throws Refusal EvidenceInvalid, EvidenceUsed */
export function reportEquivocation(
  economy: Economy,
  call: {
    caller: Account;
    first: Certificate;
    firstVote: Vote;
    second: Certificate;
    secondVote: Vote;
    node: Account;
  },
): void {
  const { first, firstVote, second, secondVote, node } = call;
  const { jobId, level } = first;
  const isSameDraw =
    second.jobId === jobId &&
    second.level === level &&
    second.redraws === first.redraws &&
    firstVote.seat === secondVote.seat;
  const isSameVote = tagOf(first) === tagOf(second) && firstVote.qualityBps === secondVote.qualityBps;
  const isSigned = firstVote.signer === node && secondVote.signer === node && node !== ZERO_ACCOUNT;
  if (!isSameDraw || isSameVote || !isSigned) refuse('EvidenceInvalid');
  useOnce(economy, { jobId, level, node });
  take(economy, { node, amountWei: WHOLE_WEI, fromBond: true, beneficiary: call.caller });
}

/** Final draws nobody: every validator has its seat. @throws Refusal BeaconTooEarly, BeaconTooLate */
export function beaconFor(economy: Economy, level: number, beaconBlock: bigint, told: Hex): Hex {
  return level === FINAL ? ZERO_HASH : beaconOf(economy, beaconBlock, told);
}

function runningDraw(economy: Economy, draw: Certificate): { beaconBlock: bigint; snapshotEpoch: bigint } {
  const { jobId, level, redraws } = draw;
  const unknown = (): never => refuse('DrawUnknown', jobId, BigInt(level), BigInt(redraws));
  if (redraws === LATE) {
    const late = economy.court.late.get(levelKey(jobId, level - 1));
    if (late === undefined || !late.isOpen) return unknown();
    if (economy.now > late.deadline) refuse('DrawOver', jobId, late.deadline);
    return late;
  }
  const job = economy.market.jobs.get(jobId);
  const isVoting = job?.status === STATUS.SUBMITTED || job?.status === STATUS.DISPUTED;
  if (job === undefined || !isVoting || job.level !== level || job.redraws !== redraws) return unknown();
  return job;
}

function useOnce(
  economy: Economy,
  evidence: { jobId: Hex; level: number; node: Account; seat?: number; redraws?: number },
): void {
  const { jobId, level, node, seat, redraws } = evidence;
  const key = [jobId, level, node, seat, redraws].join(':');
  if (economy.court.usedEvidence.has(key)) refuse('EvidenceUsed', jobId, BigInt(level), node);
  economy.court.usedEvidence.add(key);
}

function take(
  economy: Economy,
  part: { node: Account; amountWei: bigint; fromBond: boolean; beneficiary: Account },
): void {
  slash(economy, { caller: economy.params.wiring.workCourt, ...part });
}
