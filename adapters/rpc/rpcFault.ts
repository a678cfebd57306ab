/** A node's own refusal of one request. */
import type { ChainError } from '../core/chainError.ts';

/** The `error` member of a JSON-RPC answer; `message` is scrubbed of credentials already. */
export interface RpcFault {
  readonly code: number;
  readonly message: string;
  readonly data: unknown;
}

/** A refusal as an error that callers can decide by: codes and words differ between the kinds of chains. */
export type FaultError = (at: { label: string; method: string; fault: RpcFault }) => ChainError;
