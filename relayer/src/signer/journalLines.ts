import { closeSync, openSync, readSync } from 'node:fs';
import { MAX_LINE_BYTES } from './journalRecord.ts';

const CHUNK_BYTES = 1 << 20;

export interface JournalLine {
  /** Without the line end. */
  readonly text: string;
  /** First byte behind the line and its end. */
  readonly end: number;
  /** False for a last line without its end. */
  readonly complete: boolean;
}

/** Lines of a file, in order. Longer lines than the format allows are cut there, so that a damaged file needs no memory. */
export function* journalLines(path: string): Generator<JournalLine> {
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let rest: Buffer = Buffer.alloc(0);
    let position = 0;
    for (;;) {
      const length = readSync(file, chunk, 0, CHUNK_BYTES, null);
      if (length === 0) break;
      const bytes = Buffer.concat([rest, chunk.subarray(0, length)]);
      let start = 0;
      for (;;) {
        const end = bytes.indexOf(0x0a, start);
        const cut = start + MAX_LINE_BYTES;
        if (end < 0 ? bytes.length <= cut : false) break;
        const isLine = end >= 0 && end <= cut;
        const stop = isLine ? end : cut;
        position += stop - start + (isLine ? 1 : 0);
        yield { text: bytes.toString('latin1', start, stop), end: position, complete: true };
        start = isLine ? stop + 1 : stop;
      }
      rest = Buffer.from(bytes.subarray(start));
    }
    if (rest.length > 0)
      yield { text: rest.toString('latin1'), end: position + rest.length, complete: false };
  } finally {
    closeSync(file);
  }
}
