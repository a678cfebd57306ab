/** How a kind of chain takes transactions in, keeps them waiting, and picks them for a block. */
import type { BroadcastResult, TxAnchor } from '../core/index.ts';
import type { BlockDraft } from './blockLedger.ts';
import type { KnownTransaction } from './simTransaction.ts';

/** One chain's rules with what waits under them. */
export interface InclusionRules {
  has(hash: string): boolean;
  /** As a node whose newest block is at `headHeight` answers to a broadcast. */
  offer(tx: KnownTransaction, headHeight: bigint): BroadcastResult;
  /** The next transaction that can run in the draft, no longer waiting; `null` when there is none. */
  next(draft: BlockDraft, gasLeft: bigint): KnownTransaction | null;
  /** Back among those that wait, after a reorg took it out. */
  putBack(tx: KnownTransaction): void;
  /** What a transaction names that would be signed by a node whose newest block is at `headHeight`; `null` where nonces order. */
  anchor(headHeight: bigint): TxAnchor | null;
}
