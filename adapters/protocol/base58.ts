/**
 * Base58 (Bitcoin alphabet) of 32-byte public keys.
 *
 * Guarantee: strict and canonical: only the alphabet, exactly 32 bytes, `decode(encode(x)) == x` and the other way round.
 */
import { ProtocolError } from './errors.ts';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const DIGIT: ReadonlyMap<string, bigint> = new Map(
  [...ALPHABET].map((character, value) => [character, BigInt(value)]),
);

/** The 32 bytes of a base58 public key. @throws CXT_WIRE_BASE58 */
export function decodeBase58Key(text: string): Uint8Array {
  if (typeof text !== 'string' || text.length < 32 || text.length > 44) {
    throw new ProtocolError('CXT_WIRE_BASE58', { text: String(text).slice(0, 80) });
  }
  let value = 0n;
  for (const character of text) {
    const digit = DIGIT.get(character);
    if (digit === undefined) throw new ProtocolError('CXT_WIRE_BASE58', { text, character });
    value = value * 58n + digit;
  }
  if (value >> 256n !== 0n) throw new ProtocolError('CXT_WIRE_BASE58', { text });
  const bytes = new Uint8Array(32);
  for (let index = 31; value > 0n; index--, value >>= 8n) bytes[index] = Number(value & 0xffn);
  // WHY: every leading "1" is one zero byte, so a key with too few or too many of them has not 32 bytes.
  if (encodeBase58Key(bytes) !== text) throw new ProtocolError('CXT_WIRE_BASE58', { text });
  return bytes;
}

/** Base58 of a 32-byte public key. @throws CXT_WIRE_LENGTH */
export function encodeBase58Key(bytes: Uint8Array): string {
  if (bytes.length !== 32) throw new ProtocolError('CXT_WIRE_LENGTH', { expected: 32, actual: bytes.length });
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  let text = '';
  for (; value > 0n; value /= 58n) text = ALPHABET.charAt(Number(value % 58n)) + text;
  let zeros = 0;
  while (zeros < 32 && bytes[zeros] === 0) zeros++;
  return '1'.repeat(zeros) + text;
}
