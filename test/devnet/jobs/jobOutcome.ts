/** Waits for jobs to end and tells how. */
import { type Hex, parseEventLogs } from 'viem';

import { jobMarketAbi } from '../../../adapters/evm/abi/jobMarket.ts';
import { createBlobClient } from '../../../worker/src/blobs/index.ts';
import { JOB_STATES, type JobState } from '../../../worker/src/chain/jobView.ts';
import { HOME } from '../chain/chainSpec.ts';
import type { Devnet } from '../devnet.ts';
import { DevnetError } from '../devnetError.ts';
import type { SubmittedJob } from './submitJobs.ts';

export interface JobOutcome extends SubmittedJob {
  readonly status: JobState;
  /** As in JOB_TERMINAL. */
  readonly reason: number;
  /** Paid, in wei. */
  readonly priceWei: bigint;
  readonly refundWei: bigint;
  readonly resultHash: Hex;
  /** From submission to the end. */
  readonly seconds: number;
  /** Whether a higher class was asked. */
  readonly isDisputed: boolean;
  /** What the result says, for people; null without one. */
  readonly answer: string | null;
}

const UNIT_WEI = 10n ** 9n;
const TIMEOUT_MS = 120_000;
const POLL_MS = 250;
const LAST_LIVE = JOB_STATES.indexOf('DISPUTED');

/** @throws DevnetError when one has not ended after two minutes; its nodes' log says why */
export async function untilEnded(parameters: {
  devnet: Devnet;
  jobs: readonly SubmittedJob[];
  report: (text: string) => void;
  signal: AbortSignal;
}): Promise<JobOutcome[]> {
  const { devnet, jobs, report, signal } = parameters;
  const ended = new Map<Hex, JobOutcome>();
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    signal.throwIfAborted();
    const open = jobs.filter(({ jobId }) => !ended.has(jobId));
    const states = await Promise.all(open.map(({ jobId }) => stateOf(devnet, jobId)));
    for (const [index, job] of open.entries()) {
      if ((states[index] ?? 0) > LAST_LIVE) ended.set(job.jobId, await outcomeOf(devnet, job));
    }
    const left = open.map(({ work }, index) => `${work.type} ${JOB_STATES[states[index] ?? 0]}`);
    report(`${ended.size} of ${jobs.length} jobs ended; ${left.join(', ')}`);
    if (ended.size === jobs.length) return jobs.map(({ jobId }) => ended.get(jobId) as JobOutcome);
    if (Date.now() > deadline)
      throw new DevnetError(
        `${jobs.length - ended.size} jobs did not end: ${left.join(', ')}`,
        `see ${devnet.workers.logFile}`,
      );
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function stateOf(devnet: Devnet, jobId: Hex): Promise<number> {
  const job = await devnet.chain(HOME).client.readContract({
    address: devnet.addresses.jobMarket,
    abi: jobMarketAbi,
    functionName: 'jobOf',
    args: [jobId],
  });
  return job.status;
}

async function outcomeOf(devnet: Devnet, job: SubmittedJob): Promise<JobOutcome> {
  const { client } = devnet.chain(HOME);
  const { jobMarket } = devnet.addresses;
  const logs = await client.getLogs({ address: jobMarket, fromBlock: 0n, toBlock: 'latest' });
  const own = parseEventLogs({ abi: jobMarketAbi, logs }).filter(
    ({ args }) => 'jobId' in args && args.jobId === job.jobId,
  );
  const end = own.find((log) => log.eventName === 'JobEnded');
  if (end === undefined || end.eventName !== 'JobEnded')
    throw new DevnetError(`job ${job.jobId} ended without an event`, 'rebuild the artifacts (npm run abi)');
  const { status, reason, price, refundUnits, resultHash } = end.args;
  const state = JOB_STATES[status] as JobState;
  return {
    ...job,
    status: state,
    reason,
    priceWei: state === 'SETTLED' ? price * UNIT_WEI : 0n,
    refundWei: refundUnits * UNIT_WEI,
    resultHash,
    seconds: (Date.now() - job.submittedAtMs) / 1000,
    isDisputed: own.some(({ eventName }) => eventName === 'JobDisputed'),
    answer: state === 'SETTLED' ? await answerOf(devnet, job, resultHash) : null,
  };
}

async function answerOf(devnet: Devnet, { work }: SubmittedJob, resultHash: Hex): Promise<string> {
  const client = createBlobClient({ stores: [], servers: [devnet.workers.blobUrl], allowLoopback: true });
  return work.explain(await client.fetchBlob(resultHash));
}
