/** What the chains say about one message, collected by the devnet's own watcher. Times are this machine's clock, ms since 1970. */
import type { Hex } from 'viem';

import type { ChainKey } from '../chain/chainSpec.ts';

export interface Sighting {
  /** Hash, or on Solana the first signature. */
  readonly txHash: string;
  readonly height: bigint;
  /** When the block was first seen. */
  readonly atMs: number;
}

export interface TransferRecord {
  readonly guid: Hex;
  readonly leaf: Hex;
  readonly from: ChainKey;
  readonly to: ChainKey;
  readonly nonce: bigint;
  readonly amountWei: bigint;
  readonly hasCompose: boolean;
  readonly packet: Hex;
  /** Execution word that the options bought (protocol §3). */
  readonly execution: number;
  readonly sent: Sighting;
  /** When the source block was first seen to be final. */
  finalAtMs: number | null;
  queued: (Sighting & { readonly releaseAt: bigint }) | null;
  /** Solana: credited to nobody yet, for want of a token account. */
  claimable: Sighting | null;
  /** Home put the transit of a message between two spokes into its queue. */
  transitQueued: Sighting | null;
  /** More than one is a double delivery. */
  readonly delivered: Sighting[];
  transit: Sighting | null;
  /** Selector (EVM) or error code (Solana) of the last refusal. */
  failure: string | null;
  composeOk: boolean;
  composeFailures: number;
}

/** Words of the message vocabulary that chain data alone can tell. */
export type TransferStatus = 'sent' | 'final' | 'queued' | 'claimable' | 'failed' | 'delivered';

export function statusOf(record: TransferRecord): TransferStatus {
  if (record.delivered.length > 0) return 'delivered';
  if (record.claimable !== null) return 'claimable';
  if (record.queued !== null) return 'queued';
  if (record.failure !== null) return 'failed';
  return record.finalAtMs === null ? 'sent' : 'final';
}

export function composeOf(record: TransferRecord): 'none' | 'pending' | 'ok' | 'failed' {
  if (!record.hasCompose) return 'none';
  if (record.composeOk) return 'ok';
  return record.composeFailures > 0 ? 'failed' : 'pending';
}

/** Seconds from "source block final" to "in a block of the destination"; null until delivered. */
export function finalToDeliveredSeconds(record: TransferRecord): number | null {
  const delivery = record.delivered[0];
  if (delivery === undefined || record.finalAtMs === null) return null;
  return Math.round(delivery.atMs - record.finalAtMs) / 1000;
}

/** Delivered, and called if it carries a call. */
export function isDone(record: TransferRecord): boolean {
  return record.delivered.length > 0 && (!record.hasCompose || record.composeOk);
}
