/**
 * One step of fixed-point stochastic gradient descent on a perceptron with ReLU: int8 products, int32 weights, powers of two everywhere else.
 * Normative text: docs/jobs.md, TRAIN_FRAGMENT.
 */
import { type Product, transpose } from '../kernels/product.ts';
import { WorkError } from '../workError.ts';
import type { Dataset } from './datasetBlob.ts';
import { clamp, shiftRounder, softmaxInto } from './fixedPoint.ts';
import type { Layer, Weights } from './weightsBlob.ts';

/** The input that every layer gets beside its own: its weight is the bias. */
export const CONSTANT_INPUT = 127;
/** A probability of 1; below 2^15, so that eight bits less fit int8. */
const ONE = 32_767;
const ONE_EXPONENT = 15;
/** Fraction bits of a weight below its int8 part. */
const WEIGHT_FRACTION = 16;
const MAX_WEIGHT = 127 * 2 ** WEIGHT_FRACTION;

/** int8 with a common power of two: each stands for value · 2^exponent. */
interface Errors {
  readonly values: Int8Array;
  readonly exponent: number;
}

export interface TrainStepParameters {
  /** Changed in place. */
  readonly weights: Weights;
  readonly dataset: Dataset;
  readonly step: number;
  readonly batch: number;
  readonly learningShift: number;
  readonly product: Product;
}

/** Takes one step; returns its loss: Σ over the batch of 32,767 less the probability of the label (1 = 32,767). */
export function trainStep(parameters: TrainStepParameters): number {
  const { weights, dataset, step, batch, learningShift, product } = parameters;
  const { layers } = weights;
  const { inputs, labels } = pickBatch({ dataset, step, batch });
  const quantised = layers.map(quantise);
  const activations = [inputs];
  let sums = new Int32Array(0);
  layers.forEach((layer, index) => {
    const left = activations[index] ?? inputs;
    const rightColumns = quantised[index] ?? new Int8Array(0);
    sums = product({ left, rightColumns, m: batch, n: layer.outputs, k: layer.inputs + 1 }).slice();
    if (index < layers.length - 1) activations.push(activate({ sums, layer, batch }));
  });
  const { deltas, loss } = outputErrors({
    sums,
    labels,
    classes: dataset.classes,
    shift: weights.logitShift,
  });
  let errors = normalise({ values: deltas, exponent: -ONE_EXPONENT });
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index];
    const input = activations[index];
    const matrix = quantised[index];
    if (layer === undefined || input === undefined || matrix === undefined) break;
    // WHY first: the errors of the layer below come from the weights before this step.
    const below = index === 0 ? null : propagate({ errors, layer, matrix, input, batch, product });
    update({ layer, errors, input, batch, learningShift, product });
    if (below !== null) errors = below;
  }
  return loss;
}

/** Samples step·batch … of the dataset, round and round, each followed by the constant input. */
function pickBatch(parameters: { dataset: Dataset; step: number; batch: number }): {
  inputs: Int8Array;
  labels: Uint16Array;
} {
  const { dataset, step, batch } = parameters;
  const { features, samples } = dataset;
  const inputs = new Int8Array(batch * (features + 1)).fill(CONSTANT_INPUT);
  const labels = new Uint16Array(batch);
  for (let index = 0; index < batch; index++) {
    const sample = (step * batch + index) % samples;
    inputs.set(dataset.inputs.subarray(sample * features, (sample + 1) * features), index * (features + 1));
    labels[index] = dataset.labels[sample] ?? 0;
  }
  return { inputs, labels };
}

/** The int8 weights that products use: floor(W / 2^16 + ½), −127 … 127. */
export function quantise(layer: Layer): Int8Array {
  const round = shiftRounder(WEIGHT_FRACTION);
  return narrow({ values: layer.weights, round, least: -127 });
}

/** Each value rounded and clamped to `least` … 127. */
function narrow(parameters: { values: Int32Array; round: (x: number) => number; least: number }): Int8Array {
  const { values, round, least } = parameters;
  const out = new Int8Array(values.length);
  for (let at = 0; at < values.length; at++) {
    out[at] = clamp({ x: round(values[at] ?? 0), least, most: 127 });
  }
  return out;
}

/** ReLU: sums to 0 … 127, each row followed by the constant input. */
function activate(parameters: { sums: Int32Array; layer: Layer; batch: number }): Int8Array {
  const { sums, layer, batch } = parameters;
  const { outputs, outputShift } = layer;
  const narrowed = narrow({ values: sums, round: shiftRounder(outputShift), least: 0 });
  const out = new Int8Array(batch * (outputs + 1)).fill(CONSTANT_INPUT);
  for (let row = 0; row < batch; row++) {
    out.set(narrowed.subarray(row * outputs, (row + 1) * outputs), row * (outputs + 1));
  }
  return out;
}

/** Probability less 1 at the label, in 1/32,767. */
function outputErrors(parameters: {
  sums: Int32Array;
  labels: Uint16Array;
  classes: number;
  shift: number;
}): { deltas: Int32Array; loss: number } {
  const { sums, labels, classes, shift } = parameters;
  const scaled = sums.map(shiftRounder(shift));
  const deltas = new Int32Array(sums.length);
  let loss = 0;
  labels.forEach((label, row) => {
    const at = row * classes;
    softmaxInto({ values: scaled.subarray(at, at + classes), one: ONE, out: deltas, at });
    const probability = deltas[at + label] ?? 0;
    deltas[at + label] = probability - ONE;
    loss += ONE - probability;
  });
  return { deltas, loss };
}

/** Shifts right by the fewest bits that bring the largest magnitude below 128, halves up, at most ±127. */
function normalise(parameters: { values: Int32Array; exponent: number }): Errors {
  const { values, exponent } = parameters;
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  let shift = 0;
  while (largest >= 128 * 2 ** shift) shift += 1;
  const small = narrow({ values, round: shiftRounder(shift), least: -127 });
  return { values: small, exponent: exponent + shift };
}

/** Errors of a layer's input: through its weights, zero where the input was zero. */
function propagate(parameters: {
  errors: Errors;
  layer: Layer;
  matrix: Int8Array;
  input: Int8Array;
  batch: number;
  product: Product;
}): Errors {
  const { errors, layer, matrix, input, batch, product } = parameters;
  const { inputs, outputs, weightExponent } = layer;
  const columns = transpose({ matrix, rows: outputs, columns: inputs + 1 });
  const rightColumns = columns.subarray(0, inputs * outputs);
  const sums = product({ left: errors.values, rightColumns, m: batch, n: inputs, k: outputs });
  const values = sums.map((sum, at) => ((input[at + Math.floor(at / inputs)] ?? 0) > 0 ? sum : 0));
  return normalise({ values, exponent: errors.exponent - weightExponent });
}

/** W −= gradient · 2^−learningShift, in the weights' own power of two; saturated at ±127 · 2^16. */
function update(parameters: {
  layer: Layer;
  errors: Errors;
  input: Int8Array;
  batch: number;
  learningShift: number;
  product: Product;
}): void {
  const { layer, errors, input, batch, learningShift, product } = parameters;
  const { inputs, outputs, inputExponent, weightExponent, weights } = layer;
  const gradient = product({
    left: transpose({ matrix: errors.values, rows: batch, columns: outputs }),
    rightColumns: transpose({ matrix: input, rows: batch, columns: inputs + 1 }),
    m: outputs,
    n: inputs + 1,
    k: batch,
  });
  const shift = learningShift + inputExponent - errors.exponent - weightExponent - WEIGHT_FRACTION;
  const round = shiftRounder(shift);
  for (let at = 0; at < gradient.length; at++) {
    const x = (weights[at] ?? 0) - round(gradient[at] ?? 0);
    weights[at] = clamp({ x, least: -MAX_WEIGHT, most: MAX_WEIGHT });
  }
}

/** @throws WorkError CXT_JOB_SHAPE_MISMATCH */
export function checkFits({ weights, dataset }: { weights: Weights; dataset: Dataset }): void {
  const [first, last] = [weights.layers[0], weights.layers.at(-1)];
  if (first?.inputs === dataset.features && last?.outputs === dataset.classes) return;
  throw new WorkError(
    'CXT_JOB_SHAPE_MISMATCH',
    `the weights take ${first?.inputs} inputs to ${last?.outputs} outputs, the dataset has ${dataset.features} features and ${dataset.classes} classes`,
  );
}
