/** Runs an int8 model on a matrix of inputs, row by row; the same bytes on every machine. Normative text: docs/jobs.md, INFERENCE. */
import type { Product } from '../kernels/product.ts';
import { WorkError } from '../workError.ts';
import { attend } from './attention.ts';
import { type Activations, dense, multiply, stage } from './dense.ts';
import { clamp } from './fixedPoint.ts';
import type { Matrix } from './matrixBlob.ts';
import type { Model, Operation } from './modelBlob.ts';

/** @throws WorkError CXT_JOB_SHAPE_MISMATCH, CXT_JOB_TOO_LARGE */
export function infer(parameters: { model: Model; input: Matrix; product: Product }): Matrix {
  const { model, input, product } = parameters;
  if (input.kind !== 'int8') throw mismatch('the input is int32; a model takes int8');
  if (input.columns !== model.inputs) {
    throw mismatch(`the input has ${input.columns} columns, the model takes ${model.inputs}`);
  }
  let x: Activations = input;
  for (const operation of model.operations) {
    if (operation.isRaw) return rawOutput({ operation, x, product });
    x = apply({ operation, x, product });
  }
  return { kind: 'int8', ...x };
}

function apply(parameters: { operation: Operation; x: Activations; product: Product }): Activations {
  const { operation, x, product } = parameters;
  if (operation.kind === 'dense') {
    return dense({ x, ...stage({ operation, index: 0 }), hasRelu: operation.hasRelu, product });
  }
  if (operation.kind === 'attention') return addSaturated({ x, y: attend({ operation, x, product }) });
  const hidden = dense({ x, ...stage({ operation, index: 0 }), hasRelu: true, product });
  return addSaturated({ x, y: dense({ x: hidden, ...stage({ operation, index: 1 }), product }) });
}

/** The sums with their biases as int32, saturated; ReLU before if asked for. */
function rawOutput(parameters: { operation: Operation; x: Activations; product: Product }): Matrix {
  const { operation, x, product } = parameters;
  const { linear } = stage({ operation, index: 0 });
  const sums = multiply({ x, linear, product });
  const least = operation.hasRelu ? 0 : -(2 ** 31);
  const entries = sums.map((sum, at) =>
    clamp({ x: sum + (linear.bias[at % linear.outputs] ?? 0), least, most: 2 ** 31 - 1 }),
  );
  return { kind: 'int32', rows: x.rows, columns: linear.outputs, entries };
}

function addSaturated({ x, y }: { x: Activations; y: Activations }): Activations {
  const entries = x.entries.map((value, at) =>
    clamp({ x: value + (y.entries[at] ?? 0), least: -128, most: 127 }),
  );
  return { ...x, entries };
}

function mismatch(line: string): WorkError {
  return new WorkError('CXT_JOB_SHAPE_MISMATCH', line);
}
