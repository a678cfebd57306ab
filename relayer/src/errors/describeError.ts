import { CHAIN_ERRORS, ChainError } from '@cxt-bridge/adapters/core';
import { BridgeError } from './bridgeError.ts';
import type { Blame, ExitCode, Retry } from './errorRow.ts';
import { scrub } from './scrub.ts';

export interface ErrorDescription {
  /** `what: where: what to do`, one line, without secrets. */
  readonly line: string;
  readonly code: string;
  readonly retry: Retry;
  readonly blame: Blame;
  readonly alert: boolean;
  readonly exitCode: ExitCode;
}

const DISK_FULL_CODES: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

/** Says any error in one line for a terminal, and with which status the process should end (relayer design §7, §9). */
export function describeError(error: unknown): ErrorDescription {
  if (error instanceof ChainError) return describeChainError(error);
  if (isRefusedValue(error)) return describeRefusedValue(error);
  const known = asBridgeError(error);
  return {
    line: oneLine(`${known.message}: ${known.hint}`),
    code: known.code,
    retry: known.retry,
    blame: known.blame,
    alert: known.alert,
    exitCode: known.exitCode,
  };
}

/** Turns anything that was thrown into a `BridgeError`; unknown things are `CXT_PROCESS_UNEXPECTED`, which retries and alerts. */
export function asBridgeError(error: unknown): BridgeError {
  if (error instanceof BridgeError) return error;
  const { code, path } = (error ?? {}) as { code?: unknown; path?: unknown };
  if (DISK_FULL_CODES.includes(code)) {
    const where = typeof path === 'string' ? path : 'the data directory';
    return new BridgeError('CXT_PROCESS_DISK_FULL', { context: { path: where }, cause: error });
  }
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new BridgeError('CXT_PROCESS_UNEXPECTED', { context: { detail }, cause: error });
}

const CHAIN_HINTS: Readonly<Record<Retry, string>> = {
  now: 'it is tried again',
  backoff: 'it is tried again; check the RPC URLs if it stays',
  'next-block': 'it is tried again at the next block',
  operator: 'correct the config or replace the provider, then start again',
  never: 'report it with the log',
};

function describeChainError(error: ChainError): ErrorDescription {
  const where = Object.entries(error.context)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  const middle = where === '' ? '' : `: ${where}`;
  const { blame } = CHAIN_ERRORS[error.code];
  const temporary = error.retry === 'backoff';
  return {
    line: oneLine(`${scrub(error.message)}${scrub(middle)}: ${CHAIN_HINTS[error.retry]}`),
    code: error.code,
    retry: error.retry,
    blame,
    alert: error.alert,
    exitCode: temporary ? 75 : blame === 'us' ? 70 : 1,
  };
}

interface RefusedValue extends Error {
  readonly code: string;
  readonly hint: string;
}

// WHY: recognised by its code and not by class, so that saying an error does not load the protocol library.
function isRefusedValue(error: unknown): error is RefusedValue {
  if (!(error instanceof Error)) return false;
  const { code, hint } = error as Partial<RefusedValue>;
  return typeof code === 'string' && code.startsWith('CXT_WIRE_') && typeof hint === 'string';
}

/** Refused bytes or figures: on the command line they are the user's; those of peers are translated before they come here. */
function describeRefusedValue(error: RefusedValue): ErrorDescription {
  return {
    line: oneLine(scrub(`${error.message}: ${error.hint}`)),
    code: error.code,
    retry: 'never',
    blame: 'user',
    alert: false,
    exitCode: 1,
  };
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}
