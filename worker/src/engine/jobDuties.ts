/** What a node has to do for one job, given what the chain says at a head and what the node knows. Pure. */
import { type Address, concat, type Hex, isAddressEqual, keccak256, zeroHash } from 'viem';
import { JOB_STATES, type JobRecord, type JobView } from '../chain/jobView.ts';
import type { Duty, JobDutyKind } from './duty.ts';
import type { NodePolicy } from './nodePolicy.ts';
import { turnDelaySeconds } from './turn.ts';

/** What the node knows of a job beyond the chain. */
export interface OwnKnowledge {
  /** Null until it looked at spec and blobs. */
  readonly suits: { readonly isDoable: boolean; readonly units: bigint } | null;
  /** Result that this node computed; null when it has not, or the job has none. */
  readonly result: { readonly resultHash: Hex; readonly units: bigint } | null;
  /** It was computed, whatever came out. */
  readonly isComputed: boolean;
  /** Seats of the present draw; null until the beacon was read. */
  readonly bench: Bench | null;
}

/** Seats of a draw as this node sees them. */
export interface Bench {
  readonly level: number;
  readonly redraws: number;
  /** Numbers of this node's seats. */
  readonly mine: readonly number[];
  readonly seatNodes: readonly Address[];
  /** This node voted with all its seats. */
  readonly hasVoted: boolean;
  /** Votes for this node's verdict make a quorum. */
  readonly hasQuorum: boolean;
}

export interface JobDutyParameters {
  readonly now: bigint;
  readonly block: bigint;
  readonly me: Address;
  readonly job: JobView;
  readonly record: JobRecord;
  readonly known: OwnKnowledge;
  readonly policy: NodePolicy;
  readonly validators: readonly Address[];
  /** Has free stake for a dispute. */
  readonly isChallenger: boolean;
  readonly freeStakeWei: bigint;
  readonly isJailed: boolean;
  /** Jobs that this node bids on or works on now. */
  readonly busy: number;
  /** Most bids of a job. */
  readonly bidLimit: number;
  /** Blocks between naming a beacon and the beacon. */
  readonly delayBlocks: bigint;
}

const NAMED_EXECUTOR = 1;
const BOND_PERCENT = 25n;
const WEI_PER_UNIT = 10n ** 9n;
const MICRO = 1_000_000n;
/** Shown before the deadline when a quorum is not in sight. */
const SHOW_LEAD_SECONDS = 2n;

export function jobDuties(parameters: JobDutyParameters): Duty[] {
  const handle = HANDLERS[JOB_STATES[parameters.record.status] ?? 'NONE'];
  return handle === undefined ? [] : handle(parameters);
}

type Handler = (parameters: JobDutyParameters) => Duty[];

const HANDLERS: Readonly<Partial<Record<string, Handler>>> = {
  FUNDED: funded,
  ASSIGNED: assigned,
  SUBMITTED: judged,
  ATTESTED: attested,
  DISPUTED: judged,
};

function funded(parameters: JobDutyParameters): Duty[] {
  const { now, block, job, record, delayBlocks } = parameters;
  // WHY the next block: that is where a bid would be.
  const isOpen = now < record.deadline && block + 1n + delayBlocks < record.beaconBlock;
  if (isOpen) return record.bids < parameters.bidLimit ? bidding(parameters) : [];
  const isOver = now >= record.deadline || block + delayBlocks >= record.beaconBlock;
  if (!isOver) return [];
  const since = min(now, record.deadline);
  if (record.bids === 0) return chore(parameters, { kind: 'expire', since, first: [] });
  // WHY: with a place for every bidder nothing is drawn, and no beacon is needed.
  const isDrawn = record.bids > job.request.redundancy;
  if (isDrawn && block <= record.beaconBlock) return [];
  return chore(parameters, { kind: 'assign', since, first: job.bidders });
}

function bidding(parameters: JobDutyParameters): Duty[] {
  const { me, job, policy, known, isJailed, busy } = parameters;
  const { request } = job;
  const isNamed = (request.flags & NAMED_EXECUTOR) !== 0;
  const isMine = job.bidders.some((node) => isAddressEqual(node, me));
  const isOpenToMe = !isNamed || isAddressEqual(request.namedExecutor, me);
  const isOwnJob = request.requester.toLowerCase().endsWith(me.slice(2).toLowerCase());
  if (policy.jobs.namedOnly && !isNamed) return [];
  if (isMine || !isOpenToMe || isOwnJob || isJailed || !policy.jobs.enabled) return [];
  if (!policy.jobs.types.includes(request.jobType) || busy >= policy.jobs.most) return [];
  if (known.suits === null) return [duty('inspect', job.id)];
  if (!known.suits.isDoable || known.suits.units > request.maxUnits) return [];
  const ask = askOf(parameters);
  const isPaid = ask * MICRO >= known.suits.units * policy.jobs.floorMicroUnits;
  const bondWei = (ask * WEI_PER_UNIT * BOND_PERCENT) / 100n;
  return isPaid && parameters.freeStakeWei >= bondWei ? [duty('bid', job.id)] : [];
}

/** The ramp of docs/compute.md §5: half of the most at first, all of it at the end; in units of 1e9 wei. */
export function askOf(parameters: Pick<JobDutyParameters, 'job' | 'now'>): bigint {
  const { price, acceptSeconds } = parameters.job.request;
  const beganAt = parameters.job.acceptEnds - BigInt(acceptSeconds);
  const elapsed = min(max(parameters.now - beganAt, 0n), BigInt(acceptSeconds));
  const half = price / 2n;
  return acceptSeconds === 0 ? price : half + ((price - half) * elapsed) / BigInt(acceptSeconds);
}

function assigned(parameters: JobDutyParameters): Duty[] {
  const { now, me, job, record, known } = parameters;
  const own = me.toLowerCase();
  const isOver = now >= record.deadline;
  const expire = (): Duty[] =>
    isOver ? chore(parameters, { kind: 'expire', since: record.deadline, first: job.executors }) : [];
  if (!job.executors.some((node) => isAddressEqual(node, me)) || job.reveals.has(own)) return expire();
  // The result is computed again where nothing remembers it: a restart, a lost journal.
  if (known.result === null) return [...(known.isComputed ? [] : [duty('execute', job.id)]), ...expire()];
  const isSole = job.executors.length === 1;
  const allCommitted = job.commitments.size === job.executors.length;
  const computeIsOver = now >= job.computeEnds;
  if (!job.commitments.has(own) && !isSole) return computeIsOver ? expire() : [duty('commitResult', job.id)];
  const mayReveal = isSole || allCommitted || computeIsOver;
  return mayReveal ? [duty('revealResult', job.id), ...expire()] : expire();
}

function judged(parameters: JobDutyParameters): Duty[] {
  const { now, block, job, record, known } = parameters;
  const { bench } = known;
  if (now >= record.deadline)
    return chore(parameters, { kind: 'expire', since: record.deadline, first: job.executors });
  if (block <= record.beaconBlock) return [];
  const isCurrent = bench !== null && bench.level === record.level && bench.redraws === record.redraws;
  if (!isCurrent) return [duty('judge', job.id)];
  if (bench.mine.length > 0 && !bench.hasVoted) return [duty('judge', job.id)];
  if (bench.mine.length === 0) return [];
  if (bench.hasQuorum) {
    return chore(parameters, { kind: 'attest', since: now, first: bench.seatNodes });
  }
  const isEnding = now + SHOW_LEAD_SECONDS >= record.deadline;
  return bench.mine.length > 0 && isEnding
    ? [duty('showVotes', job.id), duty('judge', job.id)]
    : [duty('judge', job.id)];
}

function attested(parameters: JobDutyParameters): Duty[] {
  const { now, me, job, record, known, policy } = parameters;
  if (now >= record.deadline)
    return chore(parameters, { kind: 'settle', since: record.deadline, first: job.executors });
  if (!known.isComputed) {
    const isAudited = auditLot({ jobId: job.id, me }) < policy.auditPercent;
    return isAudited ? [duty('execute', job.id)] : [];
  }
  const right = rightVerdict(job, known.result);
  const isWrong =
    job.attested !== null &&
    (job.attested.resultHash !== right.resultHash || job.attested.units !== right.units);
  return isWrong && parameters.isChallenger ? [duty('dispute', job.id)] : [];
}

/** 0 to 99, the same for ever for a job and a node. */
function auditLot(parameters: { jobId: Hex; me: Address }): number {
  return Number(BigInt(keccak256(concat([parameters.jobId, parameters.me]))) % 100n);
}

/** What seats must say of what was revealed, given the one right result of the job. */
function rightVerdict(
  job: JobView,
  result: { resultHash: Hex; units: bigint } | null,
): { resultHash: Hex; units: bigint } {
  const isRevealed = [...job.reveals.values()].some(({ resultHash }) => resultHash === result?.resultHash);
  const isValid = result !== null && isRevealed && result.units <= job.request.maxUnits;
  return isValid ? result : { resultHash: zeroHash, units: 0n };
}

function duty(kind: JobDutyKind, jobId: Hex): Duty {
  return { kind, jobId, id: `${kind}:${jobId}` };
}

function chore(
  parameters: JobDutyParameters,
  call: { kind: JobDutyKind; since: bigint; first: readonly Address[] },
): Duty[] {
  const { now, me, job, policy, validators } = parameters;
  const { kind, since, first } = call;
  if (!policy.chores) return [];
  const { staggerSeconds } = policy;
  const delay = turnDelaySeconds({
    subject: `${kind}:${job.id}`,
    me,
    first,
    others: validators,
    staggerSeconds,
  });
  return now >= since + delay ? [duty(kind, job.id)] : [];
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
