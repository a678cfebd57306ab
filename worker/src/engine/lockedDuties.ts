/** What is left to do for jobs whose seats are still held: report dissent, release the seats. */
import { ABI } from '../chain/contracts.ts';
import type { HomeChain } from '../chain/homeChain.ts';
import type { JobView } from '../chain/jobView.ts';
import type { Duty } from './duty.ts';
import type { EpochState } from './epochDuties.ts';
import { memoryOf, type NodeContext } from './nodeContext.ts';
import { turnDelaySeconds } from './turn.ts';

export async function lockedDuties(parameters: {
  context: NodeContext;
  state: EpochState;
  now: bigint;
}): Promise<Duty[]> {
  const { context, state, now } = parameters;
  const { chain, policy, key } = context;
  if (!policy.chores) return [];
  const held = chain.jobs.jobs.filter(({ lockedLevels }) => lockedLevels.length > 0);
  const duties: Duty[] = held.flatMap((job) => dissentDuties(context, job));
  for (const job of held.filter(({ ended }) => ended !== null)) {
    for (const level of job.lockedLevels) {
      const { isUpheld, lockedUntil } = await readLock(chain, job, level);
      const id = `release:${job.id}:${level}`;
      const { staggerSeconds } = policy;
      const delay = turnDelaySeconds({
        subject: id,
        me: key.address,
        first: [],
        others: state.validators,
        staggerSeconds,
      });
      const isDue = isUpheld && now >= lockedUntil + delay;
      if (isDue) duties.push({ kind: 'releaseSeats', id, jobId: job.id, level });
    }
  }
  return duties;
}

function dissentDuties(context: NodeContext, job: JobView): Duty[] {
  const memory = memoryOf(context, job.id);
  return memory.dissent
    .filter(({ verdict }) => job.lockedLevels.includes(verdict.level))
    .map(({ seat, verdict }) => {
      const id = `dissent:${job.id}:${verdict.level}:${seat}`;
      return { kind: 'reportDissent', id, jobId: job.id, seat };
    });
}

function readLock(chain: HomeChain, job: JobView, level: number) {
  return chain.shared(`verdict:${job.id}:${level}`, async ({ number: blockNumber }) => {
    const [, isUpheld, lockedUntil] = await chain.client.readContract({
      address: chain.contracts.workCourt,
      abi: ABI.workCourt,
      functionName: 'verdictOf',
      args: [job.id, level],
      blockNumber,
    });
    return { isUpheld, lockedUntil };
  });
}
