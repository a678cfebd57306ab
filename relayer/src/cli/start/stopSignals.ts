/** SIGTERM and SIGINT ask for a stop, once; more of them change nothing, because the stop is short and bounded. SIGHUP is ignored. */
export interface StopSignals {
  readonly signal: AbortSignal;
  /** Gives the signals back to their defaults. */
  release(): void;
}

/** Reason of the abort. */
export class StopRequested extends Error {
  override readonly name = 'StopRequested';
}

export function listenForStop(): StopSignals {
  const stopping = new AbortController();
  const stop = (name: NodeJS.Signals): void => {
    if (!stopping.signal.aborted) stopping.abort(new StopRequested(name));
  };
  const ignore = (): void => undefined;
  process.on('SIGTERM', stop).on('SIGINT', stop).on('SIGHUP', ignore);
  return {
    signal: stopping.signal,
    release: () => void process.off('SIGTERM', stop).off('SIGINT', stop).off('SIGHUP', ignore),
  };
}
