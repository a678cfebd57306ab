/** Runs virtual time: drains everything that can happen now, then moves to the next sleeper. Same calls, same order, every time. */
import type { VirtualClock } from '@cxt-bridge/adapters/sim';

/** Runs until `done()` or until virtual `untilMs`; true when done. */
export async function drive(parameters: {
  clock: VirtualClock;
  untilMs: number;
  done: () => boolean;
}): Promise<boolean> {
  const { clock, untilMs, done } = parameters;
  for (;;) {
    // WHY: a macrotask boundary lets every microtask run, however long its chain; nothing else is queued there.
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (done()) return true;
    if (!clock.wakeNext(untilMs)) return done();
  }
}
