/** Computes a job from its spec and blobs: pure, synchronous, the same bytes everywhere. */
import { keccakHex } from '../kernels/keccak.ts';
import { type Product, transpose } from '../kernels/product.ts';
import { WorkError } from '../workError.ts';
import { decodeDataset } from './datasetBlob.ts';
import { checkFragment } from './gradientCheck.ts';
import { infer } from './inference.ts';
import type { BatchSpec, BlobHash, InferenceSpec, JobSpec } from './jobSpec.ts';
import { decodeMatrix, encodeMatrix } from './matrixBlob.ts';
import { decodeModel } from './modelBlob.ts';
import { trainFragment } from './trainFragment.ts';
import { encodeTrainResult } from './trainResult.ts';
import { decodeWeights } from './weightsBlob.ts';

export interface ExecuteJobParameters {
  readonly spec: JobSpec;
  /** Every blob the job reads, by hash; the caller has checked the hashes. */
  readonly blobs: ReadonlyMap<BlobHash, Uint8Array>;
  readonly product: Product;
}

export interface ExecutedJob {
  readonly resultBytes: Uint8Array;
  /** Blobs that the result names and that must be kept with it. */
  readonly outputs: ReadonlyMap<BlobHash, Uint8Array>;
}

const NO_OUTPUTS: ReadonlyMap<BlobHash, Uint8Array> = new Map();

/** @throws WorkError CXT_BLOB_MISSING, CXT_JOB_* */
export function executeJob({ spec, blobs, product }: ExecuteJobParameters): ExecutedJob {
  const blob = (hash: BlobHash): Uint8Array => blobOf({ blobs, hash });
  switch (spec.type) {
    case 'INFERENCE':
      return { resultBytes: runInference({ spec, blob, product }), outputs: NO_OUTPUTS };
    case 'BATCH':
      return { resultBytes: runBatch({ spec, blob, product }), outputs: NO_OUTPUTS };
    case 'TRAIN_FRAGMENT': {
      const outputs = new Map<BlobHash, Uint8Array>();
      const result = trainFragment({
        spec,
        weights: decodeWeights(blob(spec.weights)),
        dataset: decodeDataset(blob(spec.dataset)),
        product,
        onCheckpoint: (bytes) => {
          const hash = keccakHex(bytes);
          outputs.set(hash, bytes);
          return hash;
        },
      });
      return { resultBytes: encodeTrainResult(result), outputs };
    }
    case 'GRADIENT_CHECK':
      return { resultBytes: checkFragment({ spec, blob, product }), outputs: NO_OUTPUTS };
  }
}

type BlobOf = (hash: BlobHash) => Uint8Array;

function runInference(parameters: { spec: InferenceSpec; blob: BlobOf; product: Product }): Uint8Array {
  const { spec, blob, product } = parameters;
  const model = decodeModel(blob(spec.model));
  return encodeMatrix(infer({ model, input: decodeMatrix(blob(spec.input)), product }));
}

/** The int32 matrix blobs of all products, one after the other. */
function runBatch(parameters: { spec: BatchSpec; blob: BlobOf; product: Product }): Uint8Array {
  const { spec, blob, product } = parameters;
  const results = spec.products.map((pair, index) => {
    const [left, right] = [decodeMatrix(blob(pair.left)), decodeMatrix(blob(pair.right))];
    if (left.kind !== 'int8' || right.kind !== 'int8' || left.columns !== right.rows) {
      throw new WorkError('CXT_JOB_SHAPE_MISMATCH', `product ${index}: its matrices cannot be multiplied`);
    }
    const { rows: m, columns: k } = left;
    const { columns: n } = right;
    const rightColumns = transpose({ matrix: right.entries, rows: k, columns: n });
    const entries = product({ left: left.entries, rightColumns, m, n, k });
    return encodeMatrix({ kind: 'int32', rows: m, columns: n, entries });
  });
  return Buffer.concat(results);
}

/** @throws WorkError CXT_BLOB_MISSING */
function blobOf(parameters: { blobs: ReadonlyMap<BlobHash, Uint8Array>; hash: BlobHash }): Uint8Array {
  const bytes = parameters.blobs.get(parameters.hash);
  if (bytes !== undefined) return bytes;
  throw new WorkError('CXT_BLOB_MISSING', `blob ${parameters.hash} is not among those given to the job`);
}
