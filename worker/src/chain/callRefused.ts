import { BaseError, decodeErrorResult, type Hex } from 'viem';
import { ALL_ERRORS } from './contracts.ts';

/** A contract said no: its own error by name, with its values. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused';
  /** Name of the custom error, `Error`/`Panic`, or the selector of an unknown one. */
  readonly reason: string;
  readonly values: readonly unknown[];

  constructor(parameters: { what: string; reason: string; values: readonly unknown[] }) {
    const { what, reason, values } = parameters;
    super(`${what}: ${reason}(${values.map(String).join(', ')})`);
    this.reason = reason;
    this.values = values;
  }
}

/** The refusal inside of what a node or viem threw; null when it was no revert. */
export function refusalOf(parameters: { error: unknown; what: string }): CallRefused | null {
  const { error, what } = parameters;
  if (!(error instanceof BaseError)) return null;
  const data = revertData(error);
  if (data === null) {
    const isRevert = /execution reverted|revert/i.test(`${error.shortMessage} ${error.details}`);
    return isRevert
      ? new CallRefused({ what, reason: error.details || error.shortMessage, values: [] })
      : null;
  }
  return decodeRefusal({ data, what });
}

/** The refusal that revert data says. */
export function decodeRefusal(parameters: { data: Hex; what: string }): CallRefused {
  const { data, what } = parameters;
  try {
    const { errorName, args } = decodeErrorResult({ abi: ALL_ERRORS, data });
    return new CallRefused({ what, reason: errorName, values: (args ?? []) as readonly unknown[] });
  } catch {
    return new CallRefused({ what, reason: data.slice(0, 10), values: [] });
  }
}

/** Nodes put the data at different depths: `data`, `data.data`, `error.data`. */
function revertData(error: BaseError): Hex | null {
  let found: Hex | null = null;
  error.walk((cause) => {
    const { data } = cause as { data?: unknown };
    const inner = typeof data === 'object' && data !== null ? (data as { data?: unknown }).data : data;
    if (typeof inner === 'string' && /^0x[0-9a-f]{8,}$/i.test(inner)) found = inner as Hex;
    return found !== null;
  });
  return found;
}
