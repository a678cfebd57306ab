/**
 * Signature blob of an attestation: `bitmap u32 ‖ 64 bytes per set bit, ascending` (protocol §6).
 *
 * Guarantee: a blob that verifies consumes its bytes exactly, names members of the set only, and carries one valid
 * signature for **every** set bit, at least `threshold` of them. Bitmap order makes duplicates impossible.
 */
import { ProtocolError } from './errors.ts';
import { type BytesLike, type Hex, toBytes } from './hex.ts';
import { readUint } from './layout.ts';
import {
  assertSignatureRange,
  checkedDigest,
  type Recover,
  recoverAddress,
  SIGNATURE_BYTES,
} from './secp256k1.ts';
import { refusalOf } from './signatureDiagnosis.ts';

const BITMAP_BYTES = 4;
const BITMAP_BITS = 32;

/** One signature and the index of its member. */
export type IndexedSignature = { readonly index: number; readonly signature64: Uint8Array };

/**
 * Encodes signatures; they must be given in ascending order of index.
 * @throws CXT_WIRE_SIGNATURES_EMPTY, CXT_WIRE_SIGNATURES_ORDER, CXT_WIRE_BIT_BEYOND_SET, CXT_WIRE_LENGTH
 */
export function encodeSignatures(
  signatures: readonly { readonly index: number; readonly signature64: BytesLike }[],
): Uint8Array {
  if (signatures.length === 0) throw new ProtocolError('CXT_WIRE_SIGNATURES_EMPTY');
  const blob = new Uint8Array(BITMAP_BYTES + SIGNATURE_BYTES * signatures.length);
  let previous = -1;
  let offset = BITMAP_BYTES;
  for (const { index, signature64 } of signatures) {
    if (!Number.isInteger(index) || index <= previous)
      throw new ProtocolError('CXT_WIRE_SIGNATURES_ORDER', { index });
    if (index >= BITMAP_BITS) throw new ProtocolError('CXT_WIRE_BIT_BEYOND_SET', { index });
    const bytes = toBytes(signature64);
    if (bytes.length !== SIGNATURE_BYTES) {
      throw new ProtocolError('CXT_WIRE_LENGTH', { expected: SIGNATURE_BYTES, actual: bytes.length });
    }
    const at = 3 - (index >> 3);
    blob[at] = (blob[at] as number) | (1 << (index & 7));
    blob.set(bytes, offset);
    offset += SIGNATURE_BYTES;
    previous = index;
  }
  return blob;
}

/**
 * Splits a blob without verifying the signatures; with `memberCount`, bits of members that do not exist are refused.
 * @throws CXT_WIRE_SIGNATURES_EMPTY, _BITMAP_SHORT, _BITMAP_ZERO, _MISSING, _COUNT, _SHORT, _TRAILING;
 *   CXT_WIRE_BIT_BEYOND_SET
 */
export function decodeSignatures(blob: BytesLike, rules: { memberCount?: number } = {}): IndexedSignature[] {
  const bytes = toBytes(blob);
  if (bytes.length === 0) throw new ProtocolError('CXT_WIRE_SIGNATURES_EMPTY');
  if (bytes.length < BITMAP_BYTES)
    throw new ProtocolError('CXT_WIRE_SIGNATURES_BITMAP_SHORT', { length: bytes.length });
  const bitmap = readUint(bytes, 0, BITMAP_BYTES);
  if (bitmap === 0) throw new ProtocolError('CXT_WIRE_SIGNATURES_BITMAP_ZERO');
  const memberCount = rules.memberCount ?? BITMAP_BITS;
  // WHY: division and not `>>`, which is signed and takes its count modulo 32.
  if (Math.floor(bitmap / 2 ** memberCount) !== 0) {
    throw new ProtocolError('CXT_WIRE_BIT_BEYOND_SET', { bitmap, memberCount });
  }
  const indices: number[] = [];
  for (let index = 0; index < BITMAP_BITS; index++) if ((bitmap >>> index) & 1) indices.push(index);
  assertBodyLength({ length: bytes.length - BITMAP_BYTES, signatures: indices.length });
  return indices.map((index, position) => {
    const offset = BITMAP_BYTES + SIGNATURE_BYTES * position;
    return { index, signature64: bytes.slice(offset, offset + SIGNATURE_BYTES) };
  });
}

/** What a verified blob says: the indices of the members that signed, ascending. */
export type VerifiedSignatures = { readonly signers: readonly number[] };

/**
 * Verifies a blob over a digest.
 * @throws the codes of {@link decodeSignatures}; CXT_WIRE_BELOW_THRESHOLD; those of the range check of r and s;
 *   CXT_WIRE_RECOVERY_FAILED, CXT_WIRE_SIGNER_MISMATCH, _SIGNER_ORDER, _SIGNER_DUPLICATE, _SIGNER_PARITY, _SIGNER_UNKNOWN,
 *   CXT_WIRE_SIGNATURES_OTHER_DIGEST; CXT_WIRE_DIGEST_ZERO
 */
export function verifySignatures(args: {
  digest: BytesLike;
  signatures: BytesLike;
  members: readonly Hex[];
  threshold: number;
  recover?: Recover | undefined;
}): VerifiedSignatures {
  const { members, threshold } = args;
  const recover = args.recover ?? recoverAddress;
  const digest = checkedDigest(args.digest);
  // SAFETY: a threshold of 0 would accept a blob that nobody signed.
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > members.length) {
    throw new ProtocolError('CXT_WIRE_SET_THRESHOLD', { threshold, size: members.length });
  }
  const signatures = decodeSignatures(args.signatures, { memberCount: members.length });
  if (signatures.length < threshold) {
    throw new ProtocolError('CXT_WIRE_BELOW_THRESHOLD', { signatures: signatures.length, threshold });
  }
  for (const { signature64 } of signatures) assertSignatureRange(signature64);
  for (const { index, signature64 } of signatures) {
    const signer = recover({ digest, signature64 });
    // SAFETY: every set bit must be a valid signature of exactly that member; a bad one is never skipped.
    if (signer === undefined || signer.toLowerCase() !== (members[index] as Hex).toLowerCase()) {
      throw refusalOf({ digest, signatures, members, recover });
    }
  }
  return { signers: signatures.map(({ index }) => index) };
}

function assertBodyLength(args: { length: number; signatures: number }): void {
  const { length, signatures } = args;
  const expected = SIGNATURE_BYTES * signatures;
  if (length === expected) return;
  if (length === 0) throw new ProtocolError('CXT_WIRE_SIGNATURES_MISSING', { signatures });
  if (length > expected)
    throw new ProtocolError('CXT_WIRE_SIGNATURES_TRAILING', { expected, actual: length });
  const code = length % SIGNATURE_BYTES === 0 ? 'CXT_WIRE_SIGNATURES_COUNT' : 'CXT_WIRE_SIGNATURES_SHORT';
  throw new ProtocolError(code, { expected, actual: length });
}
