/** What the market's and the court's events say of one job, folded in the order of the chain. Pure. */
import type { Address, Hex } from 'viem';

/** As in `IJobMarket.Status`. */
export const JOB_STATES = [
  'NONE',
  'FUNDED',
  'ASSIGNED',
  'SUBMITTED',
  'ATTESTED',
  'DISPUTED',
  'SETTLED',
  'REJECTED',
  'EXPIRED',
  'CANCELLED',
] as const;

export type JobState = (typeof JOB_STATES)[number];

/** As `JobRequest` of the contract. */
export interface JobRequest {
  readonly jobId: Hex;
  readonly requester: Hex;
  readonly refundee: Address;
  readonly jobType: number;
  readonly redundancy: number;
  readonly window: number;
  readonly flags: number;
  readonly namedExecutor: Address;
  readonly maxUnits: bigint;
  readonly price: bigint;
  readonly acceptSeconds: number;
  readonly computeSeconds: number;
  readonly specHash: Hex;
  readonly inputHash: Hex;
  readonly canary: Hex;
}

/** As `IJobMarket.Job` of the contract. */
export interface JobRecord {
  readonly status: number;
  readonly reason: number;
  readonly level: number;
  readonly round: number;
  readonly redraws: number;
  readonly bids: number;
  readonly drawn: number;
  readonly committed: number;
  readonly revealed: number;
  readonly price: bigint;
  readonly refund: bigint;
  readonly deadline: bigint;
  readonly beaconBlock: bigint;
  readonly units: bigint;
  readonly snapshotEpoch: bigint;
  readonly contentHash: Hex;
}

export interface Reveal {
  readonly resultHash: Hex;
  readonly units: bigint;
  readonly uri: string;
}

/** A line of a job's timeline. */
export interface TimelineEntry {
  readonly block: bigint;
  readonly event: string;
  readonly detail: Readonly<Record<string, string>>;
  readonly transaction: Hex;
}

export interface JobView {
  readonly id: Hex;
  readonly request: JobRequest;
  readonly uri: string;
  readonly acceptEnds: bigint;
  readonly bidders: readonly Address[];
  /** Of the latest draw. */
  readonly executors: readonly Address[];
  /** End of the time for commitments, unix seconds; 0 before the draw. */
  readonly computeEnds: bigint;
  /** By lower-case address, of the latest draw. */
  readonly commitments: ReadonlyMap<string, Hex>;
  readonly reveals: ReadonlyMap<string, Reveal>;
  readonly attested: { readonly resultHash: Hex; readonly units: bigint; readonly level: number } | null;
  /** Levels with a certificate whose seats are still held. */
  readonly lockedLevels: readonly number[];
  readonly ended: { readonly status: JobState; readonly reason: number; readonly resultHash: Hex } | null;
  readonly timeline: readonly TimelineEntry[];
}

export interface MarketEvent {
  readonly eventName: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly blockNumber: bigint;
  readonly logIndex: number;
  readonly transactionHash: Hex;
}

/** Applies one event; events of unknown jobs change nothing. */
export function applyEvent(jobs: Map<Hex, JobView>, event: MarketEvent): void {
  const { args } = event;
  const id = args['jobId'] as Hex | undefined;
  if (id === undefined) return;
  if (event.eventName === 'JobFunded') {
    const { request, uri, acceptEnds } = args as unknown as {
      request: JobRequest;
      uri: string;
      acceptEnds: bigint;
    };
    jobs.set(id, withEntry({ ...NEW_JOB, id, request, uri, acceptEnds }, event));
    return;
  }
  const job = jobs.get(id);
  if (job === undefined) return;
  jobs.set(id, withEntry({ ...job, ...change(job, event) }, event));
}

const NEW_JOB = {
  bidders: [],
  executors: [],
  computeEnds: 0n,
  commitments: new Map<string, Hex>(),
  reveals: new Map<string, Reveal>(),
  attested: null,
  lockedLevels: [],
  ended: null,
  timeline: [],
} as const;

type Change = (job: JobView, args: Readonly<Record<string, unknown>>) => Partial<JobView>;

const CHANGES: Readonly<Record<string, Change>> = {
  BidPlaced: (job, args) => ({ bidders: [...job.bidders, args['node'] as Address] }),
  JobReopened: (_, args) => ({
    acceptEnds: args['acceptEnds'] as bigint,
    bidders: [],
    executors: [],
    commitments: new Map(),
    reveals: new Map(),
  }),
  JobAssigned: (_, args) => ({
    executors: args['executors'] as Address[],
    computeEnds: args['computeEnds'] as bigint,
    commitments: new Map(),
    reveals: new Map(),
  }),
  ResultCommitted: (job, args) => ({
    commitments: new Map(job.commitments).set(nodeOf(args), args['commitment'] as Hex),
  }),
  ResultRevealed: (job, args) => ({
    reveals: new Map(job.reveals).set(nodeOf(args), {
      resultHash: args['resultHash'] as Hex,
      units: args['units'] as bigint,
      uri: args['uri'] as string,
    }),
  }),
  JobAttested: (_, args) => ({
    attested: {
      resultHash: args['resultHash'] as Hex,
      units: args['units'] as bigint,
      level: Number(args['level']),
    },
  }),
  Certified: (job, args) => ({ lockedLevels: [...job.lockedLevels, Number(args['level'])] }),
  Overturned: (job, args) => ({ lockedLevels: without(job.lockedLevels, Number(args['level'])) }),
  SeatsReleased: (job, args) => ({ lockedLevels: without(job.lockedLevels, Number(args['level'])) }),
  JobEnded: (_, args) => ({
    ended: {
      status: JOB_STATES[Number(args['status'])] ?? 'NONE',
      reason: Number(args['reason']),
      resultHash: args['resultHash'] as Hex,
    },
  }),
};

function change(job: JobView, event: MarketEvent): Partial<JobView> {
  return CHANGES[event.eventName]?.(job, event.args) ?? {};
}

function withEntry(job: JobView, event: MarketEvent): JobView {
  const detail = Object.fromEntries(
    Object.entries(event.args)
      .filter(([name]) => name !== 'jobId' && name !== 'request')
      .map(([name, value]) => [name, Array.isArray(value) ? value.map(String).join(' ') : String(value)]),
  );
  const { blockNumber: block, eventName, transactionHash: transaction } = event;
  return { ...job, timeline: [...job.timeline, { block, event: eventName, detail, transaction }] };
}

const nodeOf = (args: Readonly<Record<string, unknown>>): string => String(args['node']).toLowerCase();
const without = (levels: readonly number[], level: number): number[] => levels.filter((one) => one !== level);
