/**
 * The sign journal on disk: an append-only file of its own, outside the store, with a head file beside it.
 *
 * Guarantees: `reserve` resolves only when its records and the head that counts them are synced; appends made at the same time
 * share the syncs. Refuses to open a missing, damaged or shortened journal, one of another deployment and one that another
 * process holds. Only an append torn by a crash, which never let a signature out, is cut off.
 */
import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Hex } from '@cxt-bridge/adapters/protocol';
import { BridgeError } from '../errors/index.ts';
import { type ProcessLock, tryProcessLock } from '../store/processLock.ts';
import { headPath, inspectJournal, type JournalPrefix } from './inspectJournal.ts';
import { cutJournal, translateJournalError, writeNewJournal } from './journalFiles.ts';
import { writeHead } from './journalHead.ts';
import { JournalIndex } from './journalIndex.ts';
import { type JournalRecord, nextChain, recordBody } from './journalRecord.ts';
import { refuseJournal } from './refuseJournal.ts';
import type { JournalEntry, SignJournal } from './signJournal.ts';

export interface FileSignJournalOptions {
  /** `<path>.head` and `<path>.lock` stand beside it. */
  readonly path: string;
  readonly bridgeId: Hex;
}

/**
 * Makes an empty journal: for `init`, once in the life of an attester key.
 * @throws CXT_JOURNAL_EXISTS, CXT_JOURNAL_IN_USE, CXT_JOURNAL_DISK_FULL, CXT_JOURNAL_IO
 */
export function createSignJournalFile(options: FileSignJournalOptions): void {
  const { path, bridgeId } = options;
  const lock = lockJournal(path);
  try {
    // SAFETY: a head without its journal is a lost journal, not a free place.
    if (existsSync(path) || existsSync(headPath(path))) {
      throw new BridgeError('CXT_JOURNAL_EXISTS', { context: { path } });
    }
    writeNewJournal({ path, bridgeId, records: [] });
  } catch (error) {
    throw translateJournalError({ error, path });
  } finally {
    lock.release();
  }
}

/**
 * Opens a journal for signing.
 * @throws CXT_JOURNAL_MISSING, CXT_JOURNAL_CORRUPT, CXT_JOURNAL_TRUNCATED, CXT_JOURNAL_FOREIGN, CXT_JOURNAL_VERSION,
 *   CXT_JOURNAL_IN_USE, CXT_JOURNAL_IO
 */
export async function openFileSignJournal(
  options: FileSignJournalOptions & {
    /** Makes an empty one first if neither the journal nor its head exists. Never set it at a normal start. */
    readonly create?: boolean;
  },
): Promise<SignJournal> {
  const { path, bridgeId } = options;
  if (options.create === true && !existsSync(path) && !existsSync(headPath(path)))
    createSignJournalFile(options);
  const lock = lockJournal(path);
  const files: FileHandle[] = [];
  try {
    const index = new JournalIndex(path);
    const condition = inspectJournal({ path, bridgeId, onRecord: (record) => loadRecord(index, record) });
    if (condition.state !== 'whole' && condition.state !== 'torn')
      throw refuseJournal({ path, bridgeId, condition });
    if (condition.state === 'torn') cutJournal({ path, lengthBytes: condition.prefix.lengthBytes });
    const file = await open(path, 'r+');
    files.push(file);
    const head = await open(headPath(path), 'r+');
    files.push(head);
    // WHY: after kill -9 the last records may be in the page cache only; they count as confirmed from here on.
    await file.sync();
    const generation = condition.head.generation + 1;
    await writeHead({ file: head, head: { ...condition.prefix, generation } });
    return new FileSignJournal({ path, lock, index, file, head, prefix: condition.prefix, generation });
  } catch (error) {
    for (const file of files) await file.close();
    lock.release();
    throw translateJournalError({ error, path });
  }
}

/** Takes the journal for this process. @throws CXT_JOURNAL_IN_USE, CXT_JOURNAL_IO */
export function lockJournal(path: string): ProcessLock {
  let lock: ProcessLock | null;
  try {
    lock = tryProcessLock(`${path}.lock`);
  } catch (error) {
    throw translateJournalError({ error, path });
  }
  if (lock === null) throw new BridgeError('CXT_JOURNAL_IN_USE', { context: { path } });
  return lock;
}

function loadRecord(index: JournalIndex, record: JournalRecord): void {
  if (record.type === 'entry') index.reserve([record.entry]);
  if (record.type === 'floor') index.addFloor(record.floor);
}

interface Waiter {
  readonly fresh: readonly JournalEntry[];
  readonly resolve: () => void;
  readonly reject: (error: BridgeError) => void;
}

class FileSignJournal implements SignJournal {
  readonly #path: string;
  readonly #lock: ProcessLock;
  readonly #index: JournalIndex;
  readonly #file: FileHandle;
  readonly #head: FileHandle;
  #prefix: JournalPrefix;
  #generation: number;
  #waiting: Waiter[] = [];
  #flushing: Promise<void> | null = null;
  /** Set when nobody can know what is on disk; only a restart, which reads it again, helps. */
  #broken: BridgeError | null = null;
  #closed = false;

  constructor(options: {
    path: string;
    lock: ProcessLock;
    index: JournalIndex;
    file: FileHandle;
    head: FileHandle;
    prefix: JournalPrefix;
    generation: number;
  }) {
    this.#path = options.path;
    this.#lock = options.lock;
    this.#index = options.index;
    this.#file = options.file;
    this.#head = options.head;
    this.#prefix = options.prefix;
    this.#generation = options.generation;
  }

  get size(): number {
    return this.#prefix.count;
  }

  async reserve(entries: readonly JournalEntry[]): Promise<void> {
    if (this.#broken !== null) throw this.#broken;
    if (this.#closed) throw new BridgeError('CXT_JOURNAL_CLOSED', { context: { path: this.#path } });
    const fresh = this.#index.reserve(entries);
    // SAFETY: a known entry may still be on its way to the disk for somebody else, so it waits with the others.
    if (fresh.length === 0 && this.#flushing === null) return;
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ fresh, resolve, reject });
      this.#flushing ??= this.#flushAll();
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#flushing;
    await this.#file.close();
    await this.#head.close();
    this.#lock.release();
  }

  async #flushAll(): Promise<void> {
    // One turn of the event loop, so that what is asked at the same time shares the syncs.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#append(group.flatMap((waiter) => waiter.fresh));
        for (const waiter of group) waiter.resolve();
      } catch (error) {
        this.#fail(group, translateJournalError({ error, path: this.#path }));
      }
    }
    this.#flushing = null;
  }

  // SAFETY: those who came while the group was written may rely on its entries, so they fail with it.
  #fail(group: readonly Waiter[], error: BridgeError): void {
    const failed = [...group, ...this.#waiting];
    this.#waiting = [];
    for (const waiter of failed) {
      this.#index.forget(waiter.fresh);
      waiter.reject(error);
    }
  }

  async #append(entries: readonly JournalEntry[]): Promise<void> {
    if (entries.length === 0) return;
    let { chain } = this.#prefix;
    let text = '';
    for (const entry of entries) {
      const body = recordBody({ type: 'entry', entry });
      chain = nextChain(chain, body);
      text += `${body} ${chain}\n`;
    }
    const bytes = Buffer.from(text, 'latin1');
    await this.#writeOrCut(bytes);
    const count = this.#prefix.count + entries.length;
    const generation = this.#generation + 1;
    await this.#orBreak(async () => {
      await this.#file.datasync();
      await writeHead({ file: this.#head, head: { count, chain, generation } });
    });
    this.#generation = generation;
    this.#prefix = { count, chain, lengthBytes: this.#prefix.lengthBytes + bytes.length };
  }

  async #writeOrCut(bytes: Buffer): Promise<void> {
    const start = this.#prefix.lengthBytes;
    try {
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await this.#file.write(bytes, at, bytes.length - at, start + at);
        at += bytesWritten;
      }
    } catch (error) {
      await this.#orBreak(() => this.#file.truncate(start));
      throw error;
    }
  }

  // WHY: after a failed sync the kernel may drop the pages and report success next time, so nothing may go on from there.
  async #orBreak(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#broken = translateJournalError({ error, path: this.#path });
      throw this.#broken;
    }
  }
}
