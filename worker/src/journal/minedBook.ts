import type { DatabaseSync } from 'node:sqlite';
import type { Hex } from 'viem';

/** Base work that was committed or is about to be: enough to open it after a restart. */
export interface MinedEntry {
  readonly epoch: bigint;
  readonly seed: Hex;
  readonly rows: number;
  /** 32 bytes a chunk of rows. */
  readonly chunkRoots: Uint8Array;
}

export interface MinedBook {
  get(epoch: bigint): MinedEntry | null;
  /** Durable when it returns; the same epoch's rows are a function of seed and node, so writing again changes nothing. */
  put(entry: MinedEntry): void;
  /** Forgets epochs before `epoch`. */
  prune(epoch: bigint): void;
}

export function minedBook(database: DatabaseSync): MinedBook {
  const select = database.prepare('SELECT seed, rows, chunk_roots FROM mined WHERE epoch = ?');
  const insert = database.prepare(
    'INSERT OR REPLACE INTO mined (epoch, seed, rows, chunk_roots) VALUES (?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM mined WHERE epoch < ?');
  return {
    get: (epoch) => {
      const row = select.get(epoch) as { seed: Hex; rows: number; chunk_roots: Uint8Array } | undefined;
      if (row === undefined) return null;
      return { epoch, seed: row.seed, rows: row.rows, chunkRoots: new Uint8Array(row.chunk_roots) };
    },
    put: ({ epoch, seed, rows, chunkRoots }) => void insert.run(epoch, seed, rows, chunkRoots),
    prune: (epoch) => void remove.run(epoch),
  };
}
