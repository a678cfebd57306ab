/**
 * Peak memory of the devnet: the largest sum of the resident sets of all its processes (itself, chains, relayers, watchdog), sampled
 * four times a second. Shared pages count once for each process, so the figure errs upwards.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const SAMPLE_MS = 250;
const LINUX_PAGE_BYTES = 4096;
const run = promisify(execFile);

export class MemorySampler {
  readonly #pids: () => readonly number[];
  readonly #timer: NodeJS.Timeout;
  #peakBytes = 0;

  constructor(pids: () => readonly number[]) {
    this.#pids = pids;
    this.#timer = setInterval(() => void this.sample(), SAMPLE_MS);
    this.#timer.unref();
  }

  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** Resident bytes now, all processes together. */
  async sample(): Promise<number> {
    const bytes = process.platform === 'linux' ? linuxBytes(this.#pids()) : await psBytes(this.#pids());
    this.#peakBytes = Math.max(this.#peakBytes, bytes);
    return bytes;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

function linuxBytes(pids: readonly number[]): number {
  let pages = 0;
  for (const pid of pids) {
    try {
      pages += Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    } catch {
      // Ended between the list and the look.
    }
  }
  return pages * LINUX_PAGE_BYTES;
}

async function psBytes(pids: readonly number[]): Promise<number> {
  try {
    const { stdout } = await run('ps', ['-o', 'rss=', '-p', pids.join(',')]);
    return stdout.split('\n').reduce((sum, line) => sum + (Number.parseInt(line, 10) || 0) * 1024, 0);
  } catch {
    return 0;
  }
}
