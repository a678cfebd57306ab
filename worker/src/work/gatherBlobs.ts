/** Brings every blob that a job reads, with its hash checked, and meters the job from their headers. */
import { keccakHex } from '../kernels/keccak.ts';
import { WorkError } from '../workError.ts';
import { MAX_BLOB_BYTES } from './blobHeader.ts';
import { claimOf, fragmentOf, startOf } from './gradientCheck.ts';
import type { BatchSpec, BlobHash, GradientCheckSpec, JobSpec } from './jobSpec.ts';
import { batchMacs, checkMacs, inferenceMacs, segmentRange, trainMacs, unitsOf } from './jobUnits.ts';
import { matrixShape } from './matrixBlob.ts';
import { modelShape } from './modelBlob.ts';
import { weightsShape } from './weightsBlob.ts';

/** Most bytes of all blobs of one job together. */
export const MAX_JOB_BYTES = 1 << 29;

/** Brings a blob. Its hash is checked again here, whatever the source. */
export type FetchBlob = (hash: BlobHash) => Promise<Uint8Array>;

export interface GatheredJob {
  readonly blobs: ReadonlyMap<BlobHash, Uint8Array>;
  /** Compute work units by the metering rule. */
  readonly units: bigint;
}

/** @throws WorkError CXT_BLOB_*, CXT_JOB_* */
export async function gatherBlobs(parameters: { spec: JobSpec; fetchBlob: FetchBlob }): Promise<GatheredJob> {
  const { spec, fetchBlob } = parameters;
  const blobs = new Map<BlobHash, Uint8Array>();
  const bring = (hash: BlobHash): Promise<Uint8Array> => bringBlob({ hash, blobs, fetchBlob });
  const macs = await macsOf({ spec, bring });
  return { blobs, units: unitsOf(macs) };
}

type Bring = (hash: BlobHash) => Promise<Uint8Array>;

async function macsOf({ spec, bring }: { spec: JobSpec; bring: Bring }): Promise<bigint> {
  switch (spec.type) {
    case 'INFERENCE': {
      const model = modelShape(await bring(spec.model));
      return inferenceMacs({ model, input: matrixShape(await bring(spec.input)) });
    }
    case 'BATCH':
      return batchMacs({ spec, shapes: await shapesOf({ spec, bring }) });
    case 'TRAIN_FRAGMENT': {
      await bring(spec.dataset);
      return trainMacs({ spec, weights: weightsShape(await bring(spec.weights)) });
    }
    case 'GRADIENT_CHECK':
      return bringChecked({ spec, bring });
  }
}

async function shapesOf({ spec, bring }: { spec: BatchSpec; bring: Bring }) {
  const shapes = [];
  for (const { left, right } of spec.products) {
    shapes.push({ left: matrixShape(await bring(left)), right: matrixShape(await bring(right)) });
  }
  return shapes;
}

async function bringChecked({ spec, bring }: { spec: GradientCheckSpec; bring: Bring }): Promise<bigint> {
  const fragment = fragmentOf(await bring(spec.fragment));
  for (const segment of spec.segments) segmentRange({ fragment, segment });
  const weights = weightsShape(await bring(fragment.weights));
  await bring(fragment.dataset);
  const claimed = claimOf({ fragment, bytes: await bring(spec.result) });
  if (claimed !== null) {
    for (const segment of spec.segments) await bring(startOf({ fragment, claimed, segment }));
  }
  return checkMacs({ spec, fragment, weights });
}

async function bringBlob(parameters: {
  hash: BlobHash;
  blobs: Map<BlobHash, Uint8Array>;
  fetchBlob: FetchBlob;
}): Promise<Uint8Array> {
  const { hash, blobs, fetchBlob } = parameters;
  const known = blobs.get(hash);
  if (known !== undefined) return known;
  const bytes = await fetchBlob(hash);
  if (bytes.length > MAX_BLOB_BYTES) {
    throw new WorkError(
      'CXT_JOB_TOO_LARGE',
      `blob ${hash}: ${bytes.length} bytes, the most is ${MAX_BLOB_BYTES}`,
    );
  }
  // SAFETY: a job computed from other bytes than the spec names would be a wrong result, which costs the bond.
  if (keccakHex(bytes) !== hash) {
    throw new WorkError('CXT_BLOB_HASH_MISMATCH', `blob ${hash}: its source gave bytes with another hash`);
  }
  blobs.set(hash, bytes);
  const total = [...blobs.values()].reduce((sum, blob) => sum + blob.length, 0);
  if (total > MAX_JOB_BYTES) {
    throw new WorkError(
      'CXT_JOB_TOO_LARGE',
      `the job's blobs have more than ${MAX_JOB_BYTES} bytes together`,
    );
  }
  return bytes;
}
