/** The system's time and randomness: the only place of the relayer that asks for them. Everything else takes the ports. */
import type { Clock, Randomness } from '@cxt-bridge/adapters/core';

/** Node's timers fire at once beyond this. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The wall clock and real timers. */
export function systemClock(): Clock {
  return { nowMs: () => Date.now(), sleep };
}

/** Uniform numbers for jitter and ids; never for keys. */
export function systemRandomness(): Randomness {
  return { next: () => Math.random() };
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  let left = Math.max(0, ms);
  do {
    const part = Math.min(left, LONGEST_TIMER_MS);
    await sleepOnce({ ms: part, signal });
    left -= part;
  } while (left > 0);
}

function sleepOnce(options: { ms: number; signal: AbortSignal | undefined }): Promise<void> {
  const { ms, signal } = options;
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      // WHY: a signal that lives as long as the process would collect one listener a sleep.
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
