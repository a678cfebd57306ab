/** An EVM node's refusal of one request, translated into the closed list of chain errors; and results without one. */
import { ChainError, type ChainErrorCode } from '../../core/chainError.ts';
import { resultOf as resultOfOutcome, type RpcOutcome } from '../../rpc/jsonRpcClient.ts';
import type { RpcFault } from '../../rpc/rpcFault.ts';
import { saysRateLimited, saysStateUnavailable } from './nodeDialect.ts';

/** EIP-1474: resource not found, resource unavailable. */
const STATE_CODES: ReadonlySet<number> = new Set([-32001, -32002, -39001]);
/** EIP-1474 limit exceeded; 429 and -32029 are used by hosted nodes. */
const LIMIT_CODES: ReadonlySet<number> = new Set([-32005, -32029, 429]);

/** The code for a refusal, by numeric code first and by the node's words only where the code says nothing. */
export function faultCode(fault: RpcFault): ChainErrorCode {
  if (LIMIT_CODES.has(fault.code)) return 'CXT_CHAIN_RATE_LIMITED';
  if (STATE_CODES.has(fault.code)) return 'CXT_CHAIN_STATE_UNAVAILABLE';
  if (saysRateLimited(fault.message)) return 'CXT_CHAIN_RATE_LIMITED';
  if (saysStateUnavailable(fault.message)) return 'CXT_CHAIN_STATE_UNAVAILABLE';
  return 'CXT_CHAIN_BAD_ANSWER';
}

/** A refusal as an error that callers can decide by. */
export function faultError(args: { label: string; method: string; fault: RpcFault }): ChainError {
  const { label, method, fault } = args;
  return new ChainError(faultCode(fault), `${label} refused ${method}: ${fault.message} (${fault.code})`, {
    provider: label,
    method,
    rpcCode: String(fault.code),
  });
}

/** The result of an outcome. @throws ChainError for a refusal, and for a request left unanswered */
export function resultOf(args: { outcome: RpcOutcome | undefined; label: string; method: string }): unknown {
  return resultOfOutcome({ ...args, faultError });
}
