/**
 * Write-ahead journal of this relayer's own transactions, rows of `(chain, account, nonce) → intent` in the store.
 *
 * SAFETY: a row is durable before its bytes reach any node. A crash at any instruction can therefore only broadcast the same bytes
 * again; the chain's nonce makes that harmless.
 */
import type { BridgeCall } from '@cxt-bridge/adapters/core';
import type { Eid } from '@cxt-bridge/adapters/protocol';
import type { JsonValue, Store } from '../store/store.ts';

export interface TxAttempt {
  readonly hash: `0x${string}`;
  readonly raw: `0x${string}`;
  readonly maxFeePerGas: string;
  readonly maxPriorityFeePerGas: string;
  /** Latest height when it was first broadcast. */
  readonly atHeight: string;
}

export interface TxRow {
  readonly eid: number;
  readonly account: string;
  readonly nonce: string;
  readonly intentId: string;
  readonly call: BridgeCall;
  readonly gasLimit: string;
  /** Oldest first; all share the nonce, so at most one can ever be included. */
  attempts: TxAttempt[];
  included: { height: string; blockHash: string; hash: string; success: boolean; gasUsed: string } | null;
  /** Latest height at which the account's nonce was first seen to have passed this row without any attempt included. */
  passedAtHeight: string | null;
}

export interface TxJournal {
  /** All rows of this account, by nonce. */
  readonly rows: ReadonlyMap<bigint, TxRow>;
  /** Resolves when durable. */
  put(row: TxRow): Promise<void>;
  remove(row: TxRow): Promise<void>;
}

export async function openTxJournal(parameters: {
  store: Store;
  eid: Eid;
  account: string;
}): Promise<TxJournal> {
  const { store, eid, account } = parameters;
  const prefix = `${eid}/${account.toLowerCase()}/`;
  const rows = new Map<bigint, TxRow>();
  for (const { value } of await store.scan('tx', { prefix, limit: 100_000 })) {
    const row = value as unknown as TxRow;
    rows.set(BigInt(row.nonce), row);
  }
  const key = (row: TxRow): string => `${prefix}${row.nonce.padStart(20, '0')}`;
  return {
    rows,
    put: async (row) => {
      await store.commit([{ table: 'tx', key: key(row), value: row as unknown as JsonValue }]);
      rows.set(BigInt(row.nonce), row);
    },
    remove: async (row) => {
      await store.commit([{ table: 'tx', key: key(row), value: null }]);
      rows.delete(BigInt(row.nonce));
    },
  };
}
