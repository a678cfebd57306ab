/**
 * The life of one process in the simulation. Every effect of a relayer passes through here and may be its last: a crash happens before or
 * after the effect, and whatever the dead process still waits for never comes.
 */
import type { SeededRandomness } from '@cxt-bridge/adapters/sim';

export interface Life {
  readonly alive: boolean;
  /** Runs an effect unless dead; may crash before or after it. */
  effect<T>(name: string, run: () => Promise<T>): Promise<T>;
  /** Runs a read: no crash point of its own, but the dead get no answer. */
  read<T>(run: () => Promise<T>): Promise<T>;
  kill(): void;
}

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

export function createLife(parameters: {
  random: SeededRandomness;
  crashRate: () => number;
  onCrash: (at: string) => void;
}): Life {
  const { random, crashRate, onCrash } = parameters;
  let alive = true;
  const maybeCrash = (at: string): boolean => {
    if (alive && random.chance(crashRate())) {
      alive = false;
      onCrash(at);
    }
    return !alive;
  };
  return {
    get alive() {
      return alive;
    },
    async effect(name, run) {
      if (!alive || maybeCrash(`before ${name}`)) return never();
      const settled = await run().then(
        (value) => ({ ok: true, value }) as const,
        (error: unknown) => ({ ok: false, error }) as const,
      );
      if (!alive || maybeCrash(`after ${name}`)) return never();
      if (!settled.ok) throw settled.error;
      return settled.value;
    },
    async read(run) {
      if (!alive) return never();
      const settled = await run().then(
        (value) => ({ ok: true, value }) as const,
        (error: unknown) => ({ ok: false, error }) as const,
      );
      if (!alive) return never();
      if (!settled.ok) throw settled.error;
      return settled.value;
    },
    kill: () => {
      alive = false;
    },
  };
}
