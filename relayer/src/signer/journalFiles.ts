/** Creating the two files of a journal so that a crash at any point leaves either nothing usable or the whole. */
import { closeSync, fsyncSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Hex } from '@cxt-bridge/adapters/protocol';
import { BridgeError } from '../errors/index.ts';
import { headPath, newHeader } from './inspectJournal.ts';
import { initialHead } from './journalHead.ts';
import { type JournalRecord, nextChain, recordBody } from './journalRecord.ts';

/** Writes a new journal with `records` and its head file, both synced, the journal last. */
export function writeNewJournal(options: {
  path: string;
  bridgeId: Hex;
  records: readonly JournalRecord[];
}): void {
  const { path, bridgeId, records } = options;
  const header = newHeader(bridgeId);
  const lines = [`${header.body} ${header.chain}\n`];
  let { chain } = header;
  for (const record of records) {
    const body = recordBody(record);
    chain = nextChain(chain, body);
    lines.push(`${body} ${chain}\n`);
  }
  // WHY: the head goes first. A head without its journal reads as "missing"; a journal without its head would have to be
  // trusted without a count.
  writeWhole(headPath(path), initialHead({ count: records.length, chain }));
  writeWhole(path, Buffer.from(lines.join(''), 'latin1'));
}

/** Cuts a torn append off, durably. */
export function cutJournal(options: { path: string; lengthBytes: number }): void {
  const file = openSync(options.path, 'r+');
  try {
    ftruncateSync(file, options.lengthBytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes names in the folder of `path` durable. */
export function syncFolder(path: string): void {
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Translates an error of the file system by its code. */
export function translateJournalError(options: { error: unknown; path: string }): BridgeError {
  const { error, path } = options;
  if (error instanceof BridgeError) return error;
  const { code } = error as { code?: string };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new BridgeError('CXT_JOURNAL_DISK_FULL', { context: { path }, cause: error });
  }
  const detail = code ?? (error instanceof Error ? error.message : String(error));
  return new BridgeError('CXT_JOURNAL_IO', { context: { path, detail }, cause: error });
}

function writeWhole(path: string, bytes: Buffer): void {
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncFolder(path);
}
