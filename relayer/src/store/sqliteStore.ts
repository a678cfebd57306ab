/**
 * The store on disk: node:sqlite, WAL, synchronous=FULL, one table without row ids. The default of an operator.
 *
 * Guarantees: see `store.ts`. Batches that are committed while one turn of the event loop lasts share one fsync. Refuses a second
 * process at once, a file of another format, and says when the disk is full.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { BridgeError } from '../errors/bridgeError.ts';
import { encodeWrite, type EncodedWrite } from './encodedWrite.ts';
import { keyRange } from './keyRange.ts';
import { type ProcessLock, tryProcessLock } from './processLock.ts';
import { translateSqliteError } from './sqliteErrors.ts';
import {
  STORE_TABLES,
  type JsonValue,
  type ScanOptions,
  type Store,
  type StoreRow,
  type StoreTable,
  type StoreWrite,
} from './store.ts';

export interface SqliteStoreOptions {
  /** The database file; its folder must exist. `<path>.lock` stands beside it. */
  readonly path: string;
  /** Upper bound of the file, in pages of 4,096 bytes. Beyond it the store answers as if the disk were full. */
  readonly maxPages?: number;
}

const FORMAT = 1;
/** Marks the file as ours ("CXTS"). */
const APPLICATION_ID = 0x43585453;

interface PendingBatch {
  readonly writes: readonly EncodedWrite[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Opens or creates a store.
 * @throws CXT_STORE_IN_USE, CXT_STORE_CORRUPT, CXT_STORE_VERSION, CXT_STORE_NOT_WRITABLE, CXT_STORE_DISK_FULL
 */
export function createSqliteStore(options: SqliteStoreOptions): Store {
  const { path } = options;
  let lock: ProcessLock | null;
  try {
    lock = tryProcessLock(`${path}.lock`);
  } catch (error) {
    throw translateSqliteError({ error, path });
  }
  if (lock === null) throw new BridgeError('CXT_STORE_IN_USE', { context: { path } });
  try {
    return new SqliteStore({ path, lock, database: openDatabase(options) });
  } catch (error) {
    lock.release();
    throw translateSqliteError({ error, path });
  }
}

function openDatabase({ path, maxPages }: SqliteStoreOptions): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  try {
    const id = pragma(database, 'application_id');
    const format = pragma(database, 'user_version');
    const isNew = pragma(database, 'page_count') === 0;
    if (!isNew && id !== APPLICATION_ID) {
      throw new BridgeError('CXT_STORE_CORRUPT', { context: { path, detail: 'not a relayer store' } });
    }
    if (!isNew && format !== FORMAT) {
      throw new BridgeError('CXT_STORE_VERSION', {
        context: { path, found: String(format), expected: String(FORMAT) },
      });
    }
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA journal_size_limit = 67108864;
      PRAGMA cache_size = -16384;
    `);
    if (maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${Math.trunc(maxPages)}`);
    if (isNew) createSchema(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function createSchema(database: DatabaseSync): void {
  database.exec(`
    BEGIN IMMEDIATE;
    CREATE TABLE entry (tbl INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (tbl, key)) WITHOUT ROWID;
    CREATE TABLE probe (id INTEGER PRIMARY KEY, beat INTEGER NOT NULL);
    INSERT INTO probe VALUES (1, 0);
    PRAGMA application_id = ${APPLICATION_ID};
    PRAGMA user_version = ${FORMAT};
    COMMIT;
  `);
}

function pragma(database: DatabaseSync, name: string): number {
  const row = database.prepare(`PRAGMA ${name}`).get() as Record<string, number>;
  return row[name] ?? 0;
}

class SqliteStore implements Store {
  readonly #path: string;
  readonly #lock: ProcessLock;
  readonly #database: DatabaseSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #get: StatementSync;
  readonly #count: StatementSync;
  readonly #ascending: StatementSync;
  readonly #descending: StatementSync;
  readonly #probe: StatementSync;
  #pending: PendingBatch[] = [];
  #closed = false;

  constructor(options: { path: string; lock: ProcessLock; database: DatabaseSync }) {
    const { database } = options;
    this.#path = options.path;
    this.#lock = options.lock;
    this.#database = database;
    this.#put = database.prepare(
      'INSERT INTO entry VALUES (?, ?, ?) ON CONFLICT (tbl, key) DO UPDATE SET value = excluded.value',
    );
    this.#remove = database.prepare('DELETE FROM entry WHERE tbl = ? AND key = ?');
    this.#get = database.prepare('SELECT value FROM entry WHERE tbl = ? AND key = ?');
    this.#count = database.prepare('SELECT count(*) AS n FROM entry WHERE tbl = ? AND key >= ? AND key < ?');
    const range = 'SELECT key, value FROM entry WHERE tbl = ? AND key >= ? AND key < ? ORDER BY key';
    this.#ascending = database.prepare(`${range} ASC LIMIT ?`);
    this.#descending = database.prepare(`${range} DESC LIMIT ?`);
    this.#probe = database.prepare('UPDATE probe SET beat = beat + 1 WHERE id = 1');
  }

  async commit(writes: readonly StoreWrite[]): Promise<void> {
    this.#assertOpen();
    if (writes.length === 0) return;
    const encoded = writes.map(encodeWrite);
    await new Promise<void>((resolve, reject) => {
      if (this.#pending.length === 0) setImmediate(() => this.#flush());
      this.#pending.push({ writes: encoded, resolve, reject });
    });
  }

  async get(table: StoreTable, key: string): Promise<JsonValue | undefined> {
    const row = this.#run(() => this.#get.get(tableId(table), key)) as { value: string } | undefined;
    return row === undefined ? undefined : (JSON.parse(row.value) as JsonValue);
  }

  async scan(table: StoreTable, options: ScanOptions): Promise<StoreRow[]> {
    const { limit, reverse = false } = options;
    if (limit <= 0) return [];
    const { from, to } = keyRange(options);
    const statement = reverse ? this.#descending : this.#ascending;
    const rows = this.#run(() => statement.all(tableId(table), from, to, limit));
    return (rows as unknown as { key: string; value: string }[]).map((row) => ({
      key: row.key,
      value: JSON.parse(row.value) as JsonValue,
    }));
  }

  async count(table: StoreTable, prefix = ''): Promise<number> {
    const { from, to } = keyRange({ prefix });
    const row = this.#run(() => this.#count.get(tableId(table), from, to));
    return (row as unknown as { n: number }).n;
  }

  async check(): Promise<void> {
    this.#run(() => this.#probe.run());
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    try {
      this.#database.close();
    } finally {
      this.#lock.release();
    }
  }

  #flush(): void {
    const batches = this.#pending;
    this.#pending = [];
    if (batches.length === 0) return;
    try {
      this.#run(() => this.#write(batches));
    } catch (error) {
      for (const batch of batches) batch.reject(error);
      return;
    }
    for (const batch of batches) batch.resolve();
  }

  #write(batches: readonly PendingBatch[]): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for (const { writes } of batches) {
        for (const { table, key, json } of writes) {
          if (json === null) this.#remove.run(tableId(table), key);
          else this.#put.run(tableId(table), key, json);
        }
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      // WHY: SQLite has rolled back by itself after some errors (a full disk among them), not after others.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #run<T>(action: () => T): T {
    this.#assertOpen();
    try {
      return action();
    } catch (error) {
      throw translateSqliteError({ error, path: this.#path });
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new BridgeError('CXT_STORE_CLOSED', { context: { path: this.#path } });
  }
}

const TABLE_IDS = new Map<StoreTable, number>(STORE_TABLES.map((table, index) => [table, index]));

// SAFETY: ids are positions in STORE_TABLES and are on disk: tables may be appended there, never reordered.
function tableId(table: StoreTable): number {
  return TABLE_IDS.get(table) as number;
}
