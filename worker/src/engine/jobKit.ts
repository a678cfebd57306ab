import type { Hex } from 'viem';
import { createMutex } from '../chain/mutex.ts';
import { JOB_CODES, meterJob, runJob } from '../work/index.ts';
import { WorkError } from '../workError.ts';
import type { JobKit, JobOrder } from './ports.ts';

/** Where blobs come from and go to. */
export interface BlobAccess {
  /** Bytes that hash to `hash`; `hint` is an uri where they may be. @throws WorkError CXT_BLOB_* */
  fetch(hash: Hex, hint?: string): Promise<Uint8Array>;
  /** Keeps and serves bytes; the uri says where. */
  put(bytes: Uint8Array): Promise<string>;
}

/** Runs jobs on the worker's kernels, one at a time. */
export function createJobKit(blobs: BlobAccess): JobKit {
  const exclusive = createMutex();
  const input = async ({ request, uri }: JobOrder) => ({
    spec: await blobs.fetch(request.specHash, uri),
    jobType: request.jobType,
    fetchBlob: (hash: Hex) => blobs.fetch(hash, uri),
  });
  return {
    types: Object.values(JOB_CODES),
    inspect: (order) => nullWhenWrong(async () => ({ units: await meterJob(await input(order)) })),
    run: (order, signal) =>
      exclusive(() =>
        nullWhenWrong(async () => {
          const { maxUnits } = order.request;
          const run = await runJob({ ...(await input(order)), maxUnits, signal });
          const { resultHash, units, resultBytes: bytes, outputs } = run;
          return { resultHash, units, bytes, outputs: [...outputs.values()] };
        }),
      ),
    keep: async ({ bytes, outputs }) => {
      for (const output of outputs) await blobs.put(output);
      return blobs.put(bytes);
    },
  };
}

/** A job that is wrong in itself has no result, for everybody alike; what may pass is thrown. */
async function nullWhenWrong<Value>(work: () => Promise<Value>): Promise<Value | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WorkError && !error.retriable && !isOwnTrouble(error)) return null;
    throw error;
  }
}

// SAFETY: bytes that do not hash to their name, or more of them than we take, are the supplier's fault; the job may well have a result.
const isOwnTrouble = (error: WorkError): boolean =>
  error.code.startsWith('CXT_BLOB_') || error.code.startsWith('CXT_WORK_');
