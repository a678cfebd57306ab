/** One linear map of int8 activations with biases and rescaling. */
import type { Product } from '../kernels/product.ts';
import { WorkError } from '../workError.ts';
import { clamp, rescaler, type Scale } from './fixedPoint.ts';
import type { Linear, Operation } from './modelBlob.ts';

/** int8 activations: rows × columns. */
export interface Activations {
  readonly rows: number;
  readonly columns: number;
  readonly entries: Int8Array;
}

/** clamp(rescale(x·Wᵀ + bias)) to int8; with ReLU the least is 0. @throws WorkError CXT_JOB_TOO_LARGE */
export function dense(parameters: {
  x: Activations;
  linear: Linear;
  scale: Scale;
  hasRelu?: boolean;
  product: Product;
}): Activations {
  const { x, linear, scale, hasRelu = false, product } = parameters;
  const sums = multiply({ x, linear, product });
  const entries = new Int8Array(sums.length);
  const least = hasRelu ? 0 : -128;
  const round = rescaler(scale);
  for (let at = 0; at < sums.length; at++) {
    const sum = (sums[at] ?? 0) + (linear.bias[at % linear.outputs] ?? 0);
    entries[at] = clamp({ x: round(sum), least, most: 127 });
  }
  return { rows: x.rows, columns: linear.outputs, entries };
}

/** x·Wᵀ without the biases. */
export function multiply(parameters: { x: Activations; linear: Linear; product: Product }): Int32Array {
  const { x, linear, product } = parameters;
  const { inputs: k, outputs: n, weights } = linear;
  return product({ left: x.entries, rightColumns: weights, m: x.rows, n, k });
}

/** The `index`-th linear map of an operation with its scale. */
export function stage(parameters: { operation: Operation; index: number }): { linear: Linear; scale: Scale } {
  const linear = parameters.operation.linears[parameters.index];
  const scale = parameters.operation.scales[parameters.index];
  if (linear === undefined || scale === undefined) {
    throw new WorkError('CXT_JOB_SHAPE_MISMATCH', 'an operation lacks weights or a scale');
  }
  return { linear, scale };
}
