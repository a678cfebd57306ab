/**
 * Port: the memory of everything this attester has ever signed. It makes sure that no second value is signed for a key, which is
 * the one way in which an honest operator could help to credit something twice (protocol §6, relayer design §4).
 *
 * Guarantee: when `reserve` has resolved, every entry is on stable storage and no other value will ever be accepted for its key.
 */
import type { AttestationKindName, Hex } from '@cxt-bridge/adapters/protocol';

/** Kinds that are keyed by (kind, domain, seq). */
export type SequencedKind = Exclude<AttestationKindName, 'BATCH' | 'VETO' | 'HELD'>;

export type JournalEntry =
  | {
      readonly kind: 'BATCH';
      readonly srcEid: number;
      readonly dstEid: number;
      readonly nonce: bigint;
      readonly leaf: Hex;
    }
  | { readonly kind: 'VETO'; readonly domain: number; readonly root: Hex; readonly action: number }
  | { readonly kind: 'HELD'; readonly domain: number; readonly leaf: Hex; readonly action: number }
  | { readonly kind: SequencedKind; readonly domain: number; readonly seq: bigint; readonly root: Hex };

/** After a loss: up to here (inclusive) the lost journal may have signed, so nothing new is signed there. */
export type JournalFloor =
  | { readonly kind: 'BATCH'; readonly srcEid: number; readonly dstEid: number; readonly nonce: bigint }
  | { readonly kind: SequencedKind; readonly domain: number; readonly seq: bigint };

export interface SignJournal {
  /**
   * Reserves all entries or none, durably. The same value again is fine and costs no write.
   * @throws CXT_JOURNAL_CONFLICT (for ever), CXT_JOURNAL_BELOW_FLOOR, CXT_JOURNAL_DISK_FULL, CXT_JOURNAL_IO,
   *   CXT_JOURNAL_BAD_ENTRY, CXT_JOURNAL_CLOSED
   */
  // SAFETY: a signature may leave the process only after this has resolved for every key it covers.
  reserve(entries: readonly JournalEntry[]): Promise<void>;
  /** Number of records. */
  readonly size: number;
  /** Finishes what was begun and lets the next process in. Idempotent. */
  close(): Promise<void>;
}

/** `BATCH 40161 40102 7`: what may have one value only. */
export function journalKey(entry: JournalEntry | JournalFloor): string {
  switch (entry.kind) {
    case 'BATCH':
      return `BATCH ${entry.srcEid} ${entry.dstEid} ${entry.nonce}`;
    case 'VETO':
      return `VETO ${entry.domain} ${entry.root}`;
    case 'HELD':
      return `HELD ${entry.domain} ${entry.leaf}`;
    default:
      return `${entry.kind} ${entry.domain} ${entry.seq}`;
  }
}

/** The value of an entry as it is written and compared. */
export function journalValue(entry: JournalEntry): string {
  if (entry.kind === 'BATCH') return entry.leaf;
  return entry.kind === 'VETO' || entry.kind === 'HELD' ? String(entry.action) : entry.root;
}
