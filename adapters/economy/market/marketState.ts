/** What `JobMarket` remembers. Prices are units of 1e9 wei. */
import type { Hex } from '@cxt-bridge/adapters/protocol';

import type { Economy } from '../economy.ts';
import type { Account } from '../parameters.ts';
import { refuse } from '../refusal.ts';
import { requestHash } from './requestHash.ts';

/** `IJobMarket.Status`. */
export const STATUS = {
  NONE: 0,
  FUNDED: 1,
  ASSIGNED: 2,
  SUBMITTED: 3,
  ATTESTED: 4,
  DISPUTED: 5,
  SETTLED: 6,
  REJECTED: 7,
  EXPIRED: 8,
  CANCELLED: 9,
} as const;
export type Status = (typeof STATUS)[keyof typeof STATUS];

/** `JobRequest`. */
export interface JobRequest {
  readonly jobId: Hex;
  readonly requester: Hex;
  readonly refundee: Account;
  readonly jobType: number;
  readonly redundancy: number;
  readonly window: number;
  readonly flags: number;
  readonly namedExecutor: Account;
  readonly maxUnits: bigint;
  readonly price: bigint;
  readonly acceptSeconds: bigint;
  readonly computeSeconds: bigint;
  readonly specHash: Hex;
  readonly inputHash: Hex;
  readonly canary: Hex;
}

export interface Bid {
  readonly node: Account;
  readonly ask: bigint;
  /** τ·R when it was made. */
  readonly weight: bigint;
}

export interface Job {
  readonly request: JobRequest;
  readonly status: Status;
  readonly reason: number;
  readonly level: number;
  readonly round: number;
  readonly redraws: number;
  readonly bids: readonly Bid[];
  /** Executors in order of drawing. */
  readonly drawn: readonly Bid[];
  /** Bits by order of drawing. */
  readonly committed: bigint;
  readonly revealed: bigint;
  readonly executorsOk: bigint;
  /** By order of drawing: the commitment, then the hash of the result. */
  readonly answers: readonly (Hex | null)[];
  readonly qualityBps: bigint;
  readonly price: bigint;
  readonly refund: bigint;
  readonly deadline: bigint;
  readonly beaconBlock: bigint;
  readonly units: bigint;
  readonly snapshotEpoch: bigint;
  readonly resultHash: Hex;
  readonly dispute: { readonly challenger: Account; readonly bondWei: bigint; readonly level: number } | null;
  /** Half of what was slashed in a first round, in wei. */
  readonly compensationWei: bigint;
}

export interface MarketState {
  readonly jobs: Map<Hex, Job>;
  /** In wei; none is zero. */
  readonly credits: Map<Account, bigint>;
  /** Sums in wei: of jobs that have not ended, not yet flushed, of seats that are still locked. */
  escrowWei: bigint;
  poolShareWei: bigint;
  seatPayWei: bigint;
  /** Local jobs so far. */
  nonce: bigint;
}

export const ZERO_HASH: Hex = `0x${'00'.repeat(32)}`;
export const ZERO_ACCOUNT: Account = `0x${'00'.repeat(20)}`;

/** @throws Refusal JobUnknown */
export function jobOf(economy: Economy, jobId: Hex): Job {
  return economy.market.jobs.get(jobId) ?? refuse('JobUnknown', jobId);
}

export function executorsOf(economy: Economy, jobId: Hex): Account[] {
  return (economy.market.jobs.get(jobId)?.drawn ?? []).map(({ node }) => node);
}

export function isEnded(status: Status): boolean {
  return status >= STATUS.SETTLED;
}

/** The job of a request that is the one it was funded with. @throws Refusal JobUnknown, StatusWrong, RequestMismatch */
export function openJob(economy: Economy, request: JobRequest): Job {
  const job = jobOf(economy, request.jobId);
  if (isEnded(job.status)) refuse('StatusWrong', request.jobId, BigInt(job.status));
  if (requestHash(job.request) !== requestHash(request)) refuse('RequestMismatch', request.jobId);
  return job;
}

/** The same in one state. @throws Refusal also StatusWrong */
export function openJobIn(economy: Economy, request: JobRequest, status: Status): Job {
  const job = openJob(economy, request);
  if (job.status !== status) refuse('StatusWrong', request.jobId, BigInt(job.status));
  return job;
}

/** Whether bids are taken: by time, and before anything can be known of the beacon. */
export function isAccepting({ now, block, params }: Economy, job: Job): boolean {
  return now < job.deadline && block + params.randomness.delayBlocks < job.beaconBlock;
}

export function putJob(economy: Economy, job: Job): void {
  economy.market.jobs.set(job.request.jobId, job);
}

/** Bond of a bid, in wei. */
export function bidBondWei(bid: Bid): bigint {
  return bid.ask * 250_000_000n;
}

export function hasBit(bits: bigint, place: number): boolean {
  return ((bits >> BigInt(place)) & 1n) === 1n;
}
