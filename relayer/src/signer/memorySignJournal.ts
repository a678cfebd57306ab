/** The sign journal in memory, for the simulator: the same decisions as the file, on a disk that survives simulated crashes. */
import { hash } from 'node:crypto';
import type { Hex } from '@cxt-bridge/adapters/protocol';
import { BridgeError } from '../errors/index.ts';
import { JournalIndex } from './journalIndex.ts';
import type { JournalRecord } from './journalRecord.ts';
import type { JournalEntry, JournalFloor, SignJournal } from './signJournal.ts';

const PATH = 'memory';

/** What survives a crash: the records that were synced, or nothing after `lose()`. */
export class MemoryJournalDisk {
  records: JournalRecord[] | null = [];
  #owner: object | null = null;

  /** @throws CXT_JOURNAL_IN_USE */
  acquire(owner: object): void {
    if (this.#owner !== null) throw new BridgeError('CXT_JOURNAL_IN_USE', { context: { path: PATH } });
    this.#owner = owner;
  }

  isOwner(owner: object): boolean {
    return this.#owner === owner;
  }

  release(owner: object): void {
    if (this.#owner === owner) this.#owner = null;
  }

  /** kill -9: appends under way may be lost, synced ones are not; the journal that was open is dead. */
  crash(): void {
    this.#owner = null;
  }

  /** Somebody deletes the file (of a stopped relayer). */
  lose(): void {
    this.records = null;
  }

  /** What the operator has to name to go on after `lose()`. */
  get evidence(): Hex {
    return `0x${hash('sha256', `memory journal missing ${this.records === null}`, 'hex')}`;
  }

  /** See `acknowledgeJournalLoss`. @throws CXT_JOURNAL_EXISTS, CXT_JOURNAL_EVIDENCE */
  acknowledgeLoss(options: { evidence: Hex; floors: readonly JournalFloor[] }): void {
    const { evidence, floors } = options;
    if (this.records !== null) throw new BridgeError('CXT_JOURNAL_EXISTS', { context: { path: PATH } });
    if (evidence !== this.evidence) {
      throw new BridgeError('CXT_JOURNAL_EVIDENCE', {
        context: { path: PATH, given: evidence, expected: this.evidence },
      });
    }
    this.records = [
      { type: 'acknowledged', evidence },
      ...floors.map((floor): JournalRecord => ({ type: 'floor', floor })),
    ];
  }
}

export interface MemorySignJournalOptions {
  readonly disk?: MemoryJournalDisk;
  /** Waited for between the decision and the record: the place for simulated delay, or a thrown disk fault. */
  readonly sync?: () => Promise<void>;
}

/** Opens a journal on `disk` (a new, empty one by default). @throws CXT_JOURNAL_MISSING, CXT_JOURNAL_IN_USE */
export function createMemorySignJournal(options: MemorySignJournalOptions = {}): SignJournal {
  return new MemorySignJournal({ disk: options.disk ?? new MemoryJournalDisk(), sync: options.sync });
}

class MemorySignJournal implements SignJournal {
  readonly #disk: MemoryJournalDisk;
  readonly #sync: (() => Promise<void>) | undefined;
  readonly #index = new JournalIndex(PATH);
  /** The append before the next one: appends reach the disk in order. */
  #last: Promise<unknown> = Promise.resolve();
  #underWay = 0;
  /** Counts failed appends: who waited behind one must not rely on its entries. */
  #failures = 0;

  constructor(options: { disk: MemoryJournalDisk; sync: (() => Promise<void>) | undefined }) {
    const { disk } = options;
    if (disk.records === null) {
      throw new BridgeError('CXT_JOURNAL_MISSING', { context: { path: PATH, evidence: disk.evidence } });
    }
    disk.acquire(this);
    this.#disk = disk;
    this.#sync = options.sync;
    for (const record of disk.records) {
      if (record.type === 'entry') this.#index.reserve([record.entry]);
      if (record.type === 'floor') this.#index.addFloor(record.floor);
    }
  }

  get size(): number {
    return this.#disk.records?.length ?? 0;
  }

  async reserve(entries: readonly JournalEntry[]): Promise<void> {
    this.#assertOpen();
    const fresh = this.#index.reserve(entries);
    if (fresh.length === 0 && this.#underWay === 0) return;
    const failures = this.#failures;
    const before = this.#last;
    this.#underWay++;
    const append = before.then(() => this.#append({ fresh, failures })).finally(() => this.#underWay--);
    this.#last = append.catch(() => undefined);
    await append;
  }

  async close(): Promise<void> {
    await this.#last;
    this.#disk.release(this);
  }

  async #append(options: { fresh: readonly JournalEntry[]; failures: number }): Promise<void> {
    const { fresh, failures } = options;
    try {
      await this.#sync?.();
      this.#assertOpen();
      if (failures !== this.#failures) {
        throw new BridgeError('CXT_JOURNAL_IO', {
          context: { path: PATH, detail: 'the append before it failed' },
        });
      }
      this.#disk.records?.push(...fresh.map((entry): JournalRecord => ({ type: 'entry', entry })));
    } catch (error) {
      this.#failures++;
      this.#index.forget(fresh);
      throw error;
    }
  }

  #assertOpen(): void {
    if (!this.#disk.isOwner(this)) throw new BridgeError('CXT_JOURNAL_CLOSED', { context: { path: PATH } });
  }
}
