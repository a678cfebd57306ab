/**
 * The store in memory, for tests and the simulator. Values are kept as JSON text, so nothing is shared with the caller, and on a
 * `MemoryDisk` that outlives the process it simulates.
 */
import { BridgeError } from '../errors/bridgeError.ts';
import { encodeWrite, type EncodedWrite } from './encodedWrite.ts';
import { keyRange } from './keyRange.ts';
import { SortedKeys } from './sortedKeys.ts';
import {
  STORE_TABLES,
  type JsonValue,
  type ScanOptions,
  type Store,
  type StoreRow,
  type StoreTable,
  type StoreWrite,
} from './store.ts';

interface MemoryTable {
  readonly keys: SortedKeys;
  readonly values: Map<string, string>;
}

const PATH = 'memory';

/** What survives a crash. One open store at a time. */
export class MemoryDisk {
  readonly tables: ReadonlyMap<StoreTable, MemoryTable> = new Map(
    STORE_TABLES.map((table) => [table, { keys: new SortedKeys(), values: new Map() }]),
  );
  #owner: object | null = null;

  /** Takes the lock. @throws CXT_STORE_IN_USE */
  acquire(owner: object): void {
    if (this.#owner !== null) throw new BridgeError('CXT_STORE_IN_USE', { context: { path: PATH } });
    this.#owner = owner;
  }

  /** @throws CXT_STORE_CLOSED for everybody but the present owner. */
  assertOwner(owner: object): void {
    if (this.#owner !== owner) throw new BridgeError('CXT_STORE_CLOSED', { context: { path: PATH } });
  }

  release(owner: object): void {
    if (this.#owner === owner) this.#owner = null;
  }

  /** kill -9: the lock is free, and the store that was open can neither read nor write any more. */
  crash(): void {
    this.#owner = null;
  }
}

/** Opens a store on `disk` (a new one by default). @throws CXT_STORE_IN_USE */
export function createMemoryStore(options: { disk?: MemoryDisk } = {}): Store {
  return new MemoryStore(options.disk ?? new MemoryDisk());
}

class MemoryStore implements Store {
  readonly #disk: MemoryDisk;

  constructor(disk: MemoryDisk) {
    disk.acquire(this);
    this.#disk = disk;
  }

  async commit(writes: readonly StoreWrite[]): Promise<void> {
    this.#disk.assertOwner(this);
    const encoded = writes.map(encodeWrite);
    for (const write of encoded) this.#apply(write);
  }

  async get(table: StoreTable, key: string): Promise<JsonValue | undefined> {
    const json = this.#table(table).values.get(key);
    return json === undefined ? undefined : (JSON.parse(json) as JsonValue);
  }

  async scan(table: StoreTable, options: ScanOptions): Promise<StoreRow[]> {
    const { keys, values } = this.#table(table);
    const rows: StoreRow[] = [];
    if (options.limit <= 0) return rows;
    for (const key of keys.range({ ...keyRange(options), reverse: options.reverse ?? false })) {
      rows.push({ key, value: JSON.parse(values.get(key) as string) as JsonValue });
      if (rows.length >= options.limit) break;
    }
    return rows;
  }

  async count(table: StoreTable, prefix = ''): Promise<number> {
    const { keys } = this.#table(table);
    if (prefix === '') return keys.size;
    let count = 0;
    for (const _ of keys.range({ ...keyRange({ prefix }), reverse: false })) count++;
    return count;
  }

  async check(): Promise<void> {
    this.#disk.assertOwner(this);
  }

  async close(): Promise<void> {
    this.#disk.release(this);
  }

  #table(table: StoreTable): MemoryTable {
    this.#disk.assertOwner(this);
    return this.#disk.tables.get(table) as MemoryTable;
  }

  #apply({ table, key, json }: EncodedWrite): void {
    const { keys, values } = this.#table(table);
    if (json === null) {
      if (values.delete(key)) keys.delete(key);
      return;
    }
    if (!values.has(key)) keys.add(key);
    values.set(key, json);
  }
}
