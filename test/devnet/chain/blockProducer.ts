/**
 * Makes the blocks of one anvil: every {@link BLOCK_MS} while something happens, less and less often otherwise.
 *
 * WHY not anvil's own interval: it forgets its memory limit for short intervals, and an idle devnet would spend a day of blocks on
 * nothing. A transaction waits at most one interval and is final two blocks later.
 */
import { rpcCall } from './jsonRpc.ts';

/** Interval between blocks while transactions come in. */
export const BLOCK_MS = 500;
/** Interval on a quiet chain, and on one that has been quiet for {@link SLEEPY_AFTER_MS}. */
export const IDLE_MS = 2_000;
const SLEEPY_MS = 5_000;
const SLEEPY_AFTER_MS = 60_000;
/** Blocks made at the short interval after a transaction: enough to finalise it and what follows from it. */
const LIVELY_BLOCKS = 8;

export class BlockProducer {
  readonly #url: string;
  #timer: NodeJS.Timeout | null = null;
  #lively = LIVELY_BLOCKS;
  #lastAt = 0;
  #busyAt = Date.now();
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(url: string) {
    this.#url = url;
  }

  /** @param offsetMs Shift against other chains, so that they do not all work at the same instant. */
  start(offsetMs: number): void {
    this.#schedule(offsetMs);
  }

  /** One block now. */
  async mine(): Promise<void> {
    this.#lastAt = Date.now();
    await rpcCall(this.#url, { method: 'evm_mine' });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(delayMs: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      const dueAt = Date.now() + BLOCK_MS;
      // A node that has gone away is noticed by whoever uses it; the producer only tries again.
      this.#running = this.#tick().catch(() => {});
      void this.#running.then(() => this.#schedule(Math.max(0, dueAt - Date.now())));
    }, delayMs);
  }

  async #tick(): Promise<void> {
    const pool = await rpcCall<{ pending: string }>(this.#url, { method: 'txpool_status' });
    if (Number(pool.pending) > 0) {
      this.#lively = LIVELY_BLOCKS;
      this.#busyAt = Date.now();
    }
    const idleMs = Date.now() - this.#busyAt > SLEEPY_AFTER_MS ? SLEEPY_MS : IDLE_MS;
    if (this.#lively === 0 && Date.now() - this.#lastAt < idleMs - BLOCK_MS / 2) return;
    if (this.#lively > 0) this.#lively -= 1;
    await this.mine();
  }
}
