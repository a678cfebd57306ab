/**
 * Whole local jobs, transaction by transaction: one executor, a certificate of five of seven seats, a result of 256 bytes in the last
 * call. The accounts have done a job before; the first job of all is the cold case.
 */
import { type Hex, hexToBytes, keccak256, pad, toHex } from 'viem';
import { sign } from 'viem/accounts';

import { type BenchEconomy, DELAY_BLOCKS } from './benchEconomy.ts';
import { headerOf } from './blockHeader.ts';
import type { GasFigures } from './gasScenarios.ts';

const SEATS = 7;
const QUORUM = 5;
const UNITS = 400n;
const QUALITY = 10_000;
const RESULT = toHex(Uint8Array.from({ length: 256 }, (_, index) => (index * 37 + 11) % 256));
const RESULT_HASH = keccak256(RESULT);
const SALT = keccak256(toHex('salt'));
const URI = `cxt-blob:${RESULT_HASH}`;
const NOTHING = pad('0x', { size: 32 });

/** How one measured job goes. */
interface Course {
  readonly window: 'FAST' | 'STD';
  /** Places of the executors who bid. */
  readonly bidders: readonly number[];
  readonly commits: boolean;
}

interface Job {
  readonly jobId: Hex;
  readonly request: Readonly<Record<string, unknown>>;
}

interface Seat {
  readonly seat: number;
  readonly validator: number;
  readonly node: Hex;
}

interface JobView {
  readonly level: number;
  readonly redraws: number;
  readonly beaconBlock: bigint;
  readonly snapshotEpoch: bigint;
}

async function provenBlock(economy: BenchEconomy, blockNumber: bigint): Promise<{ rlp: Hex; randao: Hex }> {
  const request = economy.chain.client.request as (call: {
    method: string;
    params: unknown[];
  }) => Promise<unknown>;
  const params = [toHex(blockNumber), false];
  const block = (await request({ method: 'eth_getBlockByNumber', params })) as Record<string, unknown>;
  return { rlp: headerOf(block), randao: block['mixHash'] as Hex };
}

async function submitted(economy: BenchEconomy, window: Course['window']): Promise<Job & { gas: bigint }> {
  const jobId = (await economy.call('market', 'nextJobId', [])) as Hex;
  const request = {
    jobId,
    requester: pad(economy.requester, { size: 32 }),
    refundee: economy.requester,
    jobType: 1,
    redundancy: 1,
    window: window === 'FAST' ? 0 : 1,
    flags: 0,
    namedExecutor: '0x0000000000000000000000000000000000000000',
    maxUnits: 500n,
    price: 20_000_000_000n,
    acceptSeconds: 60,
    computeSeconds: 600,
    specHash: keccak256(toHex('spec')),
    inputHash: keccak256(toHex('input')),
    canary: NOTHING,
  };
  const { gasUsed } = await economy.send(economy.requester, 'market', 'submit', [request, URI]);
  return { jobId, request, gas: gasUsed };
}

/** Five of the seven seats, in order; of different validators as far as there are any. */
async function votingSeats(economy: BenchEconomy, place: readonly unknown[]): Promise<readonly Seat[]> {
  const [randao, jobId, level, redraws, snapshotEpoch] = place;
  const all: Seat[] = [];
  for (let seat = 0; seat < SEATS; seat++) {
    const args = [randao, jobId, level, redraws, seat, snapshotEpoch];
    const [validator, node] = (await economy.call('court', 'seatPlace', args)) as [number, Hex];
    all.push({ seat, validator, node });
  }
  const isFirst = ({ seat, node }: Seat): boolean =>
    !all.some((other) => other.seat < seat && other.node === node);
  const preferred = [...all.filter(isFirst), ...all.filter((seat) => !isFirst(seat))];
  return preferred.slice(0, QUORUM).toSorted((left, right) => left.seat - right.seat);
}

async function certificateOf(economy: BenchEconomy, job: Job, randao: Hex): Promise<object> {
  const view = (await economy.call('market', 'jobOf', [job.jobId])) as JobView;
  const { level, redraws, snapshotEpoch } = view;
  const certificate = {
    jobId: job.jobId,
    resultHash: RESULT_HASH,
    units: UNITS,
    executorsOk: 1,
    commitRoot: keccak256(RESULT_HASH),
    level,
    redraws,
    votes: [] as object[],
  };
  const seats = await votingSeats(economy, [randao, job.jobId, level, redraws, snapshotEpoch]);
  for (const { seat, validator, node } of seats) {
    const hash = (await economy.call('court', 'voteDigest', [certificate, seat, QUALITY])) as Hex;
    const privateKey = economy.keyOf.get(node.toLowerCase());
    if (privateKey === undefined) throw new Error(`no key of ${node}`);
    const { r, s, yParity } = await sign({ hash, privateKey });
    const bytes = hexToBytes(s);
    if (yParity === 1) bytes[0] = (bytes[0] ?? 0) | 0x80;
    certificate.votes.push({ seat, validator, quality: QUALITY, r, vs: toHex(bytes) });
  }
  return certificate;
}

async function assigned(economy: BenchEconomy, job: Job, isDrawn: boolean): Promise<bigint> {
  await economy.pass(60, 5 + DELAY_BLOCKS + 1);
  const { beaconBlock } = (await economy.call('market', 'jobOf', [job.jobId])) as JobView;
  const proof = isDrawn ? (await provenBlock(economy, beaconBlock)).rlp : '0x';
  return (await economy.send(economy.executors[0] as Hex, 'market', 'assign', [job.request, proof])).gasUsed;
}

async function answered(economy: BenchEconomy, job: Job, commits: boolean): Promise<Record<string, bigint>> {
  const [node] = (await economy.call('market', 'executorsOf', [job.jobId])) as [Hex];
  const gas: Record<string, bigint> = {};
  if (commits) {
    const tail = toHex(UNITS, { size: 8 }).slice(2) + SALT.slice(2);
    const preimage = `${toHex('CXTCOMMIT1')}${job.jobId.slice(2)}${node.slice(2)}${RESULT_HASH.slice(2)}${tail}`;
    const args = [job.jobId, keccak256(preimage as Hex)];
    gas['Commit'] = (await economy.send(node, 'market', 'commitResult', args)).gasUsed;
  }
  const args = [job.jobId, RESULT_HASH, UNITS, SALT, URI];
  gas['Reveal'] = (await economy.send(node, 'market', 'revealResult', args)).gasUsed;
  return gas;
}

/** One job from submission to settlement. */
async function wholeJob(economy: BenchEconomy, course: Course): Promise<Record<string, bigint>> {
  const job = await submitted(economy, course.window);
  const gas: Record<string, bigint> = { Submit: job.gas };
  for (const bidder of course.bidders) {
    const node = economy.executors[bidder] as Hex;
    gas['Bid'] = (await economy.send(node, 'market', 'bid', [job.request])).gasUsed;
  }
  gas['Assign'] = await assigned(economy, job, course.bidders.length > 1);
  Object.assign(gas, await answered(economy, job, course.commits));
  await economy.pass(60, DELAY_BLOCKS + 1);
  const { beaconBlock } = (await economy.call('market', 'jobOf', [job.jobId])) as JobView;
  const { rlp, randao } = await provenBlock(economy, beaconBlock);
  const certificate = await certificateOf(economy, job, randao);
  const anyone = economy.chain.accounts[6] as Hex;
  const data = course.window === 'FAST' ? RESULT : '0x';
  gas['Attest'] = (
    await economy.send(anyone, 'market', 'attest', [job.request, certificate, rlp, 0, data])
  ).gasUsed;
  if (course.window === 'STD') {
    await economy.pass(1800, 1);
    gas['Settle'] = (await economy.send(anyone, 'market', 'settle', [job.request, 0, RESULT])).gasUsed;
  }
  return gas;
}

function rows(name: string, gas: Readonly<Record<string, bigint>>): GasFigures {
  const entries = Object.entries(gas).map(([step, used]): [string, number] => [
    `${name}${step}`,
    Number(used),
  ]);
  const sum = entries.reduce((total, [, used]) => total + used, 0);
  return { [name]: sum, ...Object.fromEntries(entries) };
}

/** Gas of whole jobs, each transaction and the sum; of several bids one counts. */
export async function measureJobs(economy: BenchEconomy): Promise<GasFigures> {
  const cold = await wholeJob(economy, { window: 'STD', bidders: [0], commits: false });
  for (const bidders of [[1], [2]]) await wholeJob(economy, { window: 'FAST', bidders, commits: false });
  return {
    ...rows('jobFast', await wholeJob(economy, { window: 'FAST', bidders: [0], commits: false })),
    ...rows('jobStd', await wholeJob(economy, { window: 'STD', bidders: [0], commits: false })),
    ...rows('jobDrawn', await wholeJob(economy, { window: 'STD', bidders: [0, 1, 2], commits: true })),
    ...rows('jobCold', cold),
  };
}
