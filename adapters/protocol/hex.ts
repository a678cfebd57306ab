/**
 * Hex strings and byte strings.
 *
 * Guarantee: `bytesToHex` is canonical (lower case); `hexToBytes` refuses everything but 0x and whole bytes, so
 * `0x12zz` never becomes `0x12`.
 */
import { ProtocolError } from './errors.ts';

/** 0x-prefixed hex string. */
export type Hex = `0x${string}`;

/** Byte string at an API boundary: hex, or bytes in hot paths. */
export type BytesLike = Hex | Uint8Array;

const BYTE_TO_HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

const NIBBLE = new Uint8Array(128).fill(0xff);
for (let value = 0; value < 16; value++) {
  NIBBLE[value.toString(16).charCodeAt(0)] = value;
  NIBBLE[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

/** Lower-case hex of `bytes`. */
export function bytesToHex(bytes: Uint8Array): Hex {
  let hex = '0x';
  for (let index = 0; index < bytes.length; index++) hex += BYTE_TO_HEX[bytes[index] as number];
  return hex as Hex;
}

/**
 * Bytes of a hex string.
 * @throws CXT_WIRE_HEX_INVALID without 0x, on half bytes and on any other character.
 */
export function hexToBytes(hex: string): Uint8Array {
  if (typeof hex !== 'string') throw new ProtocolError('CXT_WIRE_HEX_INVALID', { type: typeof hex });
  const bytes = new Uint8Array(hex.length < 2 ? 0 : (hex.length - 2) >> 1);
  hexInto({ hex, target: bytes, offset: 0, length: bytes.length });
  return bytes;
}

/**
 * Writes the bytes of `hex` into `target` at `offset` without an intermediate array.
 * @throws CXT_WIRE_HEX_INVALID as {@link hexToBytes}; CXT_WIRE_LENGTH unless it has `length` bytes.
 */
export function hexInto(args: { hex: string; target: Uint8Array; offset: number; length: number }): void {
  const { hex, target, offset, length } = args;
  if (
    typeof hex !== 'string' ||
    hex.charCodeAt(0) !== 48 ||
    hex.charCodeAt(1) !== 120 ||
    hex.length % 2 !== 0
  ) {
    throw new ProtocolError('CXT_WIRE_HEX_INVALID', { value: String(hex).slice(0, 80) });
  }
  if (hex.length !== 2 + 2 * length) {
    throw new ProtocolError('CXT_WIRE_LENGTH', { expected: length, actual: (hex.length - 2) / 2 });
  }
  for (let index = 0, at = 2; index < length; index++, at += 2) {
    const high = NIBBLE[hex.charCodeAt(at)] ?? 0xff;
    const low = NIBBLE[hex.charCodeAt(at + 1)] ?? 0xff;
    if ((high | low) > 15) throw new ProtocolError('CXT_WIRE_HEX_INVALID', { at });
    target[offset + index] = (high << 4) | low;
  }
}

/** Bytes of a value that is hex or bytes already (bytes are not copied). @throws CXT_WIRE_HEX_INVALID */
export function toBytes(value: BytesLike): Uint8Array {
  return typeof value === 'string' ? hexToBytes(value) : value;
}

/** True for 0x and whole bytes; with `length`, for exactly so many bytes. */
export function isHex(value: unknown, length?: number): value is Hex {
  if (typeof value !== 'string' || value.length % 2 !== 0 || !/^0x[0-9a-fA-F]*$/.test(value)) return false;
  return length === undefined || value.length === 2 + 2 * length;
}

/** Concatenation of byte strings. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
