/** Heartbeats of the loops: a loop that has not beaten for longer than it promised makes `/livez` fail. */
import type { Clock } from '@cxt-bridge/adapters/core';

export interface TaskLiveness {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly lastBeatMs: number;
  readonly ageMs: number;
  readonly staleAfterMs: number;
  readonly stale: boolean;
}

export interface Liveness {
  /** Registers a task, which counts as alive from now on, and returns its heartbeat. Registering again renews the promise. */
  register(options: { name: string; staleAfterMs: number }): () => void;
  /** A beat of a registered task; unknown names are registered with a minute. */
  beat(name: string): void;
  /** A task that ended on purpose is not missed. */
  unregister(name: string): void;
  tasks(): readonly TaskLiveness[];
  /** True while no task is stale. */
  isAlive(): boolean;
}

const DEFAULT_STALE_AFTER_MS = 60_000;

export function createLiveness(options: { clock: Clock }): Liveness {
  const { clock } = options;
  const known = new Map<string, { lastBeatMs: number; staleAfterMs: number }>();
  const beat = (name: string) => {
    const task = known.get(name);
    if (task === undefined)
      known.set(name, { lastBeatMs: clock.nowMs(), staleAfterMs: DEFAULT_STALE_AFTER_MS });
    else task.lastBeatMs = clock.nowMs();
  };
  const tasks = (): TaskLiveness[] => {
    const now = clock.nowMs();
    return [...known].map(([name, { lastBeatMs, staleAfterMs }]) => {
      // The clock may have been set back since the beat.
      const ageMs = Math.max(0, now - lastBeatMs);
      return { name, lastBeatMs, ageMs, staleAfterMs, stale: ageMs > staleAfterMs };
    });
  };
  return {
    register: ({ name, staleAfterMs }) => {
      known.set(name, { lastBeatMs: clock.nowMs(), staleAfterMs });
      return () => beat(name);
    },
    beat,
    unregister: (name) => void known.delete(name),
    tasks,
    isAlive: () => tasks().every((task) => !task.stale),
  };
}
