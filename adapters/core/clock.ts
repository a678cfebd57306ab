/** Port: time. Production wraps the system clock; the simulator owns its own. Nothing else may ask what time it is. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Port: randomness for jitter and ids (never for keys). */
export interface Randomness {
  /** Uniform in [0, 1). */
  next(): number;
}
