/** At most `running` tasks at once and `waiting` behind them; what comes on top is turned away at once instead of piling up. */

export class GateFullError extends Error {
  override readonly name = 'GateFullError';
}

export interface Gate {
  /** Runs `task` when there is room. Throws `GateFullError` when the queue is full, the signal's reason when aborted while waiting. */
  run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** `running` ≥ 1, `waiting` ≥ 0. First come, first served. */
export function createGate(limits: { running: number; waiting: number }): Gate {
  let running = 0;
  const queue: (() => void)[] = [];
  const leave = (): void => {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  return {
    run: async (task, signal) => {
      if (running < limits.running) running += 1;
      else await takeTurn({ queue, waiting: limits.waiting, signal });
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}

function takeTurn(parameters: {
  queue: (() => void)[];
  waiting: number;
  signal: AbortSignal | undefined;
}): Promise<void> {
  const { queue, waiting, signal } = parameters;
  if (queue.length >= waiting) return Promise.reject(new GateFullError('too much is waiting'));
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const enter = (): void => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    };
    const giveUp = (): void => {
      queue.splice(queue.indexOf(enter), 1);
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    queue.push(enter);
  });
}
