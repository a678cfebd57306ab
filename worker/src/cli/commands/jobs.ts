/** `jobs`: the market's jobs, or one job's timeline. */
import { formatCxt } from '@cxt-bridge/adapters/protocol';
import { renderTable } from '@cxt-bridge/relayer/terminal';
import type { Hex } from 'viem';
import { JOB_STATES, type JobView } from '../../chain/jobView.ts';
import { WorkerError } from '../../errors/workerError.ts';
import { JOB_CODES } from '../../work/index.ts';
import { answer, type CommandContext, type CommonOptions, configOf, loggerOf } from '../commandOptions.ts';
import { openChain } from '../session.ts';

export interface JobsOptions extends CommonOptions {
  readonly limit: number;
  readonly state?: string;
}

const WEI_PER_UNIT = 10n ** 9n;

export async function jobsCommand(parameters: {
  context: CommandContext;
  job: Hex | undefined;
  options: JobsOptions;
}): Promise<void> {
  const { context, job, options } = parameters;
  const chain = await openChain(configOf(options), loggerOf(context, 'warn'));
  const states = new Map(
    chain.jobs.live.map(({ job: live, record }) => [live.id, JOB_STATES[record.status] ?? 'NONE']),
  );
  const stateOf = (view: JobView): string => view.ended?.status ?? states.get(view.id) ?? 'NONE';
  if (job !== undefined) {
    const view = chain.jobs.job(job);
    if (view === undefined) {
      throw new WorkerError('WORKER_USAGE', {
        message: `the market has no such job: ${job}`,
        hint: 'see "cxt-worker jobs"',
      });
    }
    const value = { jobId: view.id, state: stateOf(view), timeline: view.timeline };
    answer({ context, options, value, render: ({ timeline }) => renderTimeline(timeline) });
    return;
  }
  const rows = chain.jobs.jobs
    .toReversed()
    .filter((view) => options.state === undefined || stateOf(view) === options.state)
    .slice(0, options.limit)
    .map((view) => ({
      jobId: view.id,
      type: Object.entries(JOB_CODES).find(([, code]) => code === view.request.jobType)?.[0] ?? 'UNKNOWN',
      state: stateOf(view),
      mostWei: view.request.price * WEI_PER_UNIT,
      maxUnits: view.request.maxUnits,
      executors: view.executors,
    }));
  answer({ context, options, value: rows, render: renderJobs });
}

function renderJobs(
  rows: readonly {
    jobId: string;
    type: string;
    state: string;
    mostWei: bigint;
    maxUnits: bigint;
    executors: readonly string[];
  }[],
): string {
  return renderTable({
    columns: [
      { title: 'job' },
      { title: 'type' },
      { title: 'state' },
      { title: 'at most CXT', align: 'right' },
      { title: 'units', align: 'right' },
      { title: 'executors', align: 'right' },
    ],
    rows: rows.map(({ jobId, type, state, mostWei, maxUnits, executors }) => [
      jobId,
      type,
      state,
      formatCxt(mostWei),
      String(maxUnits),
      String(executors.length),
    ]),
  });
}

function renderTimeline(timeline: JobView['timeline']): string {
  return renderTable({
    columns: [{ title: 'block', align: 'right' }, { title: 'event' }, { title: 'detail' }],
    rows: timeline.map(({ block, event, detail }) => [
      String(block),
      event,
      Object.entries(detail)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')
        .slice(0, 120),
    ]),
  });
}
