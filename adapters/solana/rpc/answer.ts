/**
 * Reads answers of a Solana node field by field. Refuses everything that has not the type and width it should have.
 */
import { utils } from '@coral-xyz/anchor';
import { bytesToHex, type Hex } from '../../protocol/index.ts';
import { MalformedAnswer } from '../../rpc/malformedAnswer.ts';

export { type AnswerRecord, asArray, asRecord } from '../../rpc/answer.ts';
export { MalformedAnswer } from '../../rpc/malformedAnswer.ts';

const { bs58 } = utils.bytes;

/** A count or slot. @throws MalformedAnswer */
export function asCount(value: unknown, what: string): bigint {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new MalformedAnswer(`${what} is not a count`);
  }
  return BigInt(value);
}

/** Lamports: above 2^53 JSON has lost the last digits, which is good enough for a balance. @throws MalformedAnswer */
export function asLamports(value: unknown, what: string): bigint {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new MalformedAnswer(`${what} is no amount of lamports`);
  }
  return BigInt(value);
}

/** An index that fits a JavaScript integer. @throws MalformedAnswer */
export function asIndex(value: unknown, what: string): number {
  return Number(asCount(value, what));
}

/** A text. @throws MalformedAnswer */
export function asText(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new MalformedAnswer(`${what} is not a text`);
  return value;
}

/** Bytes of base58 of exactly `length` bytes where given. @throws MalformedAnswer */
export function asBase58(value: unknown, what: string, length?: number): Uint8Array {
  const bytes = decoded(asText(value, what));
  if (bytes === null || (length !== undefined && bytes.length !== length)) {
    throw new MalformedAnswer(`${what} is not base58${length === undefined ? '' : ` of ${length} bytes`}`);
  }
  return bytes;
}

/** A block hash. @throws MalformedAnswer */
export function asHash(value: unknown, what: string): Hex {
  return bytesToHex(asBase58(value, what, 32));
}

/** A public key as text. @throws MalformedAnswer */
export function asKey(value: unknown, what: string): string {
  asBase58(value, what, 32);
  return value as string;
}

function decoded(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(bs58.decode(text));
  } catch {
    return null;
  }
}
