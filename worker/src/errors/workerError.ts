/** Every way in which a worker fails in a manner that somebody can act on. Codes are never removed or given another meaning. */

/** 1 config or user · 70 something that must not happen · 75 temporary. */
export type ExitCode = 1 | 70 | 75;

const EXIT_CODES = {
  WORKER_USAGE: 1,
  WORKER_CONFIG: 1,
  WORKER_KEY_IN_USE: 1,
  WORKER_DEV_KEY: 1,
  WORKER_JOURNAL_IN_USE: 1,
  WORKER_JOURNAL_FOREIGN: 1,
  WORKER_JOURNAL_DAMAGED: 70,
  WORKER_COMMIT_CONFLICT: 70,
  WORKER_VOTE_CONFLICT: 70,
  WORKER_CHAIN_WRONG: 1,
  WORKER_CHAIN_UNREACHABLE: 75,
  WORKER_CALL_REFUSED: 1,
  WORKER_TX_LOST: 75,
  WORKER_NO_GAS_MONEY: 1,
  WORKER_STOPPED: 75,
} as const satisfies Record<string, ExitCode>;

export type WorkerErrorCode = keyof typeof EXIT_CODES;

/** What, where (in the message) and what to do (`hint`). */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
  readonly code: WorkerErrorCode;
  /** One sentence: what to do. */
  readonly hint: string;

  constructor(code: WorkerErrorCode, options: { message: string; hint: string; cause?: unknown }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }

  get exitCode(): ExitCode {
    return EXIT_CODES[this.code];
  }
}
