/**
 * A lock between processes that the operating system releases when its holder dies, kill -9 included: an exclusive transaction on
 * a side database of its own, never written to. A pid file could not promise that.
 */
import { DatabaseSync } from 'node:sqlite';

export interface ProcessLock {
  release(): void;
}

const SQLITE_BUSY = 5;

/** Takes the lock at `path` at once, or returns `null` when another holder is alive. Throws what SQLite throws otherwise. */
export function tryProcessLock(path: string): ProcessLock | null {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw error;
  }
  return {
    release: () => {
      if (database.isOpen) database.close();
    },
  };
}
