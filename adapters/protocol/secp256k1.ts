/**
 * secp256k1 over digests, with the 64-byte signatures of EIP-2098 (r ‖ yParity·2^255 + s).
 *
 * Guarantee: signatures are deterministic (RFC 6979) and have s in the lower half; recovery refuses everything else.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { ProtocolError } from './errors.ts';
import { type BytesLike, bytesToHex, type Hex, toBytes } from './hex.ts';
import { keccakBytes } from './keccak.ts';
import { readBigUint } from './layout.ts';

const ORDER = secp256k1.Point.CURVE().n;
const HALF_ORDER = ORDER >> 1n;
const S_MASK = (1n << 255n) - 1n;

/** Bytes of one signature. */
export const SIGNATURE_BYTES = 64;

/**
 * Address that made a signature over a digest, or undefined if none can be recovered. A native implementation may be
 * injected in its place; r and s are in range when it is called.
 */
export type Recover = (args: { digest: Uint8Array; signature64: Uint8Array }) => Hex | undefined;

/** EVM address (lower case) of a private key. @throws CXT_WIRE_PRIVATE_KEY */
export function privateKeyToAddress(privateKey: BytesLike): Hex {
  const secret = checkedKey(privateKey);
  return publicKeyToAddress(secp256k1.getPublicKey(secret, false));
}

/**
 * Signs a digest.
 * @throws CXT_WIRE_PRIVATE_KEY, CXT_WIRE_LENGTH; CXT_WIRE_DIGEST_ZERO
 */
export function signDigest(args: { digest: BytesLike; privateKey: BytesLike }): Uint8Array {
  const digest = checkedDigest(args.digest);
  const secret = checkedKey(args.privateKey);
  const signature = secp256k1.sign(digest, secret, { prehash: false, lowS: true, format: 'recovered' });
  const signature64 = signature.slice(1);
  const parity = signature[0] as number;
  // WHY: recovery ids 2 and 3 (r above the order) cannot be written in 64 bytes; they occur once in 2^127 signatures.
  if (parity > 1) throw new ProtocolError('CXT_WIRE_R_OUT_OF_RANGE');
  signature64[32] = (signature64[32] as number) | (parity << 7);
  return signature64;
}

/**
 * Address (lower case) that signed a digest.
 * @throws CXT_WIRE_LENGTH, CXT_WIRE_DIGEST_ZERO, CXT_WIRE_SIGNATURE_ZERO, CXT_WIRE_R_OUT_OF_RANGE, CXT_WIRE_S_ZERO,
 *   CXT_WIRE_HIGH_S, CXT_WIRE_RECOVERY_FAILED
 */
export function recoverSigner(args: { digest: BytesLike; signature64: BytesLike }): Hex {
  const digest = checkedDigest(args.digest);
  const signature64 = toBytes(args.signature64);
  assertSignatureRange(signature64);
  const signer = recoverAddress({ digest, signature64 });
  if (signer === undefined) throw new ProtocolError('CXT_WIRE_RECOVERY_FAILED');
  return signer;
}

/** Recovery in JavaScript: the default {@link Recover}. */
export const recoverAddress: Recover = ({ digest, signature64 }) => {
  const top = signature64[32] as number;
  const signature = new Uint8Array(65);
  signature[0] = top >> 7;
  signature.set(signature64, 1);
  signature[33] = top & 0x7f;
  try {
    const point = secp256k1.Signature.fromBytes(signature, 'recovered').recoverPublicKey(digest);
    return publicKeyToAddress(point.toBytes(false));
  } catch {
    return undefined;
  }
};

/**
 * Checks r and s.
 * @throws CXT_WIRE_LENGTH, CXT_WIRE_SIGNATURE_ZERO, CXT_WIRE_R_OUT_OF_RANGE, CXT_WIRE_S_ZERO, CXT_WIRE_HIGH_S
 */
export function assertSignatureRange(signature64: Uint8Array): void {
  if (signature64.length !== SIGNATURE_BYTES) {
    throw new ProtocolError('CXT_WIRE_LENGTH', { expected: SIGNATURE_BYTES, actual: signature64.length });
  }
  const r = readBigUint(signature64, 0, 32);
  const s = readBigUint(signature64, 32, 32) & S_MASK;
  if (r === 0n && s === 0n) throw new ProtocolError('CXT_WIRE_SIGNATURE_ZERO');
  if (r === 0n || r >= ORDER) throw new ProtocolError('CXT_WIRE_R_OUT_OF_RANGE');
  if (s === 0n) throw new ProtocolError('CXT_WIRE_S_ZERO');
  // SAFETY: s in the upper half is the same signature written a second way.
  if (s > HALF_ORDER) throw new ProtocolError('CXT_WIRE_HIGH_S');
}

/** 32 bytes of a digest that is not zero. @throws CXT_WIRE_LENGTH, CXT_WIRE_DIGEST_ZERO, CXT_WIRE_HEX_INVALID */
export function checkedDigest(value: BytesLike): Uint8Array {
  const digest = toBytes(value);
  if (digest.length !== 32)
    throw new ProtocolError('CXT_WIRE_LENGTH', { expected: 32, actual: digest.length });
  if (digest.every((byte) => byte === 0)) throw new ProtocolError('CXT_WIRE_DIGEST_ZERO');
  return digest;
}

function checkedKey(privateKey: BytesLike): Uint8Array {
  let secret: Uint8Array | undefined;
  try {
    secret = toBytes(privateKey);
  } catch {
    // SAFETY: the codec's own error would carry part of the key in its context.
  }
  if (secret === undefined || !secp256k1.utils.isValidSecretKey(secret))
    throw new ProtocolError('CXT_WIRE_PRIVATE_KEY');
  return secret;
}

function publicKeyToAddress(uncompressed: Uint8Array): Hex {
  return bytesToHex(keccakBytes(uncompressed.subarray(1)).subarray(12));
}
