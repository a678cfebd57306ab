/**
 * Lines of the sign journal. One record a line, readable, each ending in a running hash over everything before it:
 *
 * ```
 * cxt-sign-journal 1 <BRIDGE_ID> <hash>
 * BATCH <srcEid> <dstEid> <nonce> <leaf> <hash>
 * VETO <domain> <root> <action> <hash>          HELD <domain> <leaf> <action> <hash>
 * SUPPLY <domain> <seq> <root> <hash>           (and every other kind of protocol §6)
 * FLOOR BATCH <srcEid> <dstEid> <nonce> <hash>  FLOOR SUPPLY <domain> <seq> <hash>
 * ACKNOWLEDGED <evidence> <hash>
 * ```
 * A changed, missing or moved line breaks the hash of every line behind it.
 */
import { hash } from 'node:crypto';
import type { Hex } from '@cxt-bridge/adapters/protocol';
import { ATTESTATION_KINDS } from '@cxt-bridge/adapters/protocol';
import {
  type JournalEntry,
  type JournalFloor,
  journalKey,
  journalValue,
  type SequencedKind,
} from './signJournal.ts';

export const JOURNAL_FORMAT = '1';
export const JOURNAL_MAGIC = 'cxt-sign-journal';

/** No line is longer. */
export const MAX_LINE_BYTES = 512;

export type JournalRecord =
  | { readonly type: 'entry'; readonly entry: JournalEntry }
  | { readonly type: 'floor'; readonly floor: JournalFloor }
  | { readonly type: 'acknowledged'; readonly evidence: Hex };

/** The first line's content. */
export function headerBody(bridgeId: Hex): string {
  return `${JOURNAL_MAGIC} ${JOURNAL_FORMAT} ${bridgeId}`;
}

/** Content of a line, without hash and line end. */
export function recordBody(record: JournalRecord): string {
  if (record.type === 'entry') return `${journalKey(record.entry)} ${journalValue(record.entry)}`;
  return record.type === 'floor' ? `FLOOR ${journalKey(record.floor)}` : `ACKNOWLEDGED ${record.evidence}`;
}

/** The running hash behind `body`: 16 bytes of SHA-256 over the hash before it and the body. */
export function nextChain(chain: string, body: string): string {
  return hash('sha256', `${chain} ${body}`, 'hex').slice(0, 32);
}

/** Body and hash of a line (no line end), or `null` if it is no line. */
export function splitLine(line: string): { body: string; chain: string } | null {
  const match = /^(.+) ([0-9a-f]{32})$/.exec(line);
  return match === null ? null : { body: match[1] as string, chain: match[2] as string };
}

/** The record of a body, or `null` if it is none. */
export function parseRecord(body: string): JournalRecord | null {
  const words = body.split(' ');
  const record = words[0] === 'FLOOR' ? parseFloorRecord(words.slice(1)) : parseOther(words);
  // A body has exactly one spelling, so a line can be compared as text.
  return record !== null && recordBody(record) === body ? record : null;
}

function parseOther(words: readonly string[]): JournalRecord | null {
  const [kind = '', a = '', b = '', c = '', d = ''] = words;
  if (kind === 'ACKNOWLEDGED') return { type: 'acknowledged', evidence: a as Hex };
  if (kind === 'BATCH') {
    const [nonce, leaf] = [integer(c), d as Hex];
    if (nonce === null) return null;
    return { type: 'entry', entry: { kind, srcEid: Number(a), dstEid: Number(b), nonce, leaf } };
  }
  const domain = Number(a);
  if (kind === 'VETO') return { type: 'entry', entry: { kind, domain, root: b as Hex, action: Number(c) } };
  if (kind === 'HELD') return { type: 'entry', entry: { kind, domain, leaf: b as Hex, action: Number(c) } };
  const seq = integer(b);
  if (seq === null || !Object.hasOwn(ATTESTATION_KINDS, kind)) return null;
  return { type: 'entry', entry: { kind: kind as SequencedKind, domain, seq, root: c as Hex } };
}

function parseFloorRecord(words: readonly string[]): JournalRecord | null {
  const [kind = '', a = '', b = '', c = ''] = words;
  if (kind === 'BATCH') {
    const nonce = integer(c);
    if (nonce === null) return null;
    return { type: 'floor', floor: { kind, srcEid: Number(a), dstEid: Number(b), nonce } };
  }
  const seq = integer(b);
  if (seq === null || !Object.hasOwn(ATTESTATION_KINDS, kind)) return null;
  return { type: 'floor', floor: { kind: kind as SequencedKind, domain: Number(a), seq } };
}

function integer(text: string): bigint | null {
  return /^\d{1,20}$/.test(text) ? BigInt(text) : null;
}
