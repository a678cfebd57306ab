/**
 * The only way back after a journal was lost or damaged: the operator names the damage by its evidence hash, and a new journal
 * begins with everything that could be proven of the old one and a floor per lane, below which nothing new is ever signed.
 */
import { existsSync, renameSync } from 'node:fs';
import type { Hex } from '@cxt-bridge/adapters/protocol';
import { BridgeError } from '../errors/index.ts';
import { lockJournal } from './fileSignJournal.ts';
import { headPath, inspectJournal, journalEvidence } from './inspectJournal.ts';
import { syncFolder, translateJournalError, writeNewJournal } from './journalFiles.ts';
import type { JournalRecord } from './journalRecord.ts';
import { refuseJournal } from './refuseJournal.ts';
import type { JournalFloor } from './signJournal.ts';

export interface AcknowledgedJournal {
  /** Records that could be carried over. */
  readonly salvaged: number;
  /** Where the damaged files lie now; empty if there were none. */
  readonly keptAside: readonly string[];
}

/**
 * Replaces a lost or damaged journal. Stop the relayer first.
 *
 * `floors` must cover all that the lost journal can have signed: for BATCH the sending lane's nonce on chain now, for counters in
 * milliseconds the present time. Damaged files are kept under `<path>.lost-<evidence>`.
 * @throws CXT_JOURNAL_EXISTS (it is sound), CXT_JOURNAL_EVIDENCE, CXT_JOURNAL_FOREIGN, CXT_JOURNAL_VERSION, CXT_JOURNAL_IN_USE,
 *   CXT_JOURNAL_IO, CXT_JOURNAL_DISK_FULL
 */
export function acknowledgeJournalLoss(options: {
  path: string;
  bridgeId: Hex;
  evidence: Hex;
  floors: readonly JournalFloor[];
}): AcknowledgedJournal {
  const { path, bridgeId, evidence, floors } = options;
  const lock = lockJournal(path);
  try {
    const records: JournalRecord[] = [];
    const condition = inspectJournal({ path, bridgeId, onRecord: (record) => records.push(record) });
    const { state } = condition;
    if (state === 'whole' || state === 'torn')
      throw new BridgeError('CXT_JOURNAL_EXISTS', { context: { path } });
    if (state === 'foreign' || state === 'version') throw refuseJournal({ path, bridgeId, condition });
    const expected = journalEvidence({ path, bridgeId, state });
    if (expected !== evidence) {
      throw new BridgeError('CXT_JOURNAL_EVIDENCE', { context: { path, given: evidence, expected } });
    }
    const salvaged = records.length;
    // WHY: behind the salvaged records, which lie below the floors and must load before them.
    records.push({ type: 'acknowledged', evidence });
    for (const floor of floors) records.push({ type: 'floor', floor });
    const keptAside = keepAside({ path, evidence });
    writeNewJournal({ path, bridgeId, records });
    return { salvaged, keptAside };
  } catch (error) {
    throw translateJournalError({ error, path });
  } finally {
    lock.release();
  }
}

function keepAside(options: { path: string; evidence: Hex }): string[] {
  const { path, evidence } = options;
  const kept: string[] = [];
  for (const file of [path, headPath(path)]) {
    if (!existsSync(file)) continue;
    const aside = `${file}.lost-${evidence.slice(2, 18)}`;
    renameSync(file, aside);
    kept.push(aside);
  }
  syncFolder(path);
  return kept;
}
