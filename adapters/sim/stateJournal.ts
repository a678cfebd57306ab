/**
 * State with an exact undo: every write to a `JournaledMap` leaves its old value in one shared journal, so that a failed
 * transaction, a reorg or a dry run is rolled back to the byte, and a lagging reader sees the value of an older block.
 *
 * Refuses to roll back, or to look back, past what has been forgotten.
 */

interface UndoEntry {
  readonly map: JournaledMap<never, never>;
  readonly key: never;
  readonly had: boolean;
  readonly old: never;
}

/** A point in the history of the state; only compared and handed back. */
export type JournalMark = number;

/** The shared history of all journaled maps of one chain. */
export class StateJournal {
  #undo: UndoEntry[] = [];
  #forgotten = 0;

  /** The present moment. */
  mark(): JournalMark {
    return this.#forgotten + this.#undo.length;
  }

  /** Undoes everything written since `mark`, newest first. Throws `RangeError` past what was forgotten. */
  rollback(mark: JournalMark): void {
    const keep = this.#offset(mark);
    for (let index = this.#undo.length - 1; index >= keep; index--) {
      const entry = this.#undo[index] as UndoEntry;
      entry.map.restore(entry.key, entry.had, entry.old);
    }
    this.#undo.length = keep;
  }

  /** Drops the history before `mark`: nobody will go back there again. */
  forget(mark: JournalMark): void {
    const drop = this.#offset(mark);
    if (drop === 0) return;
    this.#undo = this.#undo.slice(drop);
    this.#forgotten = mark;
  }

  /** Called by the maps only. */
  record(entry: UndoEntry): void {
    this.#undo.push(entry);
  }

  /** The oldest value written over since `mark` for this key, i.e. the value it had at `mark`; `null` if untouched since. */
  firstOverwritten(at: {
    mark: JournalMark;
    map: JournaledMap<never, never>;
    key: unknown;
  }): { had: boolean; old: never } | null {
    for (let index = this.#offset(at.mark); index < this.#undo.length; index++) {
      const entry = this.#undo[index] as UndoEntry;
      if (entry.map === at.map && entry.key === at.key) return { had: entry.had, old: entry.old };
    }
    return null;
  }

  #offset(mark: JournalMark): number {
    const offset = mark - this.#forgotten;
    if (offset < 0 || offset > this.#undo.length) {
      throw new RangeError(`journal mark ${mark} is outside [${this.#forgotten}, ${this.mark()}]`);
    }
    return offset;
  }
}

/** A map whose writes can be undone. Values are immutable: replace, never mutate. */
export class JournaledMap<K, V> {
  readonly #journal: StateJournal;
  readonly #values = new Map<K, V>();

  constructor(journal: StateJournal) {
    this.#journal = journal;
  }

  get(key: K): V | undefined {
    return this.#values.get(key);
  }

  has(key: K): boolean {
    return this.#values.has(key);
  }

  /** The value `key` had at `mark`. */
  getAt(mark: JournalMark, key: K): V | undefined {
    const past = this.#journal.firstOverwritten({ mark, map: this as never, key });
    if (past === null) return this.#values.get(key);
    return past.had ? past.old : undefined;
  }

  set(key: K, value: V): void {
    this.#remember(key);
    this.#values.set(key, value);
  }

  delete(key: K): void {
    if (!this.#values.has(key)) return;
    this.#remember(key);
    this.#values.delete(key);
  }

  entries(): IterableIterator<[K, V]> {
    return this.#values.entries();
  }

  values(): IterableIterator<V> {
    return this.#values.values();
  }

  get size(): number {
    return this.#values.size;
  }

  /** Called by the journal only: puts an old value back without recording it. */
  restore(key: K, had: boolean, old: V): void {
    if (had) this.#values.set(key, old);
    else this.#values.delete(key);
  }

  #remember(key: K): void {
    const had = this.#values.has(key);
    this.#journal.record({
      map: this as never,
      key: key as never,
      had,
      old: this.#values.get(key) as never,
    });
  }
}
