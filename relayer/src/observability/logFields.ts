/**
 * Makes anything that is logged safe and plain: bigints become decimal strings, errors keep code and scrubbed text, bytes become
 * hex, every string is scrubbed. Bounded in depth and width, so that a log line cannot hold the process.
 */
import { BridgeError, scrub } from '../errors/index.ts';

const MAX_DEPTH = 6;
const MAX_ITEMS = 100;
const MAX_BYTES_SHOWN = 256;
/** Fields whose name says that their value is secret. Plain `token` is the CXT contract. */
const SECRET_FIELD =
  /(?:password|passphrase|secret|mnemonic|private_?key|api_?key|(?:admin|auth|access|bearer|api)_?token|^authorization|^cookie)$/i;

/** The fields of a log line, safe to write. */
export function safeFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return safeRecord(fields, 0);
}

function safeValue(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return scrub(value);
    case 'bigint':
      return value.toString();
    case 'object':
      return value === null ? null : safeObject(value, depth);
    case 'function':
    case 'symbol':
      return undefined;
    default:
      return value;
  }
}

function safeObject(value: object, depth: number): unknown {
  if (depth >= MAX_DEPTH) return '[deep]';
  if (value instanceof Error) return safeError(value, depth);
  if (value instanceof Uint8Array) return safeBytes(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map) return safeRecord(Object.fromEntries([...value].slice(0, MAX_ITEMS)), depth);
  if (value instanceof Set) return safeList([...value], depth);
  if (Array.isArray(value)) return safeList(value, depth);
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return safeValue((toJSON as () => unknown).call(value), depth + 1);
  return safeRecord(value as Record<string, unknown>, depth);
}

function safeRecord(record: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
  const entries = Object.entries(record).slice(0, MAX_ITEMS);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const isSecret = SECRET_FIELD.test(name) && value !== undefined && value !== null;
      return [name, isSecret ? '[secret]' : safeValue(value, depth + 1)];
    }),
  );
}

function safeList(list: readonly unknown[], depth: number): unknown[] {
  const shown = list.slice(0, MAX_ITEMS).map((item) => safeValue(item, depth + 1));
  return list.length > MAX_ITEMS ? [...shown, `[${list.length - MAX_ITEMS} more]`] : shown;
}

function safeBytes(bytes: Uint8Array): string {
  const shown = Buffer.from(bytes.subarray(0, MAX_BYTES_SHOWN)).toString('hex');
  return bytes.length > MAX_BYTES_SHOWN ? `0x${shown}… (${bytes.length} bytes)` : `0x${shown}`;
}

function safeError(error: Error, depth: number): Record<string, unknown> {
  const { code, context } = error as { code?: unknown; context?: unknown };
  return {
    type: error.name,
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    message: scrub(error.message),
    hint: error instanceof BridgeError ? error.hint : undefined,
    context: typeof context === 'object' && context !== null ? safeValue(context, depth + 1) : undefined,
    stack: error.stack === undefined ? undefined : scrub(error.stack),
    cause: error.cause === undefined ? undefined : safeValue(error.cause, depth + 1),
  };
}
