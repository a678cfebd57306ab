import type { RelayerReadModel } from '../../engine/readModel.ts';

export interface StartupReasons {
  /** One sentence per chain that start waits for. */
  set(state: { chain: string; waitingFor: string | null }): void;
  list(): string[];
}

export function createStartupReasons(): StartupReasons {
  const waiting = new Map<string, string>();
  return {
    set: ({ chain, waitingFor }) => {
      if (waitingFor === null) waiting.delete(chain);
      else waiting.set(chain, waitingFor);
    },
    list: () => [...waiting.values()],
  };
}

/** The read model that also says what the start waits for, so that `/readyz` answers from the first second. */
export function withStartupReasons(parameters: {
  read: RelayerReadModel;
  reasons: StartupReasons;
}): RelayerReadModel {
  const { read, reasons } = parameters;
  const join = (own: readonly string[]): string[] => [...reasons.list(), ...own];
  return {
    ...read,
    ready: async () => {
      const readiness = await read.ready();
      const all = join(readiness.reasons);
      return { ready: all.length === 0 && readiness.ready, reasons: all };
    },
    status: async () => {
      const status = await read.status();
      const notReady = join(status.notReady);
      return { ...status, notReady, ready: notReady.length === 0 && status.ready };
    },
  };
}
