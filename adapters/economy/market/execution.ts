/** From the draw of executors to what they reveal. */
import type { Hex } from '@cxt-bridge/adapters/protocol';

import { beaconOf } from '../beacon.ts';
import { latestSnapshot } from '../court/snapshots.ts';
import { classFor } from '../court/tally.ts';
import type { Economy } from '../economy.ts';
import { least } from '../emission.ts';
import { type Account, WEI_PER_PRICE_UNIT } from '../parameters.ts';
import { budgetPart } from '../pool/close.ts';
import { refuse } from '../refusal.ts';
import { standingOf } from '../stake/accounts.ts';
import { requireField } from './checkRequest.ts';
import { endUnjudged, freeBids } from './end.ts';
import {
  type Bid,
  hasBit,
  isAccepting,
  type Job,
  type JobRequest,
  jobOf,
  openJobIn,
  putJob,
  STATUS,
  ZERO_HASH,
} from './marketState.ts';
import { commitmentHash, drawPoint } from './requestHash.ts';

/** `assign`. @throws Refusal of an open job; WindowOpen, NobodyToDraw, the beacon's */
export function assign(economy: Economy, call: { request: JobRequest; beacon: Hex }): void {
  const { request } = call;
  const job = openJobIn(economy, request, STATUS.FUNDED);
  if (isAccepting(economy, job)) refuse('WindowOpen', request.jobId, job.deadline);
  if (job.bids.length === 0) refuse('NobodyToDraw', request.jobId);
  if (job.bids.length <= request.redundancy) {
    assignTo(economy, job, job.bids);
    return;
  }
  const { windowBlocks, delayBlocks } = economy.params.randomness;
  if (economy.block > job.beaconBlock + windowBlocks) {
    putJob(economy, { ...job, beaconBlock: economy.block + delayBlocks });
    return;
  }
  const beacon = beaconOf(economy, job.beaconBlock, call.beacon);
  assignTo(economy, job, draw(job, beacon));
}

/** Without repetition, weighted. */
function draw(job: Job, beacon: Hex): Bid[] {
  const { jobId, redundancy } = job.request;
  const left = [...job.bids];
  return Array.from({ length: redundancy }, (_, index) => {
    const total = left.reduce((sum, { weight }) => sum + weight, 0n);
    let point = drawPoint({ beacon, jobId, round: job.round, index }) % total;
    const chosen = left.findIndex(({ weight }) => {
      if (point < weight) return true;
      point -= weight;
      return false;
    });
    return left.splice(chosen, 1)[0] as Bid;
  });
}

function assignTo(economy: Economy, job: Job, drawn: readonly Bid[]): void {
  const level = classOfJob(economy, job, drawn);
  if (level === null) {
    endUnjudged(economy, job, { status: STATUS.EXPIRED, reason: 5 });
    return;
  }
  freeBids(
    economy,
    job.bids.filter((bid) => !drawn.includes(bid)),
  );
  putJob(economy, {
    ...job,
    status: STATUS.ASSIGNED,
    level,
    drawn,
    answers: drawn.map(() => null),
    deadline: economy.now + job.request.computeSeconds,
    beaconBlock: 0n,
  });
}

/** The class that value at risk demands; null when none is large enough. */
function classOfJob(economy: Economy, job: Job, drawn: readonly Bid[]): number | null {
  const { flags, maxUnits } = job.request;
  const priceWei = job.price * WEI_PER_PRICE_UNIT;
  const executors = BigInt(drawn.length);
  const partWei = (flags & 1) === 1 ? 0n : budgetPart(economy, maxUnits * executors);
  const clampedWei = drawn.reduce((sum, { node }) => {
    const mostWei = standingOf(economy, node).stakeWei / 30n;
    return sum + least(mostWei, partWei / executors);
  }, 0n);
  const whole = classFor(economy, priceWei + partWei);
  return partWei === 0n || whole === 0 ? whole : classFor(economy, priceWei + clampedWei);
}

/** `commitResult`. @throws Refusal of an executor; CommittedAlready, WindowOver, FieldInvalid */
export function commitResult(economy: Economy, call: { caller: Account; jobId: Hex; commitment: Hex }): void {
  const { caller, jobId, commitment } = call;
  const { job, place } = executing(economy, jobId, caller);
  if (hasBit(job.committed, place)) refuse('CommittedAlready', jobId, caller);
  if (economy.now >= job.deadline) refuse('WindowOver', jobId, job.deadline);
  requireField(commitment !== ZERO_HASH, 'commitment', 0n);
  const committed = job.committed | (1n << BigInt(place));
  const isAll = committed === (1n << BigInt(job.drawn.length)) - 1n;
  const deadline = isAll ? economy.now : job.deadline;
  putJob(economy, { ...job, committed, deadline, answers: withAnswer(job, place, commitment) });
}

/** `revealResult`. @throws Refusal of an executor; RevealedAlready, FieldInvalid, WindowOpen, WindowOver, RevealMismatch, CommitMissing */
export function revealResult(
  economy: Economy,
  call: { caller: Account; jobId: Hex; resultHash: Hex; units: bigint; salt: Hex },
): void {
  const { caller, jobId, resultHash } = call;
  const { job, place } = executing(economy, jobId, caller);
  if (hasBit(job.revealed, place)) refuse('RevealedAlready', jobId, caller);
  requireField(resultHash !== ZERO_HASH, 'resultHash', 0n);
  let { committed } = job;
  if (hasBit(committed, place)) {
    if (economy.now < job.deadline) refuse('WindowOpen', jobId, job.deadline);
    const ends = job.deadline + economy.params.market.revealSeconds;
    if (economy.now >= ends) refuse('WindowOver', jobId, ends);
    if (job.answers[place] !== commitmentHash({ ...call, node: caller })) {
      refuse('RevealMismatch', jobId, caller);
    }
  } else {
    if (job.drawn.length !== 1) refuse('CommitMissing', jobId, caller);
    if (economy.now >= job.deadline) refuse('WindowOver', jobId, job.deadline);
    committed = 1n;
  }
  const revealed = job.revealed | (1n << BigInt(place));
  const answered = { ...job, committed, revealed, answers: withAnswer(job, place, resultHash) };
  putJob(economy, revealed === committed ? submitted(economy, answered) : answered);
}

/** The job goes to the committee. @throws Refusal SnapshotMissing */
export function submitted(economy: Economy, job: Job): Job {
  return { ...job, status: STATUS.SUBMITTED, committed: 0n, ...seatDraw(economy) };
}

/** A draw of seats: the block that decides, the list to draw from, and how long they have. @throws Refusal SnapshotMissing */
export function seatDraw(economy: Economy): Pick<Job, 'beaconBlock' | 'snapshotEpoch' | 'deadline'> {
  return {
    beaconBlock: economy.block + economy.params.randomness.delayBlocks,
    snapshotEpoch: latestSnapshot(economy),
    deadline: economy.now + economy.params.market.voteSeconds,
  };
}

function executing(economy: Economy, jobId: Hex, caller: Account): { job: Job; place: number } {
  const job = jobOf(economy, jobId);
  if (job.status !== STATUS.ASSIGNED) refuse('StatusWrong', jobId, BigInt(job.status));
  const place = job.drawn.findIndex(({ node }) => node === caller);
  if (place < 0) refuse('ExecutorNotDrawn', jobId, caller);
  return { job, place };
}

function withAnswer(job: Job, place: number, answer: Hex): (Hex | null)[] {
  return job.answers.map((present, index) => (index === place ? answer : present));
}
