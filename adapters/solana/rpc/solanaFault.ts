/**
 * A Solana node's refusal of one request, and its translation into the closed list of chain errors.
 *
 * Codes: agave, `rpc-client-api/src/custom_error.rs`. The words of a node are read only where hosted nodes use one of these
 * numbers for something else.
 */
import { ChainError, type ChainErrorCode } from '../../core/chainError.ts';
import type { RpcFault } from '../../rpc/rpcFault.ts';

const BLOCK_CLEANED_UP = -32_001;
const PREFLIGHT_FAILURE = -32_002;
const SIGNATURE_INVALID = -32_003;
const BLOCK_NOT_AVAILABLE = -32_004;
const NODE_UNHEALTHY = -32_005;
const SLOT_SKIPPED = -32_007;
const NO_SNAPSHOT = -32_008;
const SLOT_SKIPPED_LONG_TERM = -32_009;
const HISTORY_NOT_AVAILABLE = -32_011;
const BLOCK_STATUS_NOT_YET = -32_014;
const MIN_CONTEXT_SLOT_NOT_REACHED = -32_016;
const LONG_TERM_STORAGE_UNREACHABLE = -32_019;
const METHOD_NOT_FOUND = -32_601;
const INVALID_PARAMS = -32_602;

const BEHIND_OR_PRUNED: ReadonlySet<number> = new Set([
  BLOCK_CLEANED_UP,
  BLOCK_NOT_AVAILABLE,
  NODE_UNHEALTHY,
  NO_SNAPSHOT,
  HISTORY_NOT_AVAILABLE,
  BLOCK_STATUS_NOT_YET,
  MIN_CONTEXT_SLOT_NOT_REACHED,
  LONG_TERM_STORAGE_UNREACHABLE,
]);
const LIMITS: ReadonlySet<number> = new Set([429, -32_429, -32_097]);
const SAYS_LIMITED = /rate limit|too many requests|request limit|limit reached|exceeded .*limit/i;

/** The code for a refusal. */
export function solanaFaultCode(fault: RpcFault): ChainErrorCode {
  if (isLimit(fault)) return 'CXT_CHAIN_RATE_LIMITED';
  return BEHIND_OR_PRUNED.has(fault.code) ? 'CXT_CHAIN_STATE_UNAVAILABLE' : 'CXT_CHAIN_BAD_ANSWER';
}

/** A refusal as an error that callers can decide by. */
export function solanaFaultError(at: { label: string; method: string; fault: RpcFault }): ChainError {
  const { label, method, fault } = at;
  const message =
    fault.code === METHOD_NOT_FOUND
      ? `${label} does not serve ${method}, which is needed: use a provider that does`
      : `${label} refused ${method}: ${fault.message} (${fault.code})`;
  return new ChainError(solanaFaultCode(fault), message, {
    provider: label,
    method,
    rpcCode: String(fault.code),
  });
}

/** The node says that this slot has no block, or none yet. */
export function saysNoBlock(fault: RpcFault): boolean {
  // WHY: one hosted service answers -32007 when its quota is used up; taken for a skipped slot, blocks would vanish.
  if (isLimit(fault)) return false;
  return [SLOT_SKIPPED, SLOT_SKIPPED_LONG_TERM, BLOCK_NOT_AVAILABLE, BLOCK_STATUS_NOT_YET].includes(
    fault.code,
  );
}

/** The node itself refused the bytes of a transaction, whatever the chain may have. */
export function refusesTransaction(fault: RpcFault): boolean {
  return [PREFLIGHT_FAILURE, SIGNATURE_INVALID, INVALID_PARAMS].includes(fault.code) && !isLimit(fault);
}

function isLimit({ code, message }: RpcFault): boolean {
  return LIMITS.has(code) || SAYS_LIMITED.test(message);
}
