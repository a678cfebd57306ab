/** What all binary blobs of jobs have in common: four letters, a version, little-endian fields, an exact length. */
import { WorkError } from '../workError.ts';

/** Version of every format here. */
export const FORMAT_VERSION = 1;
/** Most bytes of a blob that a job reads or writes. */
export const MAX_BLOB_BYTES = 1 << 26;
/** Bytes of the fixed part of every format. */
export const HEADER_BYTES = 16;

export interface BlobFormat {
  /** Four ASCII letters. */
  readonly magic: string;
  /** How error lines call it, such as "model". */
  readonly name: string;
}

/** Views `bytes` after checking its letters and version. @throws WorkError CXT_JOB_BLOB_TRUNCATED, CXT_JOB_BLOB_INVALID, CXT_JOB_TOO_LARGE */
export function readHeader(parameters: { bytes: Uint8Array; format: BlobFormat }): DataView {
  const { bytes, format } = parameters;
  if (bytes.length > MAX_BLOB_BYTES) throw tooLarge({ format, detail: `${bytes.length} bytes` });
  if (bytes.length < HEADER_BYTES) {
    throw truncated({ format, length: bytes.length, wanted: HEADER_BYTES });
  }
  const magic = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  if (magic !== format.magic) {
    throw invalid({ format, detail: `starts with ${JSON.stringify(magic)}, not "${format.magic}"` });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = view.getUint16(4, true);
  if (version !== FORMAT_VERSION) {
    throw invalid({ format, detail: `version ${version} is unknown; this worker reads ${FORMAT_VERSION}` });
  }
  return view;
}

/** A new blob of `length` bytes with letters and version written. @throws WorkError CXT_JOB_TOO_LARGE */
export function createBlob(parameters: { format: BlobFormat; length: number }): {
  bytes: Uint8Array;
  view: DataView;
} {
  const { format, length } = parameters;
  if (length > MAX_BLOB_BYTES) throw tooLarge({ format, detail: `${length} bytes` });
  const bytes = new Uint8Array(length);
  bytes.set(Buffer.from(format.magic, 'latin1'));
  const view = new DataView(bytes.buffer);
  view.setUint16(4, FORMAT_VERSION, true);
  return { bytes, view };
}

/** The blob must end where its header says. @throws WorkError CXT_JOB_BLOB_TRUNCATED, CXT_JOB_BLOB_INVALID, CXT_JOB_TOO_LARGE */
export function checkLength(parameters: { bytes: Uint8Array; format: BlobFormat; wanted: number }): void {
  const { bytes, format, wanted } = parameters;
  if (wanted > MAX_BLOB_BYTES) throw tooLarge({ format, detail: `${wanted} bytes by its header` });
  if (bytes.length < wanted) throw truncated({ format, length: bytes.length, wanted });
  if (bytes.length > wanted) {
    throw invalid({ format, detail: `${bytes.length - wanted} bytes too many behind its end` });
  }
}

/** A field of a header within its bounds. @throws WorkError CXT_JOB_BLOB_INVALID */
export function checkField(parameters: {
  format: BlobFormat;
  field: string;
  value: number;
  least: number;
  most: number;
}): number {
  const { format, field, value, least, most } = parameters;
  if (value >= least && value <= most) return value;
  throw invalid({ format, detail: `${field} is ${value}, must be from ${least} to ${most}` });
}

export function invalid({ format, detail }: { format: BlobFormat; detail: string }): WorkError {
  return new WorkError('CXT_JOB_BLOB_INVALID', `not a valid ${format.name} blob: ${detail}`);
}

function truncated(parameters: { format: BlobFormat; length: number; wanted: number }): WorkError {
  const { format, length, wanted } = parameters;
  return new WorkError(
    'CXT_JOB_BLOB_TRUNCATED',
    `truncated ${format.name} blob: ${length} bytes of ${wanted}`,
  );
}

function tooLarge({ format, detail }: { format: BlobFormat; detail: string }): WorkError {
  return new WorkError(
    'CXT_JOB_TOO_LARGE',
    `oversized ${format.name}: ${detail}, the most is ${MAX_BLOB_BYTES}`,
  );
}

/** Little-endian int32 values from any place. */
export function int32At(parameters: { bytes: Uint8Array; at: number; count: number }): Int32Array {
  const { bytes, at, count } = parameters;
  const out = new Int32Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, count * 4);
  for (let index = 0; index < count; index++) out[index] = view.getInt32(index * 4, true);
  return out;
}

/** Writes int32 values little-endian from `at` on. */
export function putInt32(parameters: { view: DataView; at: number; values: Int32Array }): void {
  const { view, at, values } = parameters;
  for (let index = 0; index < values.length; index++) view.setInt32(at + index * 4, values[index] ?? 0, true);
}

/** int8 values from any place, copied. */
export function int8At(parameters: { bytes: Uint8Array; at: number; count: number }): Int8Array {
  const { bytes, at, count } = parameters;
  // WHY not bytes.slice().buffer: a Buffer's slice is a view, and its buffer holds other things too.
  const out = new Int8Array(count);
  out.set(new Int8Array(bytes.buffer, bytes.byteOffset + at, count));
  return out;
}

/** Writes int8 values from `at` on. */
export function putInt8(parameters: { bytes: Uint8Array; at: number; values: Int8Array }): void {
  const { bytes, at, values } = parameters;
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.length), at);
}
