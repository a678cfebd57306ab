/**
 * A set of strings in order: chunks of at most 512, so that insert, delete and range stay cheap at a million keys.
 */
const CHUNK = 512;

export class SortedKeys {
  readonly #chunks: string[][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** False if it was there already. */
  add(key: string): boolean {
    const at = this.#locate(key);
    const chunk = this.#chunks[at.chunk];
    if (chunk === undefined) {
      this.#chunks.push([key]);
      this.#size++;
      return true;
    }
    if (chunk[at.index] === key) return false;
    chunk.splice(at.index, 0, key);
    this.#size++;
    if (chunk.length > CHUNK) this.#split(at.chunk, at.index === chunk.length - 1);
    return true;
  }

  /** False if it was not there. */
  delete(key: string): boolean {
    const at = this.#locate(key);
    const chunk = this.#chunks[at.chunk];
    if (chunk === undefined || chunk[at.index] !== key) return false;
    chunk.splice(at.index, 1);
    this.#size--;
    if (chunk.length === 0) this.#chunks.splice(at.chunk, 1);
    return true;
  }

  /** Keys in [from, to), ascending or descending. */
  *range(options: { from: string; to: string; reverse: boolean }): Generator<string> {
    const { from, to, reverse } = options;
    const start = this.#locate(reverse ? to : from);
    const step = reverse ? -1 : 1;
    let { chunk } = start;
    let index = reverse ? start.index - 1 : start.index;
    for (;;) {
      const keys = this.#chunks[chunk];
      const key = keys?.[index];
      if (key === undefined) {
        chunk += step;
        const next = this.#chunks[chunk];
        if (next === undefined) return;
        index = reverse ? next.length - 1 : 0;
        continue;
      }
      if (reverse ? key < from : key >= to) return;
      yield key;
      index += step;
    }
  }

  // WHY: keys are mostly appended; splitting there in half would leave every chunk half empty.
  #split(chunk: number, appended: boolean): void {
    const keys = this.#chunks[chunk] as string[];
    this.#chunks.splice(chunk + 1, 0, keys.splice(appended ? CHUNK : CHUNK >> 1));
  }

  /** Place of the first key that is not less than `key`; past the end it is the end of the last chunk. */
  #locate(key: string): { chunk: number; index: number } {
    const chunks = this.#chunks;
    let low = 0;
    let high = chunks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((chunks[middle]?.at(-1) ?? '') < key) low = middle + 1;
      else high = middle;
    }
    const keys = chunks[low] ?? [];
    let from = 0;
    let to = keys.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((keys[middle] as string) < key) from = middle + 1;
      else to = middle;
    }
    return { chunk: low, index: from };
  }
}
