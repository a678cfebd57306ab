/**
 * The head file beside a sign journal: how many records there must be and the running hash behind the last one. It is written and
 * synced after every append and before a signature leaves, so that whole lines cannot vanish from the end unseen.
 *
 * Two slots are written in turn, in place: a torn write leaves the other one.
 */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

export interface JournalHead {
  /** Records behind the header line. */
  readonly count: number;
  readonly chain: string;
  /** Number of this write. */
  readonly generation: number;
}

const SLOT_BYTES = 128;

/** Both slots of a new head file. */
export function initialHead(head: Omit<JournalHead, 'generation'>): Buffer {
  return Buffer.concat([encodeSlot({ ...head, generation: 0 }), encodeSlot({ ...head, generation: 1 })]);
}

/** The newest valid slot; `missing` without a file, `damaged` without a valid slot. */
export function readHead(path: string): JournalHead | 'missing' | 'damaged' {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return 'missing';
    throw error;
  }
  const slots = [0, 1].map((slot) =>
    decodeSlot(bytes.toString('latin1', slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES)),
  );
  const valid = slots.filter((slot) => slot !== null).toSorted((a, b) => b.generation - a.generation);
  return valid[0] ?? 'damaged';
}

/** Writes the slot whose turn it is and syncs. */
export async function writeHead(options: { file: FileHandle; head: JournalHead }): Promise<void> {
  const { file, head } = options;
  await file.write(encodeSlot(head), 0, SLOT_BYTES, (head.generation % 2) * SLOT_BYTES);
  await file.datasync();
}

function encodeSlot({ count, chain, generation }: JournalHead): Buffer {
  const body = `cxt-sign-journal-head 1 ${generation} ${count} ${chain}`;
  return Buffer.from(`${`${body} ${checkOf(body)}`.padEnd(SLOT_BYTES - 1)}\n`, 'latin1');
}

function decodeSlot(text: string): JournalHead | null {
  const match = /^(cxt-sign-journal-head 1 (\d{1,15}) (\d{1,15}) ([0-9a-f]{32})) ([0-9a-f]{16}) *\n$/.exec(
    text,
  );
  if (match === null || checkOf(match[1] as string) !== match[5]) return null;
  return { generation: Number(match[2]), count: Number(match[3]), chain: match[4] as string };
}

function checkOf(body: string): string {
  return hash('sha256', body, 'hex').slice(0, 16);
}
