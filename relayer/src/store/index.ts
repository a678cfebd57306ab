/** Entry of the store: the port and its implementations. */
export { createMemoryStore, MemoryDisk } from './memoryStore.ts';
export { createSqliteStore, type SqliteStoreOptions } from './sqliteStore.ts';
export {
  type JsonValue,
  type ScanOptions,
  type Store,
  type StoreRow,
  type StoreTable,
  type StoreWrite,
} from './store.ts';
