/**
 * Wire formats as data: a {@link Layout} is a table of fields from which the types and both directions of the codec derive.
 *
 * Guarantee: all integers are big-endian; encoding refuses values out of range; decoding consumes the bytes exactly and
 * `encode(decode(x)) == x`. It refuses truncated and trailing bytes and fixed fields with another value.
 */
import type { ProtocolErrorCode } from './errorTable.ts';
import { ProtocolError } from './errors.ts';
import { type BytesLike, bytesToHex, type Hex, hexInto, toBytes } from './hex.ts';
import type { Eid, Guid, Leaf, Nonce, Units, Wei } from './ids.ts';

/** TypeScript type and size in bytes of each field type; sizes of the last two depend on the value. */
type FieldTypes = {
  /** ASCII tag that is always fixed by `is`, whose length is its size. */
  text: string;
  u8: number;
  u16: number;
  u32: number;
  u64: bigint;
  u128: bigint;
  u256: bigint;
  eid: Eid;
  nonce: Nonce;
  units: Units;
  wei128: Wei;
  wei256: Wei;
  bytes32: Hex;
  guid: Guid;
  leaf: Leaf;
  address: Hex;
  /** u16 length, then so many bytes. */
  prefixed: Uint8Array;
  /** All bytes to the end; last field only. */
  rest: Uint8Array;
};

/** Name of a field type. */
export type FieldType = keyof FieldTypes;

const SIZES: { readonly [Type in FieldType]: number } = {
  text: 0,
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  u128: 16,
  u256: 32,
  eid: 4,
  nonce: 8,
  units: 8,
  wei128: 16,
  wei256: 32,
  bytes32: 32,
  guid: 32,
  leaf: 32,
  address: 20,
  prefixed: 2,
  rest: 0,
};

/** One field. `is` fixes a value: it is written and checked, and is no part of the decoded value. */
export type Field = { readonly name: string; readonly type: FieldType; readonly is?: number | string };

/** A wire format: fields in order. */
export type Layout = readonly Field[];

function sizeOf(field: Field): number {
  return typeof field.is === 'string' ? field.is.length : SIZES[field.type];
}

type VariableField<F extends Field> = F extends { readonly is: number | string } ? never : F;

/** The decoded value of a layout. */
export type LayoutValue<L extends Layout> = {
  [F in VariableField<L[number]> as F['name']]: FieldTypes[F['type']];
};

/** What the encoder of a layout takes: byte strings may also be hex. */
export type LayoutInput<L extends Layout> = {
  readonly [F in VariableField<L[number]> as F['name']]: F['type'] extends 'prefixed' | 'rest'
    ? BytesLike
    : FieldTypes[F['type']];
};

/** Codes that a codec throws in place of the generic ones, so that each format names its own refusals. */
export type LayoutCodes = { readonly truncated?: ProtocolErrorCode; readonly trailing?: ProtocolErrorCode };

/** Bytes of the fixed part of a layout (variable fields count with their length prefix only). */
export function layoutSize(layout: Layout): number {
  return layout.reduce((size, field) => size + sizeOf(field), 0);
}

/**
 * Encodes `value` by `layout`.
 * @throws CXT_WIRE_INTEGER_RANGE, CXT_WIRE_LENGTH, CXT_WIRE_HEX_INVALID
 */
export function encodeLayout<const L extends Layout>(layout: L, value: LayoutInput<L>): Uint8Array {
  const record = value as Readonly<Record<string, unknown>>;
  let size = 0;
  let tail: Uint8Array | undefined;
  for (const field of layout) {
    size += sizeOf(field);
    if (field.type !== 'rest' && field.type !== 'prefixed') continue;
    // WHY: no layout has two byte strings, so one converted tail is enough and hex is parsed once.
    tail = toBytes(record[field.name] as BytesLike);
    size += tail.length;
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const field of layout) {
    offset = writeField({ bytes, offset, field, value: field.is ?? record[field.name], tail });
  }
  return bytes;
}

/**
 * Decodes the whole of `bytes` by `layout`.
 * @throws CXT_WIRE_TRUNCATED, CXT_WIRE_TRAILING (or the codes given), CXT_WIRE_CONSTANT
 */
export function decodeLayout<const L extends Layout>(
  layout: L,
  bytes: Uint8Array,
  codes: LayoutCodes = {},
): LayoutValue<L> {
  const { value, end } = readLayout({ layout, bytes, offset: 0, codes });
  if (end !== bytes.length) {
    throw new ProtocolError(codes.trailing ?? 'CXT_WIRE_TRAILING', { expected: end, actual: bytes.length });
  }
  return value;
}

/**
 * Reads one value at `offset` and says where it ends: for streams of values.
 * @throws CXT_WIRE_TRUNCATED (or the code given), CXT_WIRE_CONSTANT
 */
export function readLayout<const L extends Layout>(args: {
  layout: L;
  bytes: Uint8Array;
  offset: number;
  codes?: LayoutCodes;
}): { value: LayoutValue<L>; end: number } {
  const { layout, bytes, codes } = args;
  const record: Record<string, unknown> = {};
  let offset = args.offset;
  const need = (size: number, name: string): void => {
    if (offset + size > bytes.length) {
      throw new ProtocolError(codes?.truncated ?? 'CXT_WIRE_TRUNCATED', {
        field: name,
        length: bytes.length,
      });
    }
  };
  for (const field of layout) {
    let size = sizeOf(field);
    need(size, field.name);
    if (field.type === 'rest') size = bytes.length - offset;
    if (field.type === 'prefixed') {
      size = readUint(bytes, offset, 2);
      offset += 2;
      need(size, field.name);
    }
    const value = readField({ type: field.type, bytes, offset, size });
    offset += size;
    if (field.is === undefined) record[field.name] = value;
    else if (value !== field.is) {
      throw new ProtocolError('CXT_WIRE_CONSTANT', {
        field: field.name,
        expected: field.is,
        actual: String(value),
      });
    }
  }
  return { value: record as LayoutValue<L>, end: offset };
}

function writeField(args: {
  bytes: Uint8Array;
  offset: number;
  field: Field;
  value: unknown;
  tail: Uint8Array | undefined;
}): number {
  const { bytes, offset, field, value, tail } = args;
  const size = sizeOf(field);
  switch (field.type) {
    case 'text':
      for (let index = 0; index < size; index++) bytes[offset + index] = String(value).charCodeAt(index);
      return offset + size;
    case 'u8':
    case 'u16':
    case 'u32':
    case 'eid':
      writeNumber({ bytes, offset, size, value, name: field.name });
      return offset + size;
    case 'bytes32':
    case 'guid':
    case 'leaf':
    case 'address':
      hexInto({ hex: value as string, target: bytes, offset, length: size });
      return offset + size;
    case 'prefixed': {
      const length = tail?.length ?? 0;
      writeNumber({ bytes, offset, size, value: length, name: `${field.name} length` });
      bytes.set(tail as Uint8Array, offset + 2);
      return offset + 2 + length;
    }
    case 'rest':
      bytes.set(tail as Uint8Array, offset);
      return bytes.length;
    default:
      writeBigint({ bytes, offset, size, value, name: field.name });
      return offset + size;
  }
}

function writeNumber(args: {
  bytes: Uint8Array;
  offset: number;
  size: number;
  value: unknown;
  name: string;
}): void {
  const { bytes, offset, size, value, name } = args;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= 2 ** (8 * size)) {
    throw new ProtocolError('CXT_WIRE_INTEGER_RANGE', { field: name, value: String(value), bits: 8 * size });
  }
  for (let index = size - 1, left = value; index >= 0; index--, left = Math.floor(left / 256)) {
    bytes[offset + index] = left % 256;
  }
}

function writeBigint(args: {
  bytes: Uint8Array;
  offset: number;
  size: number;
  value: unknown;
  name: string;
}): void {
  const { bytes, offset, size, value, name } = args;
  if (typeof value !== 'bigint' || value < 0n || value >> BigInt(8 * size) !== 0n) {
    throw new ProtocolError('CXT_WIRE_INTEGER_RANGE', { field: name, value: String(value), bits: 8 * size });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = offset + size - 8, left = value; at >= offset; at -= 8, left >>= 64n) {
    view.setBigUint64(at, BigInt.asUintN(64, left));
  }
}

function readField(args: { type: FieldType; bytes: Uint8Array; offset: number; size: number }): unknown {
  const { type, bytes, offset, size } = args;
  switch (type) {
    case 'text':
      return String.fromCharCode(...bytes.subarray(offset, offset + size));
    case 'u8':
    case 'u16':
    case 'u32':
    case 'eid':
      return readUint(bytes, offset, size);
    case 'bytes32':
    case 'guid':
    case 'leaf':
    case 'address':
      return bytesToHex(bytes.subarray(offset, offset + size));
    case 'prefixed':
    case 'rest':
      // WHY: a copy, so that a decoded value never changes when the caller reuses its buffer.
      return bytes.slice(offset, offset + size);
    default:
      return readBigUint(bytes, offset, size);
  }
}

/** Big-endian integer of up to 4 bytes at `offset`; the caller has checked the length. */
export function readUint(bytes: Uint8Array, offset: number, size: number): number {
  let value = 0;
  for (let index = offset; index < offset + size; index++) value = value * 256 + (bytes[index] as number);
  return value;
}

/** Big-endian integer of `size` bytes (a multiple of 8) at `offset`; the caller has checked the length. */
export function readBigUint(bytes: Uint8Array, offset: number, size: number): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let value = view.getBigUint64(offset);
  for (let at = offset + 8; at < offset + size; at += 8) value = (value << 64n) | view.getBigUint64(at);
  return value;
}
