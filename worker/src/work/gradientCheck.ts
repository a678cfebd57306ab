/**
 * Recomputes segments of a training fragment from the checkpoints before them and finds the first step that is not as claimed.
 *
 * A step is wrong when its loss differs; the last step of a segment also when the weights after it have another hash. A result that is no result
 * of this fragment at all is wrong from the first recomputed step on; a checkpoint that is none is the fault of the step before it.
 */
import { keccakHex } from '../kernels/keccak.ts';
import type { Product } from '../kernels/product.ts';
import { isWorkError, WorkError } from '../workError.ts';
import { encodeCheckResult } from './checkResult.ts';
import { decodeDataset } from './datasetBlob.ts';
import { type BlobHash, decodeJobSpec, type GradientCheckSpec, type TrainFragmentSpec } from './jobSpec.ts';
import { segmentRange } from './jobUnits.ts';
import { stepAfter, trainSegment } from './trainFragment.ts';
import { decodeTrainResult, type TrainResult } from './trainResult.ts';
import { decodeWeights, encodeWeights, type Weights, weightsShape } from './weightsBlob.ts';

type BlobOf = (hash: BlobHash) => Uint8Array;

/** The result's bytes. @throws WorkError CXT_BLOB_MISSING, CXT_JOB_* */
export function checkFragment(parameters: {
  spec: GradientCheckSpec;
  blob: BlobOf;
  product: Product;
}): Uint8Array {
  const { spec, blob, product } = parameters;
  const fragment = fragmentOf(blob(spec.fragment));
  const claimed = claimOf({ fragment, bytes: blob(spec.result) });
  const dataset = decodeDataset(blob(fragment.dataset));
  let stepsRecomputed = 0;
  for (const segment of spec.segments) {
    const { first, count } = segmentRange({ fragment, segment });
    if (claimed === null) return encodeCheckResult({ firstWrongStep: first, stepsRecomputed: 0 });
    const start = startWeights({ fragment, claimed, segment, blob });
    if (start === null) return encodeCheckResult({ firstWrongStep: first - 1, stepsRecomputed });
    const done = trainSegment({ spec: fragment, weights: start, dataset, product, count });
    stepsRecomputed += count;
    const isWrong = (loss: number, index: number): boolean => loss !== claimed.losses[first + index];
    const wrong = done.losses.findIndex(isWrong);
    if (wrong >= 0) return encodeCheckResult({ firstWrongStep: first + wrong, stepsRecomputed });
    if (keccakHex(encodeWeights(done.weights)) !== claimed.checkpoints[segment]) {
      return encodeCheckResult({ firstWrongStep: first + count - 1, stepsRecomputed });
    }
  }
  return encodeCheckResult({ firstWrongStep: null, stepsRecomputed });
}

/** The weights before a segment, or `null` when what is claimed for them cannot be any: no weights blob, another network, another step. */
function startWeights(parameters: {
  fragment: TrainFragmentSpec;
  claimed: TrainResult;
  segment: number;
  blob: BlobOf;
}): Weights | null {
  const { fragment, segment, blob } = parameters;
  const bytes = blob(startOf(parameters));
  if (segment === 0) return decodeWeights(bytes);
  const from = weightsShape(blob(fragment.weights));
  const { first } = segmentRange({ fragment, segment });
  // SAFETY: a checkpoint of another network would make the check cost what nobody has metered.
  const wanted = { ...from, step: stepAfter({ step: from.step, count: first }) };
  const got = unlessInvalid(() => weightsShape(bytes));
  if (JSON.stringify(got) !== JSON.stringify(wanted)) return null;
  return unlessInvalid(() => decodeWeights(bytes));
}

/** The checked fragment's spec. @throws WorkError CXT_JOB_SPEC_INVALID, CXT_JOB_TYPE_* */
export function fragmentOf(bytes: Uint8Array): TrainFragmentSpec {
  const spec = decodeJobSpec(bytes);
  if (spec.type === 'TRAIN_FRAGMENT') return spec;
  throw new WorkError('CXT_JOB_SPEC_INVALID', `the job spec: fragment is a spec of type ${spec.type}`);
}

/** The claimed result, or `null` when it cannot be one of this fragment. */
export function claimOf(parameters: { fragment: TrainFragmentSpec; bytes: Uint8Array }): TrainResult | null {
  const { fragment, bytes } = parameters;
  const result = unlessInvalid(() => decodeTrainResult(bytes));
  const isOfFragment =
    result?.steps === fragment.steps && result.checkpointEvery === fragment.checkpointEvery;
  return isOfFragment ? result : null;
}

/** What `decode` gives, or `null` when the blob is none of its format. */
function unlessInvalid<T>(decode: () => T): T | null {
  try {
    return decode();
  } catch (error) {
    if (isWorkError(error)) return null;
    throw error;
  }
}

/** Hash of the weights that a segment starts from. */
export function startOf(parameters: {
  fragment: TrainFragmentSpec;
  claimed: TrainResult;
  segment: number;
}): BlobHash {
  const { fragment, claimed, segment } = parameters;
  return segment === 0 ? fragment.weights : (claimed.checkpoints[segment - 1] ?? fragment.weights);
}
