import type { Blame, ErrorRow, ExitCode, Retry } from './errorRow.ts';
import { fillTemplate } from './errorRow.ts';
import { BRIDGE_ERRORS, type BridgeErrorCode, type ContextOf } from './errorTable.ts';
import { scrub } from './scrub.ts';
import { scrubCause } from './scrubCause.ts';

export type BridgeErrorOptions<C extends BridgeErrorCode> = {
  /** Values are scrubbed. More than the table asks for may be given. */
  readonly context: ContextOf<C> & Readonly<Record<string, string>>;
  /** Kept as a scrubbed copy, so that logging it is safe. */
  readonly cause?: unknown;
};

/** The one error class of the relayer. Callers decide by `code` and `retry`, never by text. */
export class BridgeError<C extends BridgeErrorCode = BridgeErrorCode> extends Error {
  override readonly name = 'BridgeError';
  readonly code: C;
  readonly context: Readonly<Record<string, string>>;

  constructor(code: C, options: BridgeErrorOptions<C>) {
    const row: ErrorRow = BRIDGE_ERRORS[code];
    const context = Object.fromEntries(Object.entries(options.context).map(([k, v]) => [k, scrub(v)]));
    const what = fillTemplate({ template: row.what, values: context });
    const where = fillTemplate({ template: row.where, values: context });
    super(
      where === '' ? what : `${what}: ${where}`,
      options.cause === undefined ? undefined : { cause: scrubCause(options.cause) },
    );
    this.code = code;
    this.context = context;
  }

  get retry(): Retry {
    return this.#row.retry;
  }

  get blame(): Blame {
    return this.#row.blame;
  }

  /** True where somebody has to be woken. */
  get alert(): boolean {
    return this.#row.alert;
  }

  get exitCode(): ExitCode {
    return this.#row.exitCode;
  }

  /** One sentence: what to do. */
  get hint(): string {
    return fillTemplate({ template: this.#row.hint, values: this.context });
  }

  get #row(): ErrorRow {
    return BRIDGE_ERRORS[this.code];
  }
}

/** Narrows to one code (or to any `BridgeError` when none is given). */
export function isBridgeError<C extends BridgeErrorCode = BridgeErrorCode>(
  error: unknown,
  code?: C,
): error is BridgeError<C> {
  return error instanceof BridgeError && (code === undefined || error.code === code);
}
