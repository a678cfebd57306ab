/** The network of the digits: how its training starts, and how trained weights become an inference model. */
import type { Dataset } from '../src/work/datasetBlob.ts';
import type { Model, Operation } from '../src/work/modelBlob.ts';
import { CONSTANT_INPUT, quantise } from '../src/work/trainStep.ts';
import type { Layer, LayerShape, Weights } from '../src/work/weightsBlob.ts';
import { congruence } from './digits.ts';

const HIDDEN = 64;
/** Fraction bits of a weight below its int8 part. */
const WEIGHT_FRACTION = 16;

/** 784 → 64 → 10. Activations of the hidden layer stand for sixteenths. */
const SHAPES: readonly LayerShape[] = [
  { inputs: 784, outputs: HIDDEN, weightExponent: 8, inputExponent: 7, outputShift: 11 },
  { inputs: HIDDEN, outputs: 10, weightExponent: 7, inputExponent: 4, outputShift: 0 },
];
/** Sixteenths of an octave from sums of the last layer: 4 + 7 − 4 bits. */
const LOGIT_SHIFT = 7;

/** Small weights around zero, from a fixed seed: sums of three uniform numbers with deviation √(2 / inputs); biases zero. */
export function initialWeights(): Weights {
  const next = congruence(64);
  const layers = SHAPES.map((shape): Layer => {
    const { inputs, outputs, weightExponent } = shape;
    const spread = 2 * Math.sqrt(2 / inputs) * 2 ** (weightExponent + WEIGHT_FRACTION - 24);
    const weights = Int32Array.from({ length: outputs * (inputs + 1) }, (_, at) =>
      at % (inputs + 1) === inputs ? 0 : Math.trunc((next() + next() + next() - 1.5 * 2 ** 24) * spread),
    );
    return { ...shape, weights };
  });
  return { step: 0, logitShift: LOGIT_SHIFT, layers };
}

/** Two DENSE operations that compute exactly what training's forward pass computes; the last gives int32 sums. */
export function modelFrom(weights: Weights): Model {
  const last = weights.layers.length - 1;
  return {
    inputs: weights.layers[0]?.inputs ?? 0,
    operations: weights.layers.map((layer, index) => denseFrom({ layer, isLast: index === last })),
  };
}

function denseFrom({ layer, isLast }: { layer: Layer; isLast: boolean }): Operation {
  const { inputs, outputs, outputShift } = layer;
  const rows = quantise(layer);
  const weights = new Int8Array(outputs * inputs);
  const bias = new Int32Array(outputs);
  for (let output = 0; output < outputs; output++) {
    const at = output * (inputs + 1);
    weights.set(rows.subarray(at, at + inputs), output * inputs);
    bias[output] = (rows[at + inputs] ?? 0) * CONSTANT_INPUT;
  }
  const none = { multiplier: 0, shift: 0 };
  return {
    kind: 'dense',
    inputs,
    outputs,
    size: outputs,
    heads: 0,
    hasRelu: !isLast,
    isRaw: isLast,
    scales: [isLast ? none : { multiplier: 1, shift: outputShift }, none, none, none, none, none],
    linears: [{ inputs, outputs, weights, bias }],
  };
}

/** Rows of `sums` whose largest entry (the first of equals) is that of their label. */
export function countRight(parameters: { sums: ArrayLike<number>; dataset: Dataset }): number {
  const { sums, dataset } = parameters;
  const { classes } = dataset;
  return dataset.labels.reduce((right, label, row) => {
    let best = 0;
    for (let at = 1; at < classes; at++) {
      if ((sums[row * classes + at] ?? 0) > (sums[row * classes + best] ?? 0)) best = at;
    }
    return right + (best === label ? 1 : 0);
  }, 0);
}
