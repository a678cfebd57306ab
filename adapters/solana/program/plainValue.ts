/**
 * Values as the rest of the repository has them, from and to those of Anchor's coder.
 *
 * Guarantee: integers above 32 bits are bigint, byte arrays lower-case hex, `bytes` Uint8Array, keys base58, names camelCase.
 */
import { BN } from '@coral-xyz/anchor';
import { Buffer } from 'buffer';
import { bytesToHex } from '../../protocol/index.ts';

/** A decoded value. */
export function plainValue(value: unknown): unknown {
  if (BN.isBN(value)) return BigInt((value as BN).toString());
  if (isKey(value)) return value.toBase58();
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) {
    // The only numbers in arrays are bytes: everything wider than 32 bits comes as BN.
    if (value.length > 0 && value.every((entry) => typeof entry === 'number')) {
      return bytesToHex(Uint8Array.from(value as number[]));
    }
    return value.map(plainValue);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [camelCase(name), plainValue(entry)]),
  );
}

/** A value to encode; byte strings are given as Uint8Array. */
export function coderValue(value: unknown): unknown {
  if (typeof value === 'bigint') return new BN(value.toString());
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (isKey(value)) return value;
  if (Array.isArray(value)) return value.map(coderValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [snakeCase(name), coderValue(entry)]),
  );
}

/** WHY: not `instanceof`; Anchor loads another build of web3.js than an ES module does. */
function isKey(value: unknown): value is { toBase58(): string } {
  return typeof value === 'object' && value !== null && 'toBase58' in value;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
