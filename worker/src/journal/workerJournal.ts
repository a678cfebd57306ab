/**
 * What a node must not forget, in one SQLite file that a process holds alone: commitments, votes, transactions, base work.
 *
 * Guarantees: a write is synced when its call returns, and every write happens before the signature or transaction it stands for. A
 * commitment or a vote that was written is never replaced by a different one. Refuses a file of another key or chain and a file that
 * another process holds.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ProcessLock, tryProcessLock } from '@cxt-bridge/relayer/lock';
import type { Address } from 'viem';
import { WorkerError } from '../errors/workerError.ts';
import { type CommitBook, commitBook } from './commitBook.ts';
import { type MinedBook, minedBook } from './minedBook.ts';
import { type TxBook, txBook } from './txBook.ts';
import { type VoteBook, voteBook } from './voteBook.ts';

export interface WorkerJournal {
  readonly commits: CommitBook;
  readonly votes: VoteBook;
  readonly transactions: TxBook;
  readonly mined: MinedBook;
  close(): void;
}

export interface JournalIdentity {
  readonly address: Address;
  readonly chainId: number;
  readonly market: Address;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS identity (only INTEGER PRIMARY KEY CHECK (only = 1), version INTEGER NOT NULL,
  address TEXT NOT NULL, chain_id INTEGER NOT NULL, market TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS commits (job_id TEXT PRIMARY KEY, result_hash TEXT NOT NULL, units TEXT NOT NULL, salt TEXT NOT NULL,
  uri TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS votes (job_id TEXT NOT NULL, level INTEGER NOT NULL, redraws INTEGER NOT NULL, seat INTEGER NOT NULL,
  digest TEXT NOT NULL, PRIMARY KEY (job_id, level, redraws, seat)) STRICT;
CREATE TABLE IF NOT EXISTS transactions (nonce INTEGER PRIMARY KEY, row TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS mined (epoch INTEGER PRIMARY KEY, seed TEXT NOT NULL, rows INTEGER NOT NULL,
  chunk_roots BLOB NOT NULL) STRICT;
`;
const VERSION = 1;

/**
 * Opens the journal of a node, or makes it.
 * @throws WORKER_JOURNAL_IN_USE, WORKER_JOURNAL_FOREIGN, WORKER_JOURNAL_DAMAGED
 */
export function openWorkerJournal(options: { path: string; identity: JournalIdentity }): WorkerJournal {
  const { path, identity } = options;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = lockJournal(path);
  try {
    const database = openDatabase({ path, identity });
    return {
      commits: commitBook(database),
      votes: voteBook(database),
      transactions: txBook(database),
      mined: minedBook(database),
      close: () => {
        if (database.isOpen) database.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function lockJournal(path: string): ProcessLock {
  const lock = tryProcessLock(`${path}.lock`);
  if (lock !== null) return lock;
  throw new WorkerError('WORKER_JOURNAL_IN_USE', {
    message: `another process holds the journal: ${path}`,
    hint: 'stop it first, or give this node a data folder of its own',
  });
}

function openDatabase(options: { path: string; identity: JournalIdentity }): DatabaseSync {
  const { path, identity } = options;
  const database = new DatabaseSync(path);
  try {
    // SAFETY: FULL syncs the log of every transaction; with less, a power cut could forget a vote that was already signed.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    database.exec(SCHEMA);
    assertIdentity({ database, path, identity });
    return database;
  } catch (error) {
    database.close();
    if (error instanceof WorkerError) throw error;
    throw new WorkerError('WORKER_JOURNAL_DAMAGED', {
      message: `the journal cannot be read: ${path} (${(error as Error).message})`,
      hint: 'move it away: commitments are derived again from key and chain; open votes are left out',
      cause: error,
    });
  }
}

function assertIdentity(options: { database: DatabaseSync; path: string; identity: JournalIdentity }): void {
  const { database, path, identity } = options;
  const own = [VERSION, identity.address.toLowerCase(), identity.chainId, identity.market.toLowerCase()];
  database
    .prepare(
      'INSERT OR IGNORE INTO identity (only, version, address, chain_id, market) VALUES (1, ?, ?, ?, ?)',
    )
    .run(...own);
  const found = database.prepare('SELECT version, address, chain_id, market FROM identity').get() as Record<
    string,
    unknown
  >;
  const stored = [found['version'], found['address'], found['chain_id'], found['market']];
  if (stored.every((value, index) => value === own[index])) return;
  throw new WorkerError('WORKER_JOURNAL_FOREIGN', {
    message: `the journal belongs to ${String(stored[1])} on chain ${String(stored[2])}, market ${String(stored[3])}: ${path}`,
    hint: 'give this node a data folder of its own',
  });
}
