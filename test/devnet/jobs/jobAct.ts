/** The compute part of the demo: waits for committees, submits the planned jobs, waits for their ends. Runs beside the transfers. */
import type { Devnet } from '../devnet.ts';
import { JOB_PLAN } from './jobPlan.ts';
import { type JobOutcome, untilEnded } from './jobOutcome.ts';
import { submitJobs } from './submitJobs.ts';
import { untilCommitteesLive } from './committeesLive.ts';

/** Pays for the jobs; sends no transfers. */
const REQUESTER = 9;

export interface JobAct {
  /** What is going on, for whoever waits. */
  readonly news: () => string;
  readonly ended: Promise<readonly JobOutcome[]>;
}

/** Starts it; never throws before `ended` is awaited. */
export function startJobAct(parameters: { devnet: Devnet; signal: AbortSignal }): JobAct {
  const { devnet, signal } = parameters;
  let news = 'waiting for committees';
  const run = async (): Promise<readonly JobOutcome[]> => {
    await untilCommitteesLive({ devnet, signal });
    news = 'submitting jobs';
    const jobs = await submitJobs({ devnet, user: devnet.user(REQUESTER), plans: JOB_PLAN });
    return untilEnded({
      devnet,
      jobs,
      signal,
      report: (text) => {
        news = text;
      },
    });
  };
  const ended = run();
  ended.catch(() => undefined);
  return { news: () => news, ended };
}

/** One sentence for each job that did not end as it must. */
export function jobFaults(outcomes: readonly JobOutcome[]): string[] {
  return outcomes.flatMap(({ plan, jobId, status, reason, isDisputed, work }) => {
    const wanted = plan.executor === 'lying' ? isDisputed : true;
    if (status === plan.ends && wanted) return [];
    const how = wanted ? '' : ' without a dispute';
    return [`job ${jobId} (${work.type}) ended ${status}${how}, reason ${reason}, instead of ${plan.ends}`];
  });
}
