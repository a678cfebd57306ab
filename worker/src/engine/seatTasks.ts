/** Does what a validator does for a job: finds its seats, judges, votes, collects the votes of others, brings the certificate. */
import { type Address, bytesToHex, getAddress, type Hex, isAddressEqual, size, slice, zeroHash } from 'viem';
import { CallRefused } from '../chain/callRefused.ts';
import { encodeCall } from '../chain/calls.ts';
import { revealRoot } from '../chain/commitment.ts';
import type { LiveJob } from '../chain/jobBook.ts';
import type { JobView } from '../chain/jobView.ts';
import { type JudgingClass, readClass, readSnapshot } from '../chain/readCourt.ts';
import { FINAL_LEVEL, type Seat, seatsOf, type Snapshot, weightOf } from '../chain/seats.ts';
import { isSameVerdict, signVote, type Verdict, type Vote, voteDigest, voterOf } from '../chain/verdict.ts';
import { computeJob } from './jobTasks.ts';
import { type JobMemory, memoryOf, type NodeContext, transact } from './nodeContext.ts';
import type { ComputedResult } from './ports.ts';

/** Quality of a result that is right to the bit; there is no other right one. */
const RIGHT_QUALITY = 10_000;

interface Sitting {
  readonly snapshot: Snapshot;
  readonly seats: readonly Seat[];
  readonly judging: JudgingClass;
}

/** Seats, verdict, votes: as far as this node can get now. Called at every head until the certificate is there. */
export async function judge(context: NodeContext, live: LiveJob): Promise<void> {
  const { job, record } = live;
  const { key } = context;
  const memory = memoryOf(context, job.id);
  const sitting = await openSitting(context, live);
  const mine = sitting.seats.filter(({ node }) => isAddressEqual(node, key.address));
  const { level, redraws } = record;
  const seen = memory.bench?.level === level && memory.bench.redraws === redraws ? memory.bench : null;
  if (seen === null) Object.assign(memory, { votes: [], dissent: [] });
  const seatNodes = unique(sitting.seats.map(({ node }) => node));
  const bench = { level, redraws, mine: mine.map(({ seat }) => seat), seatNodes };
  if (mine.length === 0) {
    memory.bench = { ...bench, hasVoted: true, hasQuorum: false };
    return;
  }
  const verdict = await verdictOf(context, live);
  if (seen?.hasVoted !== true) await vote({ context, verdict, mine });
  await collect({ context, memory, verdict, sitting });
  memory.bench = { ...bench, hasVoted: true, hasQuorum: isQuorum({ memory, sitting, level }) };
}

/** Who holds which seat of the present draw. */
async function openSitting(context: NodeContext, { job, record }: LiveJob): Promise<Sitting> {
  const { chain } = context;
  const { level, redraws, snapshotEpoch, beaconBlock } = record;
  const [snapshot, judging] = await Promise.all([
    readSnapshot(chain, snapshotEpoch),
    readClass(chain, level),
  ]);
  const beacon = level === FINAL_LEVEL ? zeroHash : (await chain.beacons.read(beaconBlock)).value;
  const draw = { beacon, jobId: job.id, level, redraws };
  const seats = seatsOf({
    draw,
    snapshot,
    seatCount: judging.seats,
    excluded: excludedFrom(job, chain.port),
  });
  return { snapshot, seats, judging };
}

/** Executors and requester hold no seat on their own job. A requester of another chain is no node here. */
function excludedFrom(job: JobView, port: Address | null): Address[] {
  const { requester, refundee } = job.request;
  // WHY: an address of another chain may be somebody else's here.
  const isBridged = port !== null && isAddressEqual(refundee, port);
  return isBridged ? [...job.executors] : [...job.executors, getAddress(slice(requester, 12))];
}

/** The verdict that follows from the computed result and what was revealed. */
export function verdictFrom(parameters: {
  job: JobView;
  level: number;
  redraws: number;
  computed: ComputedResult | null;
}): Verdict {
  const { job, level, redraws, computed } = parameters;
  const commitRoot = revealRoot(job);
  const executorsOk = job.executors.reduce(
    (bits, node, index) =>
      job.reveals.get(node.toLowerCase())?.resultHash === computed?.resultHash && computed !== null
        ? bits | (1 << index)
        : bits,
    0,
  );
  const isValid = computed !== null && executorsOk !== 0 && computed.units <= job.request.maxUnits;
  return isValid
    ? {
        jobId: job.id,
        resultHash: computed.resultHash,
        units: computed.units,
        executorsOk,
        commitRoot,
        level,
        redraws,
      }
    : { jobId: job.id, resultHash: zeroHash, units: 0n, executorsOk: 0, commitRoot, level, redraws };
}

async function verdictOf(context: NodeContext, live: LiveJob): Promise<Verdict> {
  const { job, record } = live;
  const computed = context.behaviour.judges(await computeJob(context, live), job.id, record.level);
  return verdictFrom({ job, level: record.level, redraws: record.redraws, computed });
}

async function vote(parameters: {
  context: NodeContext;
  verdict: Verdict;
  mine: readonly Seat[];
}): Promise<void> {
  const { context, verdict, mine } = parameters;
  const { chain, key, journal, boards, log } = context;
  const domain = { chainId: chain.chainId, court: chain.contracts.workCourt };
  const quality = verdict.resultHash === zeroHash ? 0 : RIGHT_QUALITY;
  for (const { seat, validator } of mine) {
    const ballot = { verdict, seat, validator, quality };
    const { jobId, level, redraws } = verdict;
    // SAFETY: the journal has the digest before the key signs it; another vote for this seat is refused from then on.
    journal.votes.reserve({ jobId, level, redraws, seat }, voteDigest(domain, ballot));
    await boards.publish(await signVote({ domain, account: key.account, ballot }));
    log.info({ job: jobId, level, redraws, seat, resultHash: verdict.resultHash }, 'voted');
  }
}

async function collect(parameters: {
  context: NodeContext;
  memory: JobMemory;
  verdict: Verdict;
  sitting: Sitting;
}): Promise<void> {
  const { context, memory, verdict, sitting } = parameters;
  const { jobId, level, redraws } = verdict;
  const found = await context.boards.collect({ jobId, level });
  const votes = new Map(memory.votes.map((one) => [one.seat, one]));
  const dissent = new Map(memory.dissent.map((one) => [one.seat, one]));
  for (const one of found) {
    if (one.verdict.jobId !== jobId || one.verdict.level !== level || one.verdict.redraws !== redraws)
      continue;
    if (!(await isCast(context, sitting, one))) continue;
    (isSameVerdict(one.verdict, verdict) ? votes : dissent).set(one.seat, one);
  }
  memory.votes = [...votes.values()].toSorted((left, right) => left.seat - right.seat);
  memory.dissent = [...dissent.values()];
}

/** SAFETY: boards are other people's; a vote counts when its seat is the signer's, whoever brought it. */
async function isCast(context: NodeContext, sitting: Sitting, one: Vote): Promise<boolean> {
  const { chain } = context;
  const held = sitting.seats.find(({ seat }) => seat === one.seat);
  if (held === undefined || held.validator !== one.validator) return false;
  const voter = await voterOf({ chainId: chain.chainId, court: chain.contracts.workCourt }, one);
  return voter !== null && isAddressEqual(voter, held.node);
}

function isQuorum(parameters: { memory: JobMemory; sitting: Sitting; level: number }): boolean {
  const { memory, sitting, level } = parameters;
  const votes = usable(memory);
  if (level !== FINAL_LEVEL) return votes.length >= sitting.judging.quorum;
  const { snapshot } = sitting;
  const sumWei = votes.reduce((sum, { validator }) => sum + weightOf(snapshot, validator), 0n);
  return sumWei * 3n >= (snapshot.cumulatedWei.at(-1) ?? 0n) * 2n;
}

const usable = (memory: JobMemory): Vote[] => memory.votes.filter(({ seat }) => !memory.bondless.has(seat));

/** Most bytes of a result that go onto the chain; longer ones are found by their uri. */
const MOST_INLINE_BYTES = 1_024;

/** Brings the certificate. */
export async function attest(context: NodeContext, live: LiveJob): Promise<void> {
  const { job, record } = live;
  const { chain } = context;
  const { contracts } = chain;
  const memory = memoryOf(context, job.id);
  const votes = usable(memory);
  const [first] = votes;
  if (first === undefined) return;
  const { proof } = await chain.beacons.read(record.beaconBlock);
  const { dataKind, data } = await resultData(context, { job, resultHash: first.verdict.resultHash });
  const args = [job.request, certificateOf(votes), proof, dataKind, data] as const;
  const id = `attest:${job.id}:${record.level}:${record.redraws}`;
  try {
    await transact(context, id, encodeCall({ contracts, contract: 'jobMarket', method: 'attest', args }));
  } catch (error) {
    // WHY: a seat whose validator has no free stake for the bond spoils the certificate; it goes on without that seat.
    if (error instanceof CallRefused && error.reason === 'SeatBondMissing') {
      memory.bondless.add(Number(error.values[0]));
      memory.bench = memory.bench === null ? null : { ...memory.bench, hasQuorum: false };
      context.log.warn({ job: job.id, seat: error.values[0] }, 'a seat cannot hold its bond, it is left out');
      return;
    }
    throw error;
  }
}

/** Votes that agree, as the court takes them. */
export function certificateOf(votes: readonly Vote[]) {
  const [first] = votes;
  if (first === undefined) throw new RangeError('a certificate has votes');
  return {
    ...first.verdict,
    votes: votes.map(({ seat, validator, quality, r, vs }) => ({ seat, validator, quality, r, vs })),
  };
}

/** Keeps for the court that these seats voted, in case the draw lapses. */
export async function showVotes(context: NodeContext, { job, record }: LiveJob): Promise<void> {
  const { chain, key } = context;
  const { contracts } = chain;
  const memory = memoryOf(context, job.id);
  const own = memory.votes.filter(({ seat }) => memory.bench?.mine.includes(seat) === true);
  if (own.length === 0) return;
  const proof = record.level === FINAL_LEVEL ? '0x' : (await chain.beacons.read(record.beaconBlock)).proof;
  const args = [certificateOf(own), proof] as const;
  const id = `showVotes:${job.id}:${record.level}:${record.redraws}:${key.address}`;
  await transact(context, id, encodeCall({ contracts, contract: 'workCourt', method: 'showVotes', args }));
}

/** Result bytes for the requester, or where they are when they are long; nothing when there is no result. */
export async function resultData(
  context: NodeContext,
  { job, resultHash }: { job: JobView; resultHash: Hex },
): Promise<{ dataKind: number; data: Hex }> {
  if (resultHash === zeroHash) return { dataKind: 0, data: '0x' };
  const { computed } = memoryOf(context, job.id);
  if (computed?.resultHash === resultHash) {
    if (computed.bytes.length <= MOST_INLINE_BYTES) return { dataKind: 0, data: bytesToHex(computed.bytes) };
    return uriData(await context.kit.keep(computed));
  }
  const reveal = [...job.reveals.values()].find((one) => one.resultHash === resultHash);
  return uriData(reveal?.uri ?? '');
}

function uriData(uri: string): { dataKind: number; data: Hex } {
  const data = bytesToHex(new TextEncoder().encode(uri));
  if (size(data) > MOST_URI_BYTES) return { dataKind: 1, data: '0x' };
  return { dataKind: 1, data };
}

const MOST_URI_BYTES = 200;

const unique = (nodes: readonly Address[]): Address[] => [...new Set(nodes)];
