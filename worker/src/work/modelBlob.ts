/**
 * Model blob (an int8 inference graph: operations one after the other), little-endian:
 *
 *     "CXTN" ‖ version u16 ‖ operations u16 (1 … 64) ‖ inputs u32 (columns of the input) ‖ zero u32
 *     per operation 32 bytes: kind u8 ‖ flags u8 ‖ heads u16 ‖ size u32 ‖ 6 × (multiplier u16 ‖ shift u8 ‖ zero u8)
 *     per operation its data: its weight matrices (outputs × inputs int8), then a bias int32 for each output of each
 *
 * kind 1 DENSE: size = outputs; flags bit 0 ReLU, bit 1 raw int32 output (last operation only). 2 ATTENTION: size = tokens of a sequence.
 * 3 FEED_FORWARD: size = width of the hidden layer. What they compute: docs/jobs.md.
 */
import { WorkError } from '../workError.ts';
import {
  type BlobFormat,
  checkField,
  checkLength,
  createBlob,
  HEADER_BYTES,
  int8At,
  int32At,
  invalid,
  putInt8,
  putInt32,
  readHeader,
} from './blobHeader.ts';
import type { Scale } from './fixedPoint.ts';

const MODEL: BlobFormat = { magic: 'CXTN', name: 'model' };
const ENTRY_BYTES = 32;
const MAX_OPERATIONS = 64;
const MAX_WIDTH = 16_384;
const MAX_SEQUENCE = 4_096;
const MAX_SCALE_SHIFT = 46;
const SCALES = 6;
const KINDS = ['dense', 'attention', 'feedForward'] as const;

export interface OperationShape {
  readonly kind: (typeof KINDS)[number];
  /** Columns that come in and go out. */
  readonly inputs: number;
  readonly outputs: number;
  /** DENSE: outputs. ATTENTION: tokens of a sequence. FEED_FORWARD: hidden width. */
  readonly size: number;
  readonly heads: number;
  readonly hasRelu: boolean;
  readonly isRaw: boolean;
  readonly scales: readonly Scale[];
}

/** One linear map of an operation: outputs × inputs weights and a bias for each output. */
export interface Linear {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Int8Array;
  readonly bias: Int32Array;
}

export interface Operation extends OperationShape {
  readonly linears: readonly Linear[];
}

export interface ModelShape {
  readonly inputs: number;
  readonly operations: readonly OperationShape[];
}

export interface Model {
  readonly inputs: number;
  readonly operations: readonly Operation[];
}

/** Header and operation table alone. @throws WorkError CXT_JOB_BLOB_* */
export function modelShape(bytes: Uint8Array): ModelShape {
  const view = readHeader({ bytes, format: MODEL });
  const count = field({ name: 'operations', value: view.getUint16(6, true), least: 1, most: MAX_OPERATIONS });
  const inputs = field({ name: 'inputs', value: view.getUint32(8, true), least: 1, most: MAX_WIDTH });
  field({ name: 'the reserved field', value: view.getUint32(12, true), most: 0 });
  const tableEnd = HEADER_BYTES + count * ENTRY_BYTES;
  if (bytes.length < tableEnd) checkLength({ bytes, format: MODEL, wanted: tableEnd });
  const operations: OperationShape[] = [];
  let columns = inputs;
  for (let index = 0; index < count; index++) {
    const operation = readOperation({ view, at: HEADER_BYTES + index * ENTRY_BYTES, inputs: columns });
    if (operation.isRaw && index < count - 1) {
      throw invalid({ format: MODEL, detail: `operation ${index} gives int32 but is not the last one` });
    }
    operations.push(operation);
    columns = operation.outputs;
  }
  return { inputs, operations };
}

/** @throws WorkError CXT_JOB_BLOB_*, CXT_JOB_TOO_LARGE */
export function decodeModel(bytes: Uint8Array): Model {
  const { inputs, operations } = modelShape(bytes);
  checkLength({ bytes, format: MODEL, wanted: modelLength(operations) });
  let at = HEADER_BYTES + operations.length * ENTRY_BYTES;
  const take = (length: number): number => (at += length) - length;
  return {
    inputs,
    operations: operations.map((operation): Operation => {
      const sizes = linearSizes(operation);
      const weights = sizes.map((size) => {
        const count = size.inputs * size.outputs;
        return int8At({ bytes, at: take(count), count });
      });
      const linears = sizes.map((size, index): Linear => {
        const bias = int32At({ bytes, at: take(size.outputs * 4), count: size.outputs });
        return { ...size, weights: weights[index] ?? new Int8Array(0), bias };
      });
      return { ...operation, linears };
    }),
  };
}

/** @throws WorkError CXT_JOB_TOO_LARGE, CXT_JOB_SHAPE_MISMATCH */
export function encodeModel(model: Model): Uint8Array {
  const { inputs, operations } = model;
  const { bytes, view } = createBlob({ format: MODEL, length: modelLength(operations) });
  view.setUint16(6, operations.length, true);
  view.setUint32(8, inputs, true);
  let at = HEADER_BYTES + operations.length * ENTRY_BYTES;
  operations.forEach((operation, index) => {
    writeOperation({ view, at: HEADER_BYTES + index * ENTRY_BYTES, operation });
    checkLinears({ operation, index });
    for (const { weights } of operation.linears) {
      putInt8({ bytes, at, values: weights });
      at += weights.length;
    }
    for (const { bias } of operation.linears) {
      putInt32({ view, at, values: bias });
      at += bias.length * 4;
    }
  });
  return bytes;
}

/** The linear maps of an operation, in the order of their data. */
export function linearSizes(operation: OperationShape): { inputs: number; outputs: number }[] {
  const { kind, inputs, size } = operation;
  if (kind === 'dense') return [{ inputs, outputs: size }];
  if (kind === 'attention') return Array.from({ length: 4 }, () => ({ inputs, outputs: inputs }));
  return [
    { inputs, outputs: size },
    { inputs: size, outputs: inputs },
  ];
}

function readOperation(parameters: { view: DataView; at: number; inputs: number }): OperationShape {
  const { view, at, inputs } = parameters;
  const kind = KINDS[field({ name: 'kind', value: view.getUint8(at), least: 1, most: 3 }) - 1] ?? 'dense';
  const isDense = kind === 'dense';
  const flags = field({ name: 'flags', value: view.getUint8(at + 1), most: isDense ? 3 : 0 });
  const heads = field({ name: 'heads', value: view.getUint16(at + 2, true), most: MAX_WIDTH });
  const most = kind === 'attention' ? MAX_SEQUENCE : MAX_WIDTH;
  const size = field({ name: 'size', value: view.getUint32(at + 4, true), least: 1, most });
  const hasHeads = kind === 'attention';
  if (hasHeads ? heads === 0 || inputs % heads !== 0 : heads !== 0) {
    throw invalid({ format: MODEL, detail: `${heads} heads do not divide ${inputs} columns of ${kind}` });
  }
  return {
    kind,
    inputs,
    outputs: isDense ? size : inputs,
    size,
    heads,
    hasRelu: (flags & 1) === 1,
    isRaw: (flags & 2) === 2,
    scales: Array.from({ length: SCALES }, (_, index) => readScale({ view, at: at + 8 + index * 4 })),
  };
}

function readScale({ view, at }: { view: DataView; at: number }): Scale {
  field({ name: 'a reserved byte', value: view.getUint8(at + 3), most: 0 });
  return {
    multiplier: view.getUint16(at, true),
    shift: field({ name: 'shift', value: view.getUint8(at + 2), most: MAX_SCALE_SHIFT }),
  };
}

function writeOperation(parameters: { view: DataView; at: number; operation: OperationShape }): void {
  const { view, at, operation } = parameters;
  view.setUint8(at, KINDS.indexOf(operation.kind) + 1);
  view.setUint8(at + 1, (operation.hasRelu ? 1 : 0) | (operation.isRaw ? 2 : 0));
  view.setUint16(at + 2, operation.heads, true);
  view.setUint32(at + 4, operation.size, true);
  operation.scales.forEach(({ multiplier, shift }, index) => {
    view.setUint16(at + 8 + index * 4, multiplier, true);
    view.setUint8(at + 10 + index * 4, shift);
  });
}

function checkLinears({ operation, index }: { operation: Operation; index: number }): void {
  const fits = linearSizes(operation).every(({ inputs, outputs }, at) => {
    const linear = operation.linears[at];
    return linear?.weights.length === inputs * outputs && linear.bias.length === outputs;
  });
  if (fits) return;
  throw new WorkError('CXT_JOB_SHAPE_MISMATCH', `operation ${index}: weights or biases have another size`);
}

function modelLength(operations: readonly OperationShape[]): number {
  const data = operations.flatMap(linearSizes);
  const dataBytes = data.reduce((sum, { inputs, outputs }) => sum + outputs * (inputs + 4), 0);
  return HEADER_BYTES + operations.length * ENTRY_BYTES + dataBytes;
}

function field(parameters: { name: string; value: number; most: number; least?: number }): number {
  const { name, value, most, least = 0 } = parameters;
  return checkField({ format: MODEL, field: name, value, least, most });
}
