/** Does what an executor does for a job. Order of writes: compute → commitment in the journal → transaction. */
import type { Hex } from 'viem';
import { encodeCall } from '../chain/calls.ts';
import { resultCommitment } from '../chain/commitment.ts';
import type { LiveJob } from '../chain/jobBook.ts';
import { WorkerError } from '../errors/workerError.ts';
import type { CommitEntry } from '../journal/commitBook.ts';
import { commitSalt } from '../keys/commitSalt.ts';
import { memoryOf, type NodeContext, transact } from './nodeContext.ts';
import type { ComputedResult } from './ports.ts';

/** Looks at spec and blobs before anything is bid: a job that cannot be done costs a bond. */
export async function inspectJob(context: NodeContext, { job }: LiveJob): Promise<void> {
  const memory = memoryOf(context, job.id);
  const metered = await context.kit.inspect(job, context.signal);
  memory.suits = metered === null ? { isDoable: false, units: 0n } : { isDoable: true, units: metered.units };
  context.log.info({ job: job.id, jobType: job.request.jobType, ...memory.suits }, 'job inspected');
}

export async function bidOnJob(context: NodeContext, { job }: LiveJob): Promise<void> {
  const { contracts } = context.chain;
  const args = [job.request] as const;
  await transact(
    context,
    `bid:${job.id}`,
    encodeCall({ contracts, contract: 'jobMarket', method: 'bid', args }),
  );
}

/** Computes the job, once. */
export async function computeJob(context: NodeContext, { job }: LiveJob): Promise<ComputedResult | null> {
  const memory = memoryOf(context, job.id);
  if (memory.computed !== undefined) return memory.computed;
  memory.computed = await context.kit.run(job, context.signal);
  const { computed } = memory;
  context.log.info({ job: job.id, resultHash: computed?.resultHash, units: computed?.units }, 'job computed');
  return computed;
}

/** Commits to the computed result. */
export async function commitResult(context: NodeContext, live: LiveJob): Promise<void> {
  const { job } = live;
  if (!context.behaviour.commits(job.id)) return;
  const entry = await entryOf(context, live);
  const { contracts } = context.chain;
  const args = [job.id, commitmentOf(context, entry)] as const;
  await transact(
    context,
    `commitResult:${job.id}`,
    encodeCall({ contracts, contract: 'jobMarket', method: 'commitResult', args }),
  );
}

/** Reveals exactly what the chain has a commitment to. @throws WORKER_COMMIT_CONFLICT when that is not what was computed */
export async function revealResult(context: NodeContext, live: LiveJob): Promise<void> {
  const { job } = live;
  if (!context.behaviour.reveals(job.id)) return;
  const entry = await entryOf(context, live);
  const onChain = job.commitments.get(context.key.address.toLowerCase());
  if (onChain !== undefined && onChain !== commitmentOf(context, entry)) {
    throw new WorkerError('WORKER_COMMIT_CONFLICT', {
      message: `job ${job.id}: the commitment on the chain is not that of the result this node has`,
      hint: 'nothing is revealed; was this key used with another program?',
    });
  }
  const { resultHash, units, salt, uri } = entry;
  const { contracts } = context.chain;
  const args = [job.id, resultHash, units, salt, uri] as const;
  await transact(
    context,
    `reveal:${job.id}`,
    encodeCall({ contracts, contract: 'jobMarket', method: 'revealResult', args }),
  );
}

function commitmentOf(context: NodeContext, entry: CommitEntry): Hex {
  return resultCommitment({ ...entry, node: context.key.address });
}

/**
 * What this node commits to or committed to: the journal's, or one made from the computed result and durable before it is used.
 * SAFETY: key and job give the salt, the job gives the result, so the same entry comes back when the journal is lost.
 */
async function entryOf(context: NodeContext, { job }: LiveJob): Promise<CommitEntry> {
  const { journal, key, chain, behaviour, kit } = context;
  const kept = journal.commits.get(job.id);
  if (kept !== null) return kept;
  const { computed } = memoryOf(context, job.id);
  if (computed === null || computed === undefined) {
    throw new WorkerError('WORKER_COMMIT_CONFLICT', {
      message: `job ${job.id}: it has no result`,
      hint: 'nothing is submitted that was not computed; the bond may be lost',
    });
  }
  const executed = behaviour.executes(computed, job.id);
  const { resultHash, units } = executed;
  const uri = await kit.keep(executed);
  const market = chain.contracts.jobMarket;
  const salt = commitSalt({ secret: key.secret, chainId: chain.chainId, market, jobId: job.id });
  const entry = { jobId: job.id, resultHash, units, salt, uri };
  journal.commits.put(entry);
  return entry;
}
