/** Calls of the market and the court that anyone may make, and disputes. */
import { zeroHash } from 'viem';
import { CallRefused } from '../chain/callRefused.ts';
import { encodeCall } from '../chain/calls.ts';
import type { LiveJob } from '../chain/jobBook.ts';
import type { Duty } from './duty.ts';
import { memoryOf, type NodeContext, transact } from './nodeContext.ts';
import { certificateOf, resultData } from './seatTasks.ts';

/** Draws the executors; with a place for every bidder no beacon is needed. */
export async function assignJob(context: NodeContext, { job, record }: LiveJob): Promise<void> {
  const { chain } = context;
  const { contracts } = chain;
  const isDrawn = record.bids > job.request.redundancy;
  const proof = isDrawn ? await proofOrNothing(context, record.beaconBlock) : '0x';
  const args = [job.request, proof] as const;
  // WHY the block: a missed beacon is named anew, and then it is another call.
  const id = `assign:${job.id}:${record.round}:${record.beaconBlock}`;
  await transact(context, id, encodeCall({ contracts, contract: 'jobMarket', method: 'assign', args }));
}

/** A beacon that was missed has no proof; the market then names another. */
async function proofOrNothing(context: NodeContext, block: bigint): Promise<`0x${string}`> {
  try {
    return (await context.chain.beacons.read(block)).proof;
  } catch (error) {
    if (error instanceof CallRefused && error.reason === 'BeaconTooLate') return '0x';
    throw error;
  }
}

export async function settleJob(context: NodeContext, { job }: LiveJob): Promise<void> {
  const { contracts } = context.chain;
  const { dataKind, data } = await resultData(context, {
    job,
    resultHash: job.attested?.resultHash ?? zeroHash,
  });
  const args = [job.request, dataKind, data] as const;
  const id = `settle:${job.id}`;
  await transact(context, id, encodeCall({ contracts, contract: 'jobMarket', method: 'settle', args }));
}

export async function expireJob(context: NodeContext, { job, record }: LiveJob): Promise<void> {
  const { contracts } = context.chain;
  const id = `expire:${job.id}:${record.status}:${record.round}:${record.level}:${record.redraws}`;
  const args = [job.request] as const;
  await transact(context, id, encodeCall({ contracts, contract: 'jobMarket', method: 'expire', args }));
}

export async function disputeJob(context: NodeContext, { job }: LiveJob): Promise<void> {
  const { contracts } = context.chain;
  const args = [job.request] as const;
  const id = `dispute:${job.id}`;
  context.log.warn(
    { job: job.id, attested: job.attested?.resultHash },
    'the attested result is wrong, disputing',
  );
  await transact(context, id, encodeCall({ contracts, contract: 'jobMarket', method: 'dispute', args }));
}

export async function releaseSeats(
  context: NodeContext,
  duty: Extract<Duty, { kind: 'releaseSeats' }>,
): Promise<void> {
  const { contracts } = context.chain;
  const args = [duty.jobId, duty.level] as const;
  await transact(
    context,
    duty.id,
    encodeCall({ contracts, contract: 'workCourt', method: 'releaseSeats', args }),
  );
}

/** Shows the court the votes that stood against the verdict of their own class. */
export async function reportDissent(
  context: NodeContext,
  duty: Extract<Duty, { kind: 'reportDissent' }>,
): Promise<void> {
  const { contracts } = context.chain;
  const memory = memoryOf(context, duty.jobId);
  const vote = memory.dissent.find(({ seat }) => seat === duty.seat);
  if (vote === undefined) return;
  const certificate = certificateOf([vote]);
  const [ballot] = certificate.votes;
  if (ballot === undefined) return;
  const args = [certificate, ballot] as const;
  const call = encodeCall({ contracts, contract: 'workCourt', method: 'reportIncoherent', args });
  try {
    await transact(context, duty.id, call);
  } catch (error) {
    if (!(error instanceof CallRefused)) throw error;
    context.log.info({ duty: duty.id, reason: error.reason }, 'the court has no use for this vote');
  }
  memory.dissent = memory.dissent.filter((other) => other !== vote);
}
