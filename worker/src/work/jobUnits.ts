/**
 * Metering: multiply-adds of int8 by rules that see specs and blob headers alone, so everyone can check them without computing.
 * Normative text: docs/jobs.md, Metering.
 */
import { WorkError } from '../workError.ts';
import type { BatchSpec, GradientCheckSpec, TrainFragmentSpec } from './jobSpec.ts';
import type { MatrixShape } from './matrixBlob.ts';
import type { ModelShape, OperationShape } from './modelBlob.ts';
import type { WeightsShape } from './weightsBlob.ts';

/** Multiply-adds of one compute work unit. */
export const UNIT_MACS = 262_144n;

/** ceil(macs / 2^18), at least 1. */
export function unitsOf(macs: bigint): bigint {
  const units = (macs + UNIT_MACS - 1n) / UNIT_MACS;
  return units === 0n ? 1n : units;
}

/** Σ over operations, for every row of the input. */
export function inferenceMacs({ model, input }: { model: ModelShape; input: MatrixShape }): bigint {
  const perRow = model.operations.reduce((sum, operation) => sum + operationMacs(operation), 0n);
  return perRow * BigInt(input.rows);
}

/** Of one row. */
function operationMacs({ kind, inputs, outputs, size }: OperationShape): bigint {
  if (kind === 'dense') return BigInt(inputs) * BigInt(outputs);
  if (kind === 'feedForward') return 2n * BigInt(inputs) * BigInt(size);
  return 4n * BigInt(inputs) * BigInt(inputs) + 2n * BigInt(size) * BigInt(inputs);
}

/** Σ rows · inner · columns. @throws WorkError CXT_JOB_SHAPE_MISMATCH */
export function batchMacs(parameters: {
  spec: BatchSpec;
  shapes: readonly { left: MatrixShape; right: MatrixShape }[];
}): bigint {
  return parameters.shapes.reduce((sum, { left, right }, index) => {
    if (left.columns !== right.rows || left.kind !== 'int8' || right.kind !== 'int8') {
      throw new WorkError(
        'CXT_JOB_SHAPE_MISMATCH',
        `product ${index}: ${left.kind} ${left.rows} × ${left.columns} by ${right.kind} ${right.rows} × ${right.columns} cannot be multiplied`,
      );
    }
    return sum + BigInt(left.rows) * BigInt(left.columns) * BigInt(right.columns);
  }, 0n);
}

/** Forward, backward and update of every step. */
export function trainMacs({ spec, weights }: { spec: TrainFragmentSpec; weights: WeightsShape }): bigint {
  return stepMacs({ spec, weights }) * BigInt(spec.steps);
}

/** Of the steps in the checked segments. @throws WorkError CXT_JOB_SPEC_INVALID */
export function checkMacs(parameters: {
  spec: GradientCheckSpec;
  fragment: TrainFragmentSpec;
  weights: WeightsShape;
}): bigint {
  const { spec, fragment, weights } = parameters;
  const steps = spec.segments.reduce((sum, segment) => sum + segmentRange({ fragment, segment }).count, 0);
  return stepMacs({ spec: fragment, weights }) * BigInt(steps);
}

/** Steps `first` … `first + count − 1` of a fragment, from 0. @throws WorkError CXT_JOB_SPEC_INVALID */
export function segmentRange(parameters: { fragment: TrainFragmentSpec; segment: number }): {
  first: number;
  count: number;
} {
  const { fragment, segment } = parameters;
  const first = segment * fragment.checkpointEvery;
  if (first >= fragment.steps) {
    throw new WorkError(
      'CXT_JOB_SPEC_INVALID',
      `the job spec asks for segment ${segment}; the fragment has ${Math.ceil(fragment.steps / fragment.checkpointEvery)}`,
    );
  }
  return { first, count: Math.min(fragment.checkpointEvery, fragment.steps - first) };
}

function stepMacs({ spec, weights }: { spec: TrainFragmentSpec; weights: WeightsShape }): bigint {
  const perSample = weights.layers.reduce((sum, { inputs, outputs }, index) => {
    const forwardAndUpdate = 2n * BigInt(inputs + 1) * BigInt(outputs);
    return sum + forwardAndUpdate + (index === 0 ? 0n : BigInt(inputs) * BigInt(outputs));
  }, 0n);
  return perSample * BigInt(spec.batch);
}
