/** keccak256 over bytes; the only hash of the protocol. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { type BytesLike, bytesToHex, type Hex, toBytes } from './hex.ts';

/** keccak256 of bytes, as bytes (hot paths). */
export function keccakBytes(bytes: Uint8Array): Uint8Array {
  return keccak_256(bytes);
}

/** keccak256 as lower-case hex. @throws CXT_WIRE_HEX_INVALID */
export function keccak256(value: BytesLike): Hex {
  return bytesToHex(keccak_256(toBytes(value)));
}

const UTF8 = new TextEncoder();

/** keccak256 of the UTF-8 bytes of `text`. */
export function keccakText(text: string): Hex {
  return bytesToHex(keccak_256(UTF8.encode(text)));
}
