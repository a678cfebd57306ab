/**
 * A clock that stands still until told: sleepers wake in order of their time, then in order of their call. Nothing in it
 * depends on the machine's speed, so one schedule is one run.
 */
import type { Clock } from '../core/index.ts';

interface Sleeper {
  readonly wakeAtMs: number;
  readonly order: number;
  readonly wake: () => void;
}

/** Time owned by a simulation. */
export class VirtualClock implements Clock {
  #nowMs: number;
  #order = 0;
  readonly #sleepers = new Set<Sleeper>();

  constructor(startMs = 1_800_000_000_000) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        wakeAtMs: this.#nowMs + Math.max(0, ms),
        order: this.#order++,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.add(sleeper);
    });
  }

  /** How many are asleep. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** Moves to the next sleeper's time (at most `limitMs` from 1970) and wakes it; false if there is none by then. */
  wakeNext(limitMs = Number.POSITIVE_INFINITY): boolean {
    let first: Sleeper | null = null;
    for (const sleeper of this.#sleepers) {
      if (first === null || sleeper.wakeAtMs < first.wakeAtMs) first = sleeper;
      else if (sleeper.wakeAtMs === first.wakeAtMs && sleeper.order < first.order) first = sleeper;
    }
    if (first === null || first.wakeAtMs > limitMs) return false;
    this.#sleepers.delete(first);
    this.#nowMs = Math.max(this.#nowMs, first.wakeAtMs);
    first.wake();
    return true;
  }

  /**
   * Lets `ms` pass: wakes every sleeper that is due on the way, giving the woken code `turns` microtask turns to go on (and
   * to fall asleep again) before time moves further.
   */
  async advance(ms: number, turns = 64): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settle(turns);
    while (this.wakeNext(untilMs)) await settle(turns);
    this.#nowMs = untilMs;
  }
}

async function settle(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
}
