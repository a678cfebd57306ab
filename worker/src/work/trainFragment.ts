/** Runs the steps of a training fragment in order and keeps the weights after every segment. */
import type { Product } from '../kernels/product.ts';
import type { Dataset } from './datasetBlob.ts';
import type { BlobHash, TrainFragmentSpec } from './jobSpec.ts';
import type { TrainResult } from './trainResult.ts';
import { checkFits, trainStep } from './trainStep.ts';
import { encodeWeights, type Weights } from './weightsBlob.ts';

export interface TrainFragmentParameters {
  readonly spec: TrainFragmentSpec;
  /** Changed in place. */
  readonly weights: Weights;
  readonly dataset: Dataset;
  readonly product: Product;
  /** Takes the weights blob after a segment and returns its hash. */
  readonly onCheckpoint: (weights: Uint8Array) => BlobHash;
}

/** @throws WorkError CXT_JOB_SHAPE_MISMATCH, CXT_JOB_TOO_LARGE */
export function trainFragment(parameters: TrainFragmentParameters): TrainResult {
  const { spec, onCheckpoint } = parameters;
  const { steps, checkpointEvery } = spec;
  const checkpoints: BlobHash[] = [];
  const losses: number[] = [];
  let { weights } = parameters;
  for (let first = 0; first < steps; first += checkpointEvery) {
    const count = Math.min(checkpointEvery, steps - first);
    const segment = trainSegment({ ...parameters, weights, count });
    weights = segment.weights;
    losses.push(...segment.losses);
    checkpoints.push(onCheckpoint(encodeWeights(weights)));
  }
  return { steps, checkpointEvery, checkpoints, losses };
}

/** `count` steps from where `weights` stand. @throws WorkError CXT_JOB_SHAPE_MISMATCH, CXT_JOB_TOO_LARGE */
export function trainSegment(parameters: {
  spec: TrainFragmentSpec;
  weights: Weights;
  dataset: Dataset;
  product: Product;
  count: number;
}): { weights: Weights; losses: number[] } {
  const { spec, weights, dataset, product, count } = parameters;
  checkFits({ weights, dataset });
  const { batch, learningShift } = spec;
  const losses = Array.from({ length: count }, (_, index) =>
    trainStep({
      weights,
      dataset,
      step: stepAfter({ step: weights.step, count: index }),
      batch,
      learningShift,
      product,
    }),
  );
  return { weights: { ...weights, step: stepAfter({ step: weights.step, count }) }, losses };
}

/** Steps are counted modulo 2^32. */
export function stepAfter({ step, count }: { step: number; count: number }): number {
  return (step + count) % 2 ** 32;
}
