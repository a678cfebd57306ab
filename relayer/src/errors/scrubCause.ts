import { scrub } from './scrub.ts';

const MAX_DEPTH = 5;

/** A foreign error without secrets: name, message, stack and code survive, all scrubbed; attached objects do not. */
class ScrubbedCause extends Error {
  override readonly name: string;
  /** Code of the foreign error (`ENOSPC`, `ERR_SQLITE_ERROR`, `-32005`), if it had one. */
  readonly code: string | undefined;

  constructor(options: { name: string; message: string; code: string | undefined; cause: unknown }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = options.name;
    this.code = options.code;
  }
}

/** Copies an error and its causes, five deep, without secrets. Errors of our own are safe already and stay as they are. */
export function scrubCause(cause: unknown, depth = 0): unknown {
  if (depth >= MAX_DEPTH) return undefined;
  if (!(cause instanceof Error)) return scrub(String(cause));
  if (cause.name === 'BridgeError') return cause;
  const { code } = cause as { code?: unknown };
  const copy = new ScrubbedCause({
    name: cause.name,
    message: scrub(cause.message),
    code: typeof code === 'string' || typeof code === 'number' ? String(code) : undefined,
    cause: cause.cause === undefined ? undefined : scrubCause(cause.cause, depth + 1),
  });
  if (cause.stack !== undefined) copy.stack = scrub(cause.stack);
  return copy;
}
