/**
 * Reads a sign journal without changing anything and judges it: whole, torn by a crash in the last append, or not to be trusted.
 *
 * Only one kind of damage is repaired later: a tail that begins behind the last record the head file confirms and holds no
 * record at all. Such an append was never confirmed, so no signature can depend on it. Everything else needs the operator.
 */
import { createHash, hash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import type { Hex } from '@cxt-bridge/adapters/protocol';
import { type JournalHead, readHead } from './journalHead.ts';
import { journalLines } from './journalLines.ts';
import {
  headerBody,
  JOURNAL_FORMAT,
  JOURNAL_MAGIC,
  type JournalRecord,
  nextChain,
  parseRecord,
  splitLine,
} from './journalRecord.ts';

/** The part of a journal that is proven by its hashes. */
export interface JournalPrefix {
  readonly count: number;
  readonly chain: string;
  readonly lengthBytes: number;
}

export type JournalCondition =
  | { readonly state: 'whole'; readonly prefix: JournalPrefix; readonly head: JournalHead }
  | { readonly state: 'torn'; readonly prefix: JournalPrefix; readonly head: JournalHead }
  | { readonly state: 'missing' }
  | { readonly state: 'truncated'; readonly found: number; readonly expected: number }
  | { readonly state: 'corrupt'; readonly detail: string }
  | { readonly state: 'foreign'; readonly found: string }
  | { readonly state: 'version'; readonly found: string };

/** `onRecord` sees every record of the proven prefix, in order, also of a journal that is damaged behind it. */
export function inspectJournal(options: {
  path: string;
  bridgeId: Hex;
  onRecord: (record: JournalRecord) => void;
}): JournalCondition {
  const { path, bridgeId } = options;
  const head = readHead(headPath(path));
  if (!existsSync(path)) return { state: 'missing' };
  const scan = scanJournal({ ...options, confirmed: typeof head === 'string' ? 0 : head.count });
  if (scan.header === null) return { state: 'corrupt', detail: 'the first line is not a header' };
  const [, format = '', found = ''] = scan.header.split(' ');
  if (format !== JOURNAL_FORMAT) return { state: 'version', found: format };
  if (found !== bridgeId) return { state: 'foreign', found };
  if (typeof head === 'string') return { state: 'corrupt', detail: `its head file is ${head}` };
  const { prefix } = scan;
  if (prefix.count < head.count && scan.tail !== 'damaged') {
    return { state: 'truncated', found: prefix.count, expected: head.count };
  }
  if (scan.tail === 'damaged' || prefix.count < head.count) {
    return { state: 'corrupt', detail: `record ${prefix.count + 1} does not fit its hash` };
  }
  if (scan.confirmedChain !== head.chain) {
    return { state: 'corrupt', detail: 'it is not the journal that its head file describes' };
  }
  return { state: scan.tail === 'clean' ? 'whole' : 'torn', prefix, head };
}

export function headPath(path: string): string {
  return `${path}.head`;
}

/** A hash over a damaged state: acknowledging it names exactly this damage and no other. */
export function journalEvidence(options: { path: string; bridgeId: Hex; state: string }): Hex {
  const { path, bridgeId, state } = options;
  const parts = [bridgeId, state, fileHash(path), fileHash(headPath(path))];
  return `0x${hash('sha256', `cxt-journal-evidence/1\n${parts.join('\n')}`, 'hex')}`;
}

interface JournalScan {
  readonly header: string | null;
  readonly prefix: JournalPrefix;
  /** The running hash at the record that the head file confirms; `null` if there are fewer. */
  readonly confirmedChain: string | null;
  /** `torn`: one broken append at the very end. `damaged`: anything else that does not fit. */
  readonly tail: 'clean' | 'torn' | 'damaged';
}

function scanJournal(options: {
  path: string;
  confirmed: number;
  onRecord: (record: JournalRecord) => void;
}): JournalScan {
  const { path, confirmed, onRecord } = options;
  let header: string | null = null;
  let prefix: JournalPrefix = { count: 0, chain: '', lengthBytes: 0 };
  let confirmedChain: string | null = null;
  let brokenLines = 0;
  let recordBehindBreak = false;
  for (const line of journalLines(path)) {
    const parts = line.complete ? splitLine(line.text) : null;
    if (brokenLines > 0) {
      brokenLines++;
      recordBehindBreak ||= parts !== null && parseRecord(parts.body) !== null;
      continue;
    }
    const fits = parts !== null && nextChain(prefix.chain, parts.body) === parts.chain;
    if (header === null) {
      if (!fits || !parts.body.startsWith(`${JOURNAL_MAGIC} `)) break;
      header = parts.body;
      prefix = { count: 0, chain: parts.chain, lengthBytes: line.end };
    } else {
      const record = fits ? parseRecord(parts.body) : null;
      if (!fits || record === null) {
        brokenLines = 1;
        continue;
      }
      onRecord(record);
      prefix = { count: prefix.count + 1, chain: parts.chain, lengthBytes: line.end };
    }
    if (prefix.count === confirmed) confirmedChain = prefix.chain;
  }
  const torn = brokenLines > 0 && prefix.count >= confirmed && !recordBehindBreak;
  return { header, prefix, confirmedChain, tail: brokenLines === 0 ? 'clean' : torn ? 'torn' : 'damaged' };
}

function fileHash(path: string): string {
  if (!existsSync(path)) return 'missing';
  const digest = createHash('sha256');
  const file = openSync(path, 'r');
  const chunk = Buffer.alloc(1 << 20);
  try {
    for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
      digest.update(chunk.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
  return digest.digest('hex');
}

/** The header line's content and running hash of a new journal. */
export function newHeader(bridgeId: Hex): { body: string; chain: string } {
  const body = headerBody(bridgeId);
  return { body, chain: nextChain('', body) };
}
