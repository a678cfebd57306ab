/** What committees say of a job, and who doubts it; windows that are over. */
import type { Hex } from '@cxt-bridge/adapters/protocol';

import { beaconOf } from '../beacon.ts';
import { lapse } from '../court/evidence.ts';
import { challengeBond } from '../court/late.ts';
import { type Certificate, FINAL } from '../court/tally.ts';
import { certify, overturn } from '../court/verdicts.ts';
import type { Economy } from '../economy.ts';
import { type Account, WEI_PER_PRICE_UNIT } from '../parameters.ts';
import { refuse } from '../refusal.ts';
import { bond, slash, unbond } from '../stake/holds.ts';
import { requireField } from './checkRequest.ts';
import { endUnjudged, finish, reopen } from './end.ts';
import { seatDraw, submitted } from './execution.ts';
import {
  hasBit,
  isAccepting,
  type Job,
  type JobRequest,
  openJob,
  openJobIn,
  putJob,
  STATUS,
  ZERO_HASH,
} from './marketState.ts';
import { canaryHash, hashOfAll, resultHashOf } from './requestHash.ts';

const MAX_DATA_BYTES = 1_024;
const MAX_URI_BYTES = 200;

/** Result bytes (kind 0) or an uri (kind 1). */
export interface ResultData {
  readonly kind: number;
  readonly data: Hex;
}

/** `attest`. @throws Refusal of an open job; CertificateMismatch, UnitsOverMaximum, the beacon's, a certificate's, FieldInvalid, DataMismatch */
export function attest(
  economy: Economy,
  call: { request: JobRequest; certificate: Certificate; beacon: Hex; data: ResultData },
): void {
  const { request, certificate, data } = call;
  const job = openJob(economy, request);
  const { status } = job;
  if (status !== STATUS.SUBMITTED && status !== STATUS.DISPUTED) {
    refuse('StatusWrong', request.jobId, BigInt(status));
  }
  checkCertificate(job, certificate);
  const beacon = beaconOf(economy, job.beaconBlock, call.beacon);
  const draw = { beacon, snapshotEpoch: job.snapshotEpoch, excluded: excludedOf(economy, job) };
  const qualityBps = certify(economy, certificate, draw);
  if (status === STATUS.DISPUTED) {
    endDispute(economy, job, { certificate, data });
    return;
  }
  const { units, executorsOk } = certificate;
  const deadline = economy.now + disputeSeconds(economy, request.window);
  const attested: Job = { ...job, units, executorsOk, qualityBps, deadline };
  if (request.window === 0) stand(economy, attested, data);
  else putJob(economy, { ...attested, status: STATUS.ATTESTED });
}

/** `settle`. @throws Refusal of an open job; WindowOpen, FieldInvalid, DataMismatch */
export function settle(economy: Economy, call: { request: JobRequest; data: ResultData }): void {
  const job = openJobIn(economy, call.request, STATUS.ATTESTED);
  if (economy.now < job.deadline) refuse('WindowOpen', call.request.jobId, job.deadline);
  stand(economy, job, call.data);
}

/** `dispute`. @throws Refusal of an open job; WindowOver, StatusWrong, NodeJailed, StakeTooSmall, SnapshotMissing */
export function dispute(economy: Economy, call: { caller: Account; request: JobRequest }): void {
  const { caller, request } = call;
  const job = disputable(economy, request);
  const bondWei = challengeBond(economy, job.price * WEI_PER_PRICE_UNIT);
  bond(economy, { caller: economy.params.wiring.jobMarket, node: caller, amountWei: bondWei });
  openDispute(economy, job, { challenger: caller, bondWei });
}

/** `disputeCanary`. @throws Refusal as {@link dispute}; RequesterOnly, FieldInvalid */
export function disputeCanary(
  economy: Economy,
  call: { caller: Account; request: JobRequest; resultHash: Hex; salt: Hex },
): void {
  const { caller, request, resultHash } = call;
  const job = disputable(economy, request);
  requireRequester(economy, request, caller);
  const shown = canaryHash({ ...call, jobId: request.jobId });
  requireField(shown === request.canary, 'canary', BigInt(shown));
  requireField(resultHash !== standingHash(job), 'resultHash', BigInt(resultHash));
  openDispute(economy, job, { challenger: caller, bondWei: 0n });
}

/** `cancel`. @throws Refusal of an open job; RequesterOnly, WindowOver */
export function cancel(economy: Economy, call: { caller: Account; request: JobRequest }): void {
  const { caller, request } = call;
  const job = openJobIn(economy, request, STATUS.FUNDED);
  requireRequester(economy, request, caller);
  if (job.bids.length > 0 && !isAccepting(economy, job)) refuse('WindowOver', request.jobId, job.deadline);
  endUnjudged(economy, job, { status: STATUS.CANCELLED, reason: 7 });
}

/** `expire`. @throws Refusal of an open job; StatusWrong, WindowOpen */
export function expire(economy: Economy, call: { request: JobRequest }): void {
  const { request } = call;
  const { jobId } = request;
  const job = openJob(economy, request);
  if (job.status === STATUS.FUNDED) {
    if (job.bids.length > 0) refuse('StatusWrong', jobId, BigInt(job.status));
    if (isAccepting(economy, job)) refuse('WindowOpen', jobId, job.deadline);
    endUnjudged(economy, job, { status: STATUS.EXPIRED, reason: 3 });
    return;
  }
  if (job.status === STATUS.ASSIGNED) {
    expireAssigned(economy, job);
    return;
  }
  if (job.status === STATUS.ATTESTED) refuse('StatusWrong', jobId, BigInt(job.status));
  if (economy.now < job.deadline) refuse('WindowOpen', jobId, job.deadline);
  endVote(economy, job);
}

function expireAssigned(economy: Economy, job: Job): void {
  const { revealSeconds } = economy.params.market;
  const ends = job.committed === 0n ? job.deadline : job.deadline + revealSeconds;
  if (economy.now < ends) refuse('WindowOpen', job.request.jobId, ends);
  if (job.revealed !== 0n) putJob(economy, submitted(economy, job));
  else if (job.round === 0) reopen(economy, job);
  else endUnjudged(economy, job, { status: STATUS.EXPIRED, reason: 4 });
}

/** A vote is over: seats are drawn again, or a higher class is, or what can be said is said. */
function endVote(economy: Economy, job: Job): void {
  const { level, redraws, beaconBlock, snapshotEpoch } = job;
  const { jobId } = job.request;
  lapse(economy, { jobId, level, redraws, beaconBlock, snapshotEpoch, excluded: excludedOf(economy, job) });
  if (redraws < 2) {
    putJob(economy, { ...job, redraws: redraws + 1, ...seatDraw(economy) });
  } else if (job.status === STATUS.SUBMITTED) {
    endUnjudged(economy, job, { status: STATUS.EXPIRED, reason: 5 });
  } else if (level < FINAL) {
    putJob(economy, { ...job, level: level + 1, redraws: 0, ...seatDraw(economy) });
  } else {
    freeChallenger(economy, job);
    stand(economy, { ...job, level: job.dispute?.level ?? 0 }, { kind: 0, data: '0x' });
  }
}

/** What was attested first is what the job ends with. */
function stand(economy: Economy, job: Job, data: ResultData): void {
  endAsAttested(economy, job, { data, levels: [job.level], bonusWei: 0n });
}

function endAsAttested(
  economy: Economy,
  job: Job,
  end: { data: ResultData; levels: readonly number[]; bonusWei: bigint },
): void {
  const { levels, bonusWei } = end;
  const resultHash = standingHash(job);
  checkData(job, end.data, resultHash);
  const outcome =
    resultHash === ZERO_HASH
      ? ({ status: STATUS.REJECTED, reason: 4 } as const)
      : ({ status: STATUS.SETTLED, reason: 0 } as const);
  finish(economy, job, { ...outcome, isJudged: true, resultHash, levels, bonusWei });
}

function endDispute(economy: Economy, job: Job, end: { certificate: Certificate; data: ResultData }): void {
  const { certificate, data } = end;
  const { challenger, bondWei, level } = job.dispute ?? refuse('StatusWrong');
  const { jobId } = job.request;
  const { jobMarket, workCourt } = economy.params.wiring;
  if (certificate.resultHash === standingHash(job) && certificate.units === job.units) {
    let bonusWei = 0n;
    if (bondWei > 0n) {
      const taken = { caller: workCourt, node: challenger, amountWei: bondWei, fromBond: true };
      bonusWei = slash(economy, { ...taken, beneficiary: jobMarket }).paidWei;
    }
    endAsAttested(economy, job, { data, levels: [level, certificate.level], bonusWei });
    return;
  }
  freeChallenger(economy, job);
  overturn(economy, { jobId, level, beneficiary: challenger });
  const judged = { ...job, units: 0n, executorsOk: certificate.executorsOk };
  finish(economy, judged, {
    status: STATUS.REJECTED,
    reason: 6,
    isJudged: true,
    resultHash: ZERO_HASH,
    levels: [certificate.level],
    bonusWei: 0n,
  });
}

function freeChallenger(economy: Economy, job: Job): void {
  if (job.dispute === null || job.dispute.bondWei === 0n) return;
  const { challenger: node, bondWei: amountWei } = job.dispute;
  unbond(economy, { caller: economy.params.wiring.jobMarket, node, amountWei });
}

function disputable(economy: Economy, request: JobRequest): Job {
  const job = openJobIn(economy, request, STATUS.ATTESTED);
  if (economy.now >= job.deadline) refuse('WindowOver', request.jobId, job.deadline);
  if (job.level === FINAL) refuse('StatusWrong', request.jobId, BigInt(job.status));
  return job;
}

function openDispute(economy: Economy, job: Job, by: { challenger: Account; bondWei: bigint }): void {
  putJob(economy, {
    ...job,
    status: STATUS.DISPUTED,
    dispute: { ...by, level: job.level },
    level: job.level + 1,
    redraws: 0,
    ...seatDraw(economy),
  });
}

/** What of a certificate the chain itself knows. */
function checkCertificate(job: Job, certificate: Certificate): void {
  const { jobId, maxUnits } = job.request;
  const mismatch = (field: string): never => refuse('CertificateMismatch', field);
  if (certificate.jobId !== jobId) mismatch('jobId');
  if (certificate.level !== job.level) mismatch('level');
  if (certificate.redraws !== job.redraws) mismatch('redraws');
  if (certificate.units > maxUnits) refuse('UnitsOverMaximum', certificate.units, maxUnits);
  if (certificate.resultHash === ZERO_HASH && certificate.units !== 0n) mismatch('units');
  const revealed = revealedHashes(job);
  const right = job.drawn.reduce(
    (bits, _, place) =>
      hasBit(job.revealed, place) && revealed[place] === certificate.resultHash
        ? bits | (1n << BigInt(place))
        : bits,
    0n,
  );
  if (certificate.executorsOk !== right) mismatch('executorsOk');
  if (certificate.commitRoot !== hashOfAll(revealed)) mismatch('commitRoot');
}

/** In order of drawing, 0 for who revealed none. */
export function revealedHashes(job: Job): Hex[] {
  return job.drawn.map((_, place) => (hasBit(job.revealed, place) ? (job.answers[place] as Hex) : ZERO_HASH));
}

function standingHash(job: Job): Hex {
  const place = job.drawn.findIndex((_, index) => hasBit(job.executorsOk, index));
  return job.answers[place] ?? ZERO_HASH;
}

/** Who may not judge: the executors, and the requester if it is of this chain. */
export function excludedOf(economy: Economy, job: Job): Account[] {
  const executors = job.drawn.map(({ node }) => node);
  const isLocal = job.request.refundee !== economy.params.wiring.port;
  return isLocal ? [...executors, `0x${job.request.requester.slice(26)}`] : executors;
}

function requireRequester(economy: Economy, request: JobRequest, caller: Account): void {
  const { port } = economy.params.wiring;
  const isRequester =
    request.refundee === port ? caller === port : BigInt(request.requester) === BigInt(caller);
  if (!isRequester) refuse('RequesterOnly', request.jobId, caller);
}

function disputeSeconds(economy: Economy, window: number): bigint {
  const { standardDisputeSeconds, highDisputeSeconds } = economy.params.market;
  if (window === 0) return 0n;
  return window === 1 ? standardDisputeSeconds : highDisputeSeconds;
}

/** Inline data must be the result; an uri is a hint where to find it. */
function checkData(job: Job, { kind, data }: ResultData, resultHash: Hex): void {
  requireField(kind <= 1, 'dataKind', BigInt(kind));
  const length = (data.length - 2) / 2;
  if (length === 0) return;
  requireField(length <= (kind === 0 ? MAX_DATA_BYTES : MAX_URI_BYTES), 'data', BigInt(length));
  const isResult = kind === 1 || resultHashOf(data) === resultHash;
  if (resultHash === ZERO_HASH || !isResult) refuse('DataMismatch', job.request.jobId, resultHash);
}
