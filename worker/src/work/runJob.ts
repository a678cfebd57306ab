/** Runs one job: spec checked, blobs brought and checked, metered, computed in a worker thread, result hashed. */
import { Worker } from 'node:worker_threads';
import { keccakHex } from '../kernels/keccak.ts';
import { WorkError } from '../workError.ts';
import type { ExecutedJob } from './executeJob.ts';
import { type FetchBlob, type GatheredJob, gatherBlobs } from './gatherBlobs.ts';
import type { JobAnswer, JobFailure, JobThreadInput } from './jobThreadTypes.ts';
import { type BlobHash, checkJobCode, decodeJobSpec, type JobSpec } from './jobSpec.ts';

/** A result of at most so many bytes goes into the message itself (docs/compute.md). */
export const MAX_INLINE_BYTES = 1_024;

export interface RunJobParameters {
  /** The spec blob's bytes; its hash is the job's specHash. */
  readonly spec: Uint8Array;
  /** The job's type on the wire; when given it must be that of the spec. */
  readonly jobType?: number;
  readonly fetchBlob: FetchBlob;
  /** Refused before computing when the metering rule says more. */
  readonly maxUnits?: bigint;
  /** Ends the computation; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface JobRun {
  readonly resultBytes: Uint8Array;
  /** keccak256 of the result's bytes. */
  readonly resultHash: BlobHash;
  /** Compute work units by the metering rule. */
  readonly units: bigint;
  /** True when the result fits into the message. */
  readonly isInline: boolean;
  /** Blobs that the result names; to be kept and served with it. */
  readonly outputs: ReadonlyMap<BlobHash, Uint8Array>;
}

/** @throws WorkError CXT_JOB_*, CXT_BLOB_*; the signal's reason when it aborts */
export async function runJob(parameters: RunJobParameters): Promise<JobRun> {
  const { maxUnits, signal } = parameters;
  const { spec, blobs, units } = await prepareJob(parameters);
  if (maxUnits !== undefined && units > maxUnits) {
    throw new WorkError(
      'CXT_JOB_UNITS_EXCEEDED',
      `the job has ${units} units by its metering rule, paid are ${maxUnits}`,
    );
  }
  signal?.throwIfAborted();
  const { resultBytes, outputs } = await computeInThread({ input: { spec, blobs }, signal });
  return {
    resultBytes,
    resultHash: keccakHex(resultBytes),
    units,
    isInline: resultBytes.length <= MAX_INLINE_BYTES,
    outputs,
  };
}

/** The units of a job, without computing it. @throws WorkError CXT_JOB_*, CXT_BLOB_* */
export async function meterJob(
  parameters: Pick<RunJobParameters, 'spec' | 'jobType' | 'fetchBlob'>,
): Promise<bigint> {
  return (await prepareJob(parameters)).units;
}

async function prepareJob(
  parameters: Pick<RunJobParameters, 'spec' | 'jobType' | 'fetchBlob'>,
): Promise<GatheredJob & { spec: JobSpec }> {
  const { fetchBlob, jobType } = parameters;
  const spec = decodeJobSpec(parameters.spec);
  if (jobType !== undefined) checkJobCode({ spec, code: jobType });
  return { spec, ...(await gatherBlobs({ spec, fetchBlob })) };
}

function computeInThread(parameters: {
  input: JobThreadInput;
  signal: AbortSignal | undefined;
}): Promise<ExecutedJob> {
  const { input, signal } = parameters;
  return new Promise<ExecutedJob>((resolve, reject) => {
    const worker = new Worker(new URL('./jobThread.ts', import.meta.url), { workerData: input });
    const end = (): void => {
      void worker.terminate();
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    signal?.addEventListener('abort', end, { once: true });
    worker.on('message', (answer: JobAnswer) => {
      if (answer.executed !== undefined) resolve(answer.executed);
      else reject(errorFrom(answer.error));
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      signal?.removeEventListener('abort', end);
      reject(new Error(`the job's thread ended with code ${code} and no answer`));
    });
  });
}

function errorFrom({ code, line }: JobFailure): Error {
  return code === undefined ? new Error(line) : new WorkError(code, line);
}
