/** Jobs, pushed on from whatever state they are in; now and then by the wrong person, too early or with other contents. */
import {
  canaryHash,
  commitmentHash,
  hasBit,
  isAccepting,
  isEnded,
  type Job,
  type JobRequest,
  localJobId,
  type Operation,
  STATUS,
} from '@cxt-bridge/adapters/economy';
import { type Hex, keccak256 } from '@cxt-bridge/adapters/protocol';

import { ACTOR_ADDRESSES, PARAMS } from '../deployment.ts';
import type { Scene } from '../planOperation.ts';
import { attestOperation, RESULTS, SALT } from './certificates.ts';

const ZERO: Hex = `0x${'00'.repeat(32)}`;
const NOBODY: Hex = `0x${'00'.repeat(20)}`;
const CXT_UNITS = 10n ** 9n;
const MOST_JOBS = 3;
/** Of the actors, who asks for jobs; all of them may execute. */
const REQUESTERS = ACTOR_ADDRESSES.slice(7, 9);

export async function jobOperation(scene: Scene): Promise<Operation> {
  const { economy, random } = scene;
  const open = [...economy.market.jobs.values()].filter(({ status }) => !isEnded(status));
  if (open.length === 0 || (open.length < MOST_JOBS && random.chance(0.15))) return submitOperation(scene);
  if (random.chance(0.06)) return moneyOperation(scene);
  const job = random.pick(open);
  if (random.chance(0.08)) return strayOperation(scene, job);
  switch (job.status) {
    case STATUS.FUNDED:
      return fundedOperation(scene, job);
    case STATUS.ASSIGNED:
      return executionOperation(scene, job);
    case STATUS.ATTESTED:
      return attestedOperation(scene, job);
    default:
      return random.chance(0.8) ? attestOperation(scene, job) : { kind: 'expire', request: job.request };
  }
}

function submitOperation(scene: Scene): Operation {
  const { economy, random } = scene;
  const isLocal = random.chance(0.85);
  const caller = isLocal ? random.pick(REQUESTERS) : PARAMS.wiring.port;
  const nextId = localJobId(economy, economy.market.nonce + 1n);
  const jobId = isLocal ? nextId : keccak256(nextId);
  const flags = random.chance(0.12) ? 1 : 0;
  const request: JobRequest = {
    jobId: isLocal && random.chance(0.3) ? ZERO : jobId,
    requester: `0x${'00'.repeat(12)}${(isLocal ? caller : random.pick(REQUESTERS)).slice(2)}`,
    refundee: isLocal ? caller : PARAMS.wiring.port,
    jobType: random.whole(1, 5),
    redundancy: flags === 1 ? 1 : random.whole(1, 3),
    window: random.whole(0, 2),
    flags,
    namedExecutor: flags === 1 ? random.pick(ACTOR_ADDRESSES.slice(0, 7)) : NOBODY,
    maxUnits: random.big(1n, 60n),
    price: random.big(2n, 9_000n) * CXT_UNITS + random.big(0n, CXT_UNITS),
    acceptSeconds: random.chance(0.05) ? random.big(4n, 40n) : random.big(25n, 60n),
    computeSeconds: random.big(10n, 60n),
    specHash: keccak256('0x01'),
    inputHash: ZERO,
    canary: random.chance(0.4) ? canaryHash({ jobId, resultHash: RESULTS[2] as Hex, salt: SALT }) : ZERO,
  };
  const asked = random.chance(0.12) ? spoiled(scene, request) : request;
  return { kind: isLocal ? 'submit' : 'submitFromPort', caller, request: asked };
}

function spoiled({ random }: Scene, request: JobRequest): JobRequest {
  const change = random.pick<Partial<JobRequest>>([
    { jobType: 0 },
    { jobType: 6 },
    { redundancy: 0 },
    { redundancy: 4 },
    { window: 3 },
    { flags: 2 },
    { namedExecutor: ACTOR_ADDRESSES[0] as Hex },
    { maxUnits: 0n },
    { maxUnits: 1n << 56n },
    { price: 1n },
    { price: 10n ** 17n },
    { acceptSeconds: 3n },
    { computeSeconds: 101n },
    { specHash: ZERO },
    { refundee: NOBODY },
    { refundee: PARAMS.wiring.jobMarket },
    { requester: ZERO },
    { jobId: keccak256('0x02') },
  ]);
  return { ...request, ...change };
}

function moneyOperation({ economy, random }: Scene): Operation {
  const owed = [...economy.market.credits.keys(), random.pick(ACTOR_ADDRESSES)];
  return random.chance(0.3) ? { kind: 'flush' } : { kind: 'withdrawCredit', account: random.pick(owed) };
}

/** A call that does not belong to the state, or a request that is not the job's. */
async function strayOperation(scene: Scene, job: Job): Promise<Operation> {
  const { random } = scene;
  const caller = random.pick(ACTOR_ADDRESSES);
  const request = random.chance(0.7) ? job.request : { ...job.request, price: job.request.price + 1n };
  const data = { kind: 0, data: '0x' } as const;
  return random.pick<Operation>([
    { kind: 'placeBid', caller, request },
    { kind: 'assign', request, beacon: await scene.hashOf(job.beaconBlock) },
    { kind: 'settle', request, data },
    { kind: 'dispute', caller, request },
    { kind: 'expire', request },
    { kind: 'cancel', caller, request },
    { kind: 'commitResult', caller, jobId: request.jobId, commitment: ZERO },
    { kind: 'placeBid', caller, request: { ...request, jobId: keccak256(request.jobId) } },
  ]);
}

async function fundedOperation(scene: Scene, job: Job): Promise<Operation> {
  const { random } = scene;
  const { request } = job;
  const bidders = job.bids.map(({ node }) => node);
  const others = ACTOR_ADDRESSES.slice(0, 7).filter((node) => !bidders.includes(node));
  const caller = request.flags === 1 ? request.namedExecutor : random.pick(others);
  const beacon = await scene.hashOf(job.beaconBlock);
  const isOpen = isAccepting(scene.economy, job);
  return random.weighted<Operation>([
    [isOpen ? 12 : 1, { kind: 'placeBid', caller, request }],
    [job.bids.length === 0 || isOpen ? 1 : 12, { kind: 'assign', request, beacon }],
    [isOpen || job.bids.length > 0 ? 0.3 : 6, { kind: 'expire', request }],
    [0.7, { kind: 'cancel', caller: `0x${request.requester.slice(26)}`, request }],
  ]);
}

function executionOperation({ random }: Scene, job: Job): Operation {
  const { request, drawn } = job;
  const { jobId, maxUnits } = request;
  if (random.chance(0.1)) return { kind: 'expire', request };
  const isCommitting = drawn.some((_, place) => !hasBit(job.committed, place));
  const todo = drawn.filter((_, place) => !hasBit(isCommitting ? job.committed : job.revealed, place));
  const { node: caller } = random.pick(todo.length === 0 ? drawn : todo);
  // a node that is alone, or one of a few, says something else than the others
  const resultHash = RESULTS[Number(BigInt(caller) % 7n) === 0 ? 1 : 0] as Hex;
  const answer = { jobId, node: caller, resultHash, units: maxUnits, salt: SALT };
  const commit: Operation = { kind: 'commitResult', caller, jobId, commitment: commitmentHash(answer) };
  const units = random.chance(0.95) ? maxUnits : maxUnits + 1n;
  const reveal: Operation = { kind: 'revealResult', caller, jobId, resultHash, units, salt: SALT };
  return random.chance(isCommitting && drawn.length > 1 ? 0.8 : 0.1) ? commit : reveal;
}

function attestedOperation({ random }: Scene, job: Job): Operation {
  const { request } = job;
  const settled = job.drawn.findIndex((_, place) => hasBit(job.executorsOk, place));
  const resultHash = job.answers[settled];
  const inline = RESULTS.indexOf(resultHash as Hex) === 0 ? ('0xaa' as const) : ('0x' as const);
  const data = random.weighted<{ kind: number; data: Hex }>([
    [6, { kind: 0, data: inline }],
    [2, { kind: 1, data: '0x68747470' }],
    [1, { kind: 0, data: '0xcc' }],
    [0.5, { kind: 2, data: '0x' }],
  ]);
  const requester: Hex = `0x${request.requester.slice(26)}`;
  return random.weighted<Operation>([
    [6, { kind: 'settle', request, data }],
    [3, { kind: 'dispute', caller: random.pick(ACTOR_ADDRESSES), request }],
    [
      2,
      {
        kind: 'disputeCanary',
        caller: random.chance(0.8) ? requester : random.pick(ACTOR_ADDRESSES),
        request,
        resultHash: RESULTS[random.chance(0.8) ? 2 : 0] as Hex,
        salt: SALT,
      },
    ],
  ]);
}
