/**
 * Weights blob (the state of a training), little-endian:
 *
 *     "CXTW" ‖ version u16 ‖ layers u16 (1 … 8) ‖ step u32 (steps taken so far) ‖ logitShift u8 ‖ 3 zero bytes
 *     per layer 16 bytes: inputs u32 ‖ outputs u32 ‖ weightExponent u8 ‖ inputExponent u8 ‖ outputShift u8 ‖ 5 zero bytes
 *     per layer: outputs × (inputs + 1) int32, row after row; the last of a row is the weight of the constant input 127
 *
 * A weight W stands for W / 2^(weightExponent + 16), an activation x of a layer's input for x / 2^inputExponent. What each field does: docs/jobs.md.
 */
import {
  type BlobFormat,
  checkField,
  checkLength,
  createBlob,
  HEADER_BYTES,
  int32At,
  invalid,
  putInt32,
  readHeader,
} from './blobHeader.ts';

const WEIGHTS: BlobFormat = { magic: 'CXTW', name: 'weights' };
const LAYER_BYTES = 16;
const MAX_LAYERS = 8;
const MAX_WIDTH = 16_384;
const MAX_SHIFT = 31;

export interface LayerShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly weightExponent: number;
  readonly inputExponent: number;
  /** Right shift from sums to the next layer's int8 input; unused in the last layer. */
  readonly outputShift: number;
}

export interface Layer extends LayerShape {
  /** outputs × (inputs + 1). */
  readonly weights: Int32Array;
}

export interface WeightsShape {
  readonly step: number;
  /** Right shift from the last layer's sums to sixteenths of an octave. */
  readonly logitShift: number;
  readonly layers: readonly LayerShape[];
}

export interface Weights extends WeightsShape {
  readonly layers: readonly Layer[];
}

/** Header and layer table alone. @throws WorkError CXT_JOB_BLOB_* */
export function weightsShape(bytes: Uint8Array): WeightsShape {
  const view = readHeader({ bytes, format: WEIGHTS });
  const field = (name: string, value: number, most: number, least = 0): number =>
    checkField({ format: WEIGHTS, field: name, value, least, most });
  const count = field('layers', view.getUint16(6, true), MAX_LAYERS, 1);
  const tableEnd = HEADER_BYTES + count * LAYER_BYTES;
  if (bytes.length < tableEnd) checkLength({ bytes, format: WEIGHTS, wanted: tableEnd });
  const layers = Array.from({ length: count }, (_, index): LayerShape => {
    const at = HEADER_BYTES + index * LAYER_BYTES;
    for (let zero = at + 11; zero < at + LAYER_BYTES; zero++)
      field('a reserved byte', view.getUint8(zero), 0);
    return {
      inputs: field('inputs', view.getUint32(at, true), MAX_WIDTH, 1),
      outputs: field('outputs', view.getUint32(at + 4, true), MAX_WIDTH, 1),
      weightExponent: field('weightExponent', view.getUint8(at + 8), MAX_SHIFT),
      inputExponent: field('inputExponent', view.getUint8(at + 9), MAX_SHIFT),
      outputShift: field('outputShift', view.getUint8(at + 10), MAX_SHIFT),
    };
  });
  layers.slice(1).forEach((layer, index) => {
    if (layer.inputs === layers[index]?.outputs) return;
    throw invalid({ format: WEIGHTS, detail: `layer ${index + 1} does not take what layer ${index} gives` });
  });
  for (let zero = 13; zero < HEADER_BYTES; zero++) field('a reserved byte', view.getUint8(zero), 0);
  return {
    step: view.getUint32(8, true),
    logitShift: field('logitShift', view.getUint8(12), MAX_SHIFT),
    layers,
  };
}

/** @throws WorkError CXT_JOB_BLOB_*, CXT_JOB_TOO_LARGE */
export function decodeWeights(bytes: Uint8Array): Weights {
  const shape = weightsShape(bytes);
  checkLength({ bytes, format: WEIGHTS, wanted: weightsLength(shape.layers) });
  let at = HEADER_BYTES + shape.layers.length * LAYER_BYTES;
  const layers = shape.layers.map((layer): Layer => {
    const count = layer.outputs * (layer.inputs + 1);
    const weights = int32At({ bytes, at, count });
    at += count * 4;
    return { ...layer, weights };
  });
  return { ...shape, layers };
}

/** @throws WorkError CXT_JOB_TOO_LARGE */
export function encodeWeights(weights: Weights): Uint8Array {
  const { layers, step, logitShift } = weights;
  const { bytes, view } = createBlob({ format: WEIGHTS, length: weightsLength(layers) });
  view.setUint16(6, layers.length, true);
  view.setUint32(8, step, true);
  view.setUint8(12, logitShift);
  let at = HEADER_BYTES + layers.length * LAYER_BYTES;
  layers.forEach((layer, index) => {
    const entry = HEADER_BYTES + index * LAYER_BYTES;
    view.setUint32(entry, layer.inputs, true);
    view.setUint32(entry + 4, layer.outputs, true);
    view.setUint8(entry + 8, layer.weightExponent);
    view.setUint8(entry + 9, layer.inputExponent);
    view.setUint8(entry + 10, layer.outputShift);
    putInt32({ view, at, values: layer.weights });
    at += layer.weights.length * 4;
  });
  return bytes;
}

function weightsLength(layers: readonly LayerShape[]): number {
  const entries = layers.reduce((sum, { inputs, outputs }) => sum + outputs * (inputs + 1), 0);
  return HEADER_BYTES + layers.length * LAYER_BYTES + entries * 4;
}
