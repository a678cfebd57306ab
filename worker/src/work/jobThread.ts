/** The thread that computes one job. */
import { parentPort, workerData } from 'node:worker_threads';
import { createWasmProduct } from '../kernels/wasmProduct.ts';
import { isWorkError } from '../workError.ts';
import { executeJob } from './executeJob.ts';
import type { JobAnswer, JobFailure, JobThreadInput } from './jobThreadTypes.ts';

function compute(): JobAnswer {
  try {
    const { spec, blobs } = workerData as JobThreadInput;
    return { executed: executeJob({ spec, blobs, product: createWasmProduct() }) };
  } catch (error) {
    return { error: failureOf(error) };
  }
}

function failureOf(error: unknown): JobFailure {
  if (isWorkError(error)) return { code: error.code, line: error.message };
  return { line: error instanceof Error ? error.message : String(error) };
}

parentPort?.postMessage(compute());
