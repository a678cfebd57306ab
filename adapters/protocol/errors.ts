/**
 * The one error class of the protocol library.
 *
 * Guarantee: whatever a codec or verifier refuses, it refuses with a {@link ProtocolError} whose code names the reason.
 */
import { PROTOCOL_ERRORS, type ProtocolErrorCode } from './errorTable.ts';

/** Facts about the refused value; bigints are allowed, secrets are not. */
export type ProtocolErrorContext = Readonly<Record<string, string | number | bigint | boolean | undefined>>;

/** Refusal of a value by a codec or verifier. `code` is stable; `message` and `hint` are for people. */
export class ProtocolError extends Error {
  readonly code: ProtocolErrorCode;
  readonly context: ProtocolErrorContext;
  readonly hint: string;

  constructor(code: ProtocolErrorCode, context: ProtocolErrorContext = {}) {
    const [message, hint] = PROTOCOL_ERRORS[code];
    super(`${code}: ${message}${describe(context)}`);
    this.name = 'ProtocolError';
    this.code = code;
    this.context = context;
    this.hint = hint;
  }
}

/** True if `error` is a {@link ProtocolError}, and of `code` if one is given. */
export function isProtocolError(error: unknown, code?: ProtocolErrorCode): error is ProtocolError {
  return error instanceof ProtocolError && (code === undefined || error.code === code);
}

function describe(context: ProtocolErrorContext): string {
  const parts = Object.entries(context).map(([key, value]) => `${key}=${String(value).slice(0, 140)}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
