/**
 * Port: what a relayer remembers between two starts. An ordered key-value store per table with atomic, durable batches.
 *
 * Guarantees of every implementation (see `storeConformance.ts`): a batch is visible and durable as a whole once `commit` has
 * resolved, and not at all when it rejects; keys come back in byte order; one process at a time.
 * Losing the store is harmless: chains and sign journal are the truth, it is rebuilt (relayer design §6).
 */

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export const STORE_TABLES = [
  'meta',
  'cursor',
  'ledger',
  'ledgerOpen',
  'message',
  'messageOpen',
  'messageIndex',
  'batch',
  'tx',
  'signature',
  'halt',
] as const;

export type StoreTable = (typeof STORE_TABLES)[number];

export interface StoreWrite {
  readonly table: StoreTable;
  /** 1 to 512 printable ASCII characters, so that all implementations order alike. */
  readonly key: string;
  /** `null` deletes. Amounts go in as decimal strings. */
  readonly value: JsonValue;
}

export interface StoreRow {
  readonly key: string;
  readonly value: JsonValue;
}

export interface ScanOptions {
  readonly prefix?: string;
  /** Exclusive lower bound, whatever the direction. */
  readonly after?: string;
  /** Exclusive upper bound, whatever the direction. */
  readonly before?: string;
  readonly limit: number;
  /** Greatest key first. */
  readonly reverse?: boolean;
}

/** Every method rejects with a `CXT_STORE_*` error. */
export interface Store {
  /** Atomic over the list, the last write of a key wins, durable when resolved. */
  commit(writes: readonly StoreWrite[]): Promise<void>;
  get(table: StoreTable, key: string): Promise<JsonValue | undefined>;
  scan(table: StoreTable, options: ScanOptions): Promise<StoreRow[]>;
  /** Number of keys that begin with `prefix` (all, if there is none). */
  count(table: StoreTable, prefix?: string): Promise<number>;
  /** Proves that something can be written durably now; rejects with the reason. */
  check(): Promise<void>;
  /** Finishes what was begun. Idempotent. */
  close(): Promise<void>;
}
