/**
 * Matrix blob, little-endian: "CXTM" ‖ version u16 ‖ kind u16 (1 int8, 2 int32) ‖ rows u32 ‖ columns u32 ‖ entries, row after row.
 */
import {
  type BlobFormat,
  checkField,
  checkLength,
  createBlob,
  HEADER_BYTES,
  int8At,
  int32At,
  MAX_BLOB_BYTES,
  putInt8,
  putInt32,
  readHeader,
} from './blobHeader.ts';

const MATRIX: BlobFormat = { magic: 'CXTM', name: 'matrix' };
const ENTRY_BYTES = { int8: 1, int32: 4 } as const;
const KINDS = ['int8', 'int32'] as const;

export interface MatrixShape {
  readonly kind: 'int8' | 'int32';
  readonly rows: number;
  readonly columns: number;
}

export type Matrix = { readonly rows: number; readonly columns: number } & (
  | { readonly kind: 'int8'; readonly entries: Int8Array }
  | { readonly kind: 'int32'; readonly entries: Int32Array }
);

/** The header alone. @throws WorkError CXT_JOB_BLOB_* */
export function matrixShape(bytes: Uint8Array): MatrixShape {
  const view = readHeader({ bytes, format: MATRIX });
  const field = (name: string, value: number, least: number, most: number): number =>
    checkField({ format: MATRIX, field: name, value, least, most });
  return {
    kind: KINDS[field('kind', view.getUint16(6, true), 1, 2) - 1] ?? 'int8',
    rows: field('rows', view.getUint32(8, true), 0, MAX_BLOB_BYTES),
    columns: field('columns', view.getUint32(12, true), 0, MAX_BLOB_BYTES),
  };
}

/** @throws WorkError CXT_JOB_BLOB_*, CXT_JOB_TOO_LARGE */
export function decodeMatrix(bytes: Uint8Array): Matrix {
  const { kind, rows, columns } = matrixShape(bytes);
  const count = rows * columns;
  checkLength({ bytes, format: MATRIX, wanted: HEADER_BYTES + count * ENTRY_BYTES[kind] });
  const from = { bytes, at: HEADER_BYTES, count };
  return kind === 'int8'
    ? { kind, rows, columns, entries: int8At(from) }
    : { kind, rows, columns, entries: int32At(from) };
}

/** @throws WorkError CXT_JOB_TOO_LARGE */
export function encodeMatrix(matrix: Matrix): Uint8Array {
  const { kind, rows, columns, entries } = matrix;
  const length = HEADER_BYTES + entries.length * ENTRY_BYTES[kind];
  const { bytes, view } = createBlob({ format: MATRIX, length });
  view.setUint16(6, KINDS.indexOf(kind) + 1, true);
  view.setUint32(8, rows, true);
  view.setUint32(12, columns, true);
  if (kind === 'int8') putInt8({ bytes, at: HEADER_BYTES, values: entries });
  else putInt32({ view, at: HEADER_BYTES, values: entries });
  return bytes;
}
