/** Wakes sleeping loops when there is something new; a sleep is only the fallback. */
import type { Clock } from '@cxt-bridge/adapters/core';

export interface Bell {
  ring(): void;
  /** Resolves at the next ring or after `ms`, whichever is first; rejects when stopped. */
  wait(parameters: { clock: Clock; ms: number; stop: AbortSignal }): Promise<void>;
}

export function createBell(): Bell {
  let waiting: (() => void)[] = [];
  return {
    ring() {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    async wait({ clock, ms, stop }) {
      const timer = new AbortController();
      const rung = new Promise<void>((resolve) => waiting.push(resolve));
      try {
        await Promise.race([rung, clock.sleep(ms, AbortSignal.any([stop, timer.signal]))]);
      } finally {
        timer.abort();
      }
    },
  };
}
