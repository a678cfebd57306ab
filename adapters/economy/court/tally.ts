/** Checks seats and votes of a certificate and finds what they say together. */
import { bytesToHex, type Hex, hexToBytes, keccakBytes } from '@cxt-bridge/adapters/protocol';

import type { Economy } from '../economy.ts';
import type { Account } from '../parameters.ts';
import { refuse } from '../refusal.ts';
import type { CourtSeat, SnapshotPlace } from './courtState.ts';
import { isLive, snapshotOf, totalWeight } from './snapshots.ts';

/** Above classes S, M and L: two thirds of the snapshot's stake. */
export const FINAL = 3;

export interface Vote {
  readonly seat: number;
  /** Place of the seat's validator in the snapshot. */
  readonly validator: number;
  readonly qualityBps: bigint;
  /** Whom the signature recovers to, over this certificate and this vote; null if to nobody. */
  readonly signer: Account | null;
}

export interface Certificate {
  readonly jobId: Hex;
  readonly resultHash: Hex;
  readonly units: bigint;
  readonly executorsOk: bigint;
  readonly commitRoot: Hex;
  readonly level: number;
  readonly redraws: number;
  readonly votes: readonly Vote[];
}

export interface SeatDraw {
  readonly beacon: Hex;
  readonly snapshotEpoch: bigint;
  readonly excluded: readonly Account[];
}

export interface Tally {
  readonly seats: readonly CourtSeat[];
  readonly qualityBps: bigint;
}

const ZERO_HASH: Hex = `0x${'00'.repeat(32)}`;
/** A seat farther from the median than this was incoherent. */
const COHERENCE_BPS = 2_500n;

/** What two certificates must share to say the same. */
export function tagOf({ resultHash, units, executorsOk, commitRoot }: Certificate): string {
  return [resultHash, units, executorsOk, commitRoot].join(':');
}

/** Seats and quorum of a class. @throws Refusal LevelUnknown */
export function classOf(economy: Economy, level: number): { seats: bigint; quorum: bigint } {
  const { seats, quorums } = economy.params.court;
  const [own, quorum] = [seats[level], quorums[level]];
  if (own === undefined || quorum === undefined) return refuse('LevelUnknown', BigInt(level));
  return { seats: own, quorum };
}

/** The most that a class may judge, in wei. @throws Refusal LevelUnknown */
export function mostAtRisk(economy: Economy, level: number): bigint {
  return (classOf(economy, level).quorum * economy.params.court.seatBondWei * 2n) / 3n;
}

/** Least class that may judge a value, in wei; null when none may. */
export function classFor(economy: Economy, valueWei: bigint): number | null {
  return [0, 1, 2].find((level) => valueWei <= mostAtRisk(economy, level)) ?? null;
}

/** The point that a seat falls on, before it is taken modulo the whole weight. */
function pointOf(args: { beacon: Hex; jobId: Hex; level: number; redraws: number; seat: number }): bigint {
  const input = new Uint8Array(67);
  input.set(hexToBytes(args.beacon));
  input.set(hexToBytes(args.jobId), 32);
  input.set([args.level, args.redraws, args.seat], 64);
  return BigInt(bytesToHex(keccakBytes(input)));
}

/** `seatPlace`. @throws Refusal SnapshotMissing, SeatOutOfRange */
export function seatPlace(
  economy: Economy,
  draw: {
    beacon: Hex;
    jobId: Hex;
    level: number;
    redraws: number;
    seat: number;
    snapshotEpoch: bigint;
  },
): { validator: number; node: Account } {
  const places = snapshotOf(economy, draw.snapshotEpoch);
  checkRange(economy, places, draw);
  if (draw.level === FINAL) return { validator: draw.seat, node: (places[draw.seat] as SnapshotPlace).node };
  let point = pointOf(draw) % totalWeight(places);
  const validator = places.findIndex(({ weightWei }) => {
    if (point < weightWei) return true;
    point -= weightWei;
    return false;
  });
  return { validator, node: (places[validator] as SnapshotPlace).node };
}

/**
 * Every check of a certificate but those that the market makes.
 * @throws Refusal SnapshotMissing, CommitteesNotLive, CertificateMismatch, SeatTwice, SeatOutOfRange, SeatNotProven, SeatExcluded,
 * QualityOutOfRange, VoteSignatureInvalid, QuorumNotReached
 */
export function tally(economy: Economy, certificate: Certificate, draw: SeatDraw): Tally {
  const places = snapshotOf(economy, draw.snapshotEpoch);
  const totalWei = totalWeight(places);
  if (!isLive(economy, places)) refuse('CommitteesNotLive', BigInt(places.length), totalWei);
  if ((certificate.resultHash === ZERO_HASH) !== (certificate.executorsOk === 0n)) {
    refuse('CertificateMismatch', 'executorsOk');
  }
  const counted = certificate.votes.map((vote, index) => {
    const before = certificate.votes[index - 1];
    if (before !== undefined && vote.seat <= before.seat) refuse('SeatTwice', BigInt(vote.seat));
    const { node, weight } = provenSeat(economy, { certificate, vote, draw });
    if (draw.excluded.includes(node)) refuse('SeatExcluded', BigInt(vote.seat), node);
    checkVote(vote, node);
    return { vote, node, weight };
  });
  const sum = counted.reduce((all, { weight }) => all + weight, 0n);
  checkQuorum({ economy, level: certificate.level, sum, totalWei });
  const qualityBps = median(
    counted.map(({ vote, weight }) => ({ qualityBps: vote.qualityBps, weight })),
    sum,
  );
  const seats = counted.map(({ vote, node }) => ({
    node,
    place: vote.validator,
    isIncoherent:
      vote.qualityBps > qualityBps + COHERENCE_BPS || vote.qualityBps + COHERENCE_BPS < qualityBps,
  }));
  return { seats, qualityBps };
}

/** Refuses a seat that does not fall on the named place. Weight: a seat is one, at Final its stake. */
export function provenSeat(
  economy: Economy,
  claim: { certificate: Certificate; vote: Vote; draw: Pick<SeatDraw, 'beacon' | 'snapshotEpoch'> },
): { node: Account; weight: bigint } {
  const { certificate, vote, draw } = claim;
  const { level, jobId, redraws } = certificate;
  const places = snapshotOf(economy, draw.snapshotEpoch);
  const { seat } = vote;
  checkRange(economy, places, { level, seat });
  const place = places[vote.validator];
  const notProven = (): never => refuse('SeatNotProven', BigInt(seat), BigInt(vote.validator));
  if (place === undefined) return notProven();
  if (level === FINAL) {
    return seat === vote.validator ? { node: place.node, weight: place.weightWei } : notProven();
  }
  const drawn = seatPlace(economy, { ...draw, jobId, level, redraws, seat });
  return drawn.validator === vote.validator ? { node: place.node, weight: 1n } : notProven();
}

/** @throws Refusal QualityOutOfRange, VoteSignatureInvalid */
export function checkVote(vote: Vote, node: Account): void {
  const { qualityBps } = vote;
  if (qualityBps !== 0n && (qualityBps < 5_000n || qualityBps > 12_000n)) {
    refuse('QualityOutOfRange', qualityBps);
  }
  if (vote.signer !== node) refuse('VoteSignatureInvalid', BigInt(vote.seat), node);
}

function checkRange(
  economy: Economy,
  places: readonly SnapshotPlace[],
  { level, seat }: { level: number; seat: number },
): void {
  const seats = level === FINAL ? BigInt(places.length) : classOf(economy, level).seats;
  if (BigInt(seat) >= seats) refuse('SeatOutOfRange', BigInt(seat), seats);
}

function checkQuorum(args: { economy: Economy; level: number; sum: bigint; totalWei: bigint }): void {
  const { economy, level, sum, totalWei } = args;
  if (level === FINAL) {
    if (sum * 3n < totalWei * 2n) refuse('QuorumNotReached', sum, (totalWei * 2n + 2n) / 3n);
    return;
  }
  const { quorum } = classOf(economy, level);
  if (sum < quorum) refuse('QuorumNotReached', sum, quorum);
}

/** The least quality at which half of the weight is reached. */
function median(opinions: readonly { qualityBps: bigint; weight: bigint }[], sum: bigint): bigint {
  const sorted = opinions.toSorted((left, right) => Number(left.qualityBps - right.qualityBps));
  let reached = 0n;
  for (const { qualityBps, weight } of sorted) {
    reached += weight;
    if (reached * 2n >= sum) return qualityBps;
  }
  return 0n;
}
