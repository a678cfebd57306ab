/**
 * The one place that reads the words of a node. JSON-RPC leaves the codes of most refusals to the node (-32000, -32003), so
 * these are told apart by text; every pattern has a fixture with its source in `nodeDialect.fixtures.ts`.
 *
 * Guarantee: an unknown text is `null`, never a guess.
 */

/** Why a node refused a signed transaction. */
export type SendRefusal = 'known' | 'nonceTooLow' | 'underpriced' | 'insufficientFunds';

const SEND_REFUSALS: readonly (readonly [RegExp, SendRefusal])[] = [
  [/already ?known|already imported|known transaction|existing tx with same hash/i, 'known'],
  [/nonce too low|OldNonce/i, 'nonceTooLow'],
  [
    /underpriced|fee too low|FeeTooLow|could not replace existing tx|max fee per gas less than block base fee/i,
    'underpriced',
  ],
  [/insufficient ?funds/i, 'insufficientFunds'],
];

/** Reads the refusal of `eth_sendRawTransaction`; `null` when the words are not known. */
export function readSendRefusal(message: string): SendRefusal | null {
  return SEND_REFUSALS.find(([pattern]) => pattern.test(message))?.[1] ?? null;
}

const STATE_UNAVAILABLE =
  /header not found|missing trie node|unknown block|block not found|resource not found|no state available|exceeds maximum proof window/i;

/** True where the node says that it does not have (or no longer has) the asked block or state. */
export function saysStateUnavailable(message: string): boolean {
  return STATE_UNAVAILABLE.test(message);
}

const RATE_LIMITED = /rate limit|too many requests|compute units per second/i;

/** True where the node says that it was asked too often. */
export function saysRateLimited(message: string): boolean {
  return RATE_LIMITED.test(message);
}

const TAG_UNKNOWN =
  /finalized block not found|unknown block|block not found|hex string without 0x prefix|invalid block/i;

/** True where the words mean that the node does not know the `finalized` tag, or has nothing to answer for it. */
export function saysTagUnknown(message: string): boolean {
  return TAG_UNKNOWN.test(message);
}

const REVERTED = /execution reverted|out of gas|gas required exceeds allowance/i;

/** True where an estimate failed because the call does, not because the node does. */
export function saysReverted(message: string): boolean {
  return REVERTED.test(message);
}
