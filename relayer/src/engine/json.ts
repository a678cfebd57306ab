/** JSON that keeps bigints and bytes: `{"$n":"12"}` and `{"$b":"0x…"}`. For rows that only this relayer reads. */
import { bytesToHex, hexToBytes } from '@cxt-bridge/adapters/protocol';
import type { JsonValue } from '../store/store.ts';

export function toJson(value: unknown): JsonValue {
  if (typeof value === 'bigint') return { $n: value.toString() };
  if (value instanceof Uint8Array) return { $b: bytesToHex(value) };
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, toJson(entry)]));
  }
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  throw new TypeError(`cannot store a ${typeof value}`);
}

export function fromJson<T>(value: JsonValue): T {
  return revive(value) as T;
}

function revive(value: JsonValue): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, JsonValue>);
  const [key, only] = entries[0] ?? [];
  if (entries.length === 1 && key === '$n' && typeof only === 'string') return BigInt(only);
  if (entries.length === 1 && key === '$b' && typeof only === 'string') return hexToBytes(only);
  return Object.fromEntries(entries.map(([name, entry]) => [name, revive(entry)]));
}
