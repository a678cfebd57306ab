import type { DatabaseSync } from 'node:sqlite';
import type { Address, Hex } from 'viem';

/** Signed bytes of one attempt; all attempts of a row share its nonce, so at most one is ever included. */
export interface TxAttempt {
  readonly hash: Hex;
  readonly raw: Hex;
  readonly maxFeePerGas: string;
  readonly maxPriorityFeePerGas: string;
  /** Latest block when it was first broadcast. */
  readonly atBlock: string;
}

/** One transaction of this key that is not final yet. */
export interface TxRow {
  readonly nonce: number;
  /** Names the work, e.g. `commit:0x…`; the same work is never under way twice. */
  readonly intentId: string;
  readonly to: Address;
  readonly data: Hex;
  readonly gas: string;
  readonly attempts: readonly TxAttempt[];
}

export interface TxBook {
  all(): TxRow[];
  /** Durable when it returns; call it before broadcasting. */
  put(row: TxRow): void;
  remove(nonce: number): void;
}

export function txBook(database: DatabaseSync): TxBook {
  const select = database.prepare('SELECT row FROM transactions ORDER BY nonce');
  const insert = database.prepare('INSERT OR REPLACE INTO transactions (nonce, row) VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM transactions WHERE nonce = ?');
  return {
    all: () => (select.all() as { row: string }[]).map(({ row }) => JSON.parse(row) as TxRow),
    put: (row) => void insert.run(row.nonce, JSON.stringify(row)),
    remove: (nonce) => void remove.run(nonce),
  };
}
