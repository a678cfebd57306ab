/** Jobs coming in, nodes asking for them. */
import type { Hex } from '@cxt-bridge/adapters/protocol';

import { isLive, latestSnapshot, snapshotOf } from '../court/snapshots.ts';
import type { Economy } from '../economy.ts';
import { type Account, WEI_PER_PRICE_UNIT } from '../parameters.ts';
import { refuse } from '../refusal.ts';
import { standingOf } from '../stake/accounts.ts';
import { bond } from '../stake/holds.ts';
import { moveTokens } from '../token.ts';
import { checkRequest, requireField } from './checkRequest.ts';
import {
  type Bid,
  bidBondWei,
  isAccepting,
  type Job,
  type JobRequest,
  openJobIn,
  putJob,
  STATUS,
  ZERO_HASH,
} from './marketState.ts';
import { localJobId } from './requestHash.ts';

/** `submit`; returns the id. @throws Refusal RequesterOnly, RequestMismatch, those of a request and of the committees, InsufficientBalance */
export function submit(economy: Economy, call: { caller: Account; request: JobRequest }): Hex {
  const { caller, request } = call;
  const { port } = economy.params.wiring;
  if (BigInt(request.requester) !== BigInt(caller)) refuse('RequesterOnly', request.jobId, caller);
  requireField(request.refundee !== port, 'refundee', BigInt(port));
  economy.market.nonce += 1n;
  const jobId = localJobId(economy, economy.market.nonce);
  if (request.jobId !== ZERO_HASH && request.jobId !== jobId) refuse('RequestMismatch', request.jobId);
  fund(economy, { ...request, jobId }, caller);
  return jobId;
}

/** `submitFromPort`. @throws Refusal CallerNotPort and as {@link submit}; JobExists */
export function submitFromPort(economy: Economy, call: { caller: Account; request: JobRequest }): void {
  const { caller, request } = call;
  const { port } = economy.params.wiring;
  if (caller !== port) refuse('CallerNotPort', caller);
  requireField(request.refundee === port, 'refundee', BigInt(request.refundee));
  fund(economy, request, caller);
}

function fund(economy: Economy, request: JobRequest, payer: Account): void {
  checkRequest(economy, request);
  const { market, params } = economy;
  if (market.jobs.has(request.jobId)) refuse('JobExists', request.jobId);
  const epoch = latestSnapshot(economy);
  if (!isLive(economy, snapshotOf(economy, epoch))) refuse('SnapshotNotLive', epoch);
  const amountWei = request.price * WEI_PER_PRICE_UNIT;
  moveTokens(economy, { from: payer, to: params.wiring.jobMarket, amountWei });
  market.escrowWei += amountWei;
  putJob(economy, { ...newJob(request), ...openWindow(economy, request) });
}

function newJob(request: JobRequest): Job {
  return {
    request,
    status: STATUS.FUNDED,
    reason: 0,
    level: 0,
    round: 0,
    redraws: 0,
    bids: [],
    drawn: [],
    committed: 0n,
    revealed: 0n,
    executorsOk: 0n,
    answers: [],
    qualityBps: 0n,
    price: 0n,
    refund: 0n,
    deadline: 0n,
    beaconBlock: 0n,
    units: 0n,
    snapshotEpoch: 0n,
    resultHash: ZERO_HASH,
    dispute: null,
    compensationWei: 0n,
  };
}

/** A job that takes bids once more. */
export function reopened(economy: Economy, job: Job, compensationWei: bigint): Job {
  return { ...newJob(job.request), round: 1, compensationWei, ...openWindow(economy, job.request) };
}

function openWindow(economy: Economy, request: JobRequest): Pick<Job, 'deadline' | 'beaconBlock'> {
  const { market, randomness } = economy.params;
  const blocks = (request.acceptSeconds * 1_000n + market.blockMilliseconds - 1n) / market.blockMilliseconds;
  return {
    deadline: economy.now + request.acceptSeconds,
    beaconBlock: economy.block + blocks + randomness.delayBlocks,
  };
}

/** `askOf`: rises linearly from half of the price to all of it, in units. */
export function askOf(job: Job, moment: bigint): bigint {
  const { price, acceptSeconds } = job.request;
  const start = job.deadline - acceptSeconds;
  const elapsed = moment < start ? 0n : moment - start;
  if (elapsed >= acceptSeconds) return price;
  const half = price / 2n;
  return half + ((price - half) * elapsed) / acceptSeconds;
}

/** `bid`. @throws Refusal of an open job; ExecutorNotNamed, BidsFull, BidTwice, WindowOver, NodeJailed, StakeTooSmall */
export function placeBid(economy: Economy, call: { caller: Account; request: JobRequest }): void {
  const { caller, request } = call;
  const { jobId } = request;
  const job = openJobIn(economy, request, STATUS.FUNDED);
  const isNamed = (request.flags & 1) === 1;
  const { market, wiring, randomness } = economy.params;
  if (isNamed && caller !== request.namedExecutor) refuse('ExecutorNotNamed', jobId, caller);
  if (BigInt(job.bids.length) === market.bidLimit) refuse('BidsFull', jobId);
  if (job.bids.some(({ node }) => node === caller)) refuse('BidTwice', jobId, caller);
  if (!isAccepting(economy, job)) refuse('WindowOver', jobId, job.deadline);
  const price = job.bids.length < request.redundancy ? askOf(job, economy.now) : job.price;
  const standing = standingOf(economy, caller);
  const bid: Bid = { node: caller, ask: price, weight: standing.reputationBps * standing.tierBps };
  bond(economy, { caller: wiring.jobMarket, node: caller, amountWei: bidBondWei(bid) });
  const bids = [...job.bids, bid];
  const isLast = isNamed || BigInt(bids.length) === market.bidLimit;
  const closed = { deadline: economy.now, beaconBlock: economy.block + randomness.delayBlocks };
  putJob(economy, { ...job, price, bids, ...(isLast ? closed : {}) });
}
