/** Words of nodes, each with where it was read. */
import type { SendRefusal } from './nodeDialect.ts';

export interface DialectFixture<Meaning> {
  readonly source: string;
  readonly text: string;
  readonly means: Meaning;
}

const ANVIL = 'anvil 1.7.1, observed';
const GETH = 'go-ethereum core/txpool/errors.go, core/error.go, core/txpool/validation.go';
const ERIGON = 'erigon, transaction pool discard reasons';
const NETHERMIND = 'nethermind AcceptTxResult';

/** Refusals of `eth_sendRawTransaction`. */
export const SEND_REFUSAL_FIXTURES: readonly DialectFixture<SendRefusal | null>[] = [
  { source: ANVIL, text: 'transaction already imported', means: 'known' },
  { source: ANVIL, text: 'nonce too low', means: 'nonceTooLow' },
  { source: ANVIL, text: 'replacement transaction underpriced', means: 'underpriced' },
  { source: ANVIL, text: 'max fee per gas less than block base fee', means: 'underpriced' },
  { source: ANVIL, text: 'Insufficient funds for gas * price + value', means: 'insufficientFunds' },
  { source: ANVIL, text: 'intrinsic gas too low', means: null },
  { source: ANVIL, text: 'invalid chain id for signer', means: null },
  { source: ANVIL, text: 'Failed to decode transaction', means: null },
  { source: GETH, text: 'already known', means: 'known' },
  {
    source: 'go-ethereum before 1.9.14',
    text: 'known transaction: 0d3ce99cf75b327eb43565f2b64c9fe4',
    means: 'known',
  },
  { source: GETH, text: 'nonce too low: next nonce 12, tx nonce 11', means: 'nonceTooLow' },
  { source: GETH, text: 'transaction underpriced', means: 'underpriced' },
  {
    source: GETH,
    text: 'insufficient funds for gas * price + value: balance 0, tx cost 21000, overshot 21000',
    means: 'insufficientFunds',
  },
  { source: GETH, text: 'txpool is full', means: null },
  { source: GETH, text: 'nonce too high', means: null },
  { source: ERIGON, text: 'INTERNAL_ERROR: existing tx with same hash', means: 'known' },
  { source: ERIGON, text: 'INTERNAL_ERROR: could not replace existing tx', means: 'underpriced' },
  { source: NETHERMIND, text: 'AlreadyKnown', means: 'known' },
  { source: NETHERMIND, text: 'OldNonce', means: 'nonceTooLow' },
  { source: NETHERMIND, text: 'FeeTooLowToCompete', means: 'underpriced' },
  {
    source: NETHERMIND,
    text: 'InsufficientFunds, Account balance: 0, cumulative cost: 21000',
    means: 'insufficientFunds',
  },
];

/** Refusals for want of a block or of its state. */
export const STATE_FIXTURES: readonly DialectFixture<boolean>[] = [
  { source: ANVIL, text: 'Resource not found', means: true },
  { source: 'go-ethereum', text: 'header not found', means: true },
  {
    source: 'go-ethereum',
    text: 'missing trie node 1f2e (path ) state 0x1f2e is not available, not found',
    means: true,
  },
  { source: 'reth', text: 'distance to target block exceeds maximum proof window', means: true },
  { source: 'nethermind', text: 'No state available for block 0x1f2e', means: true },
  { source: ANVIL, text: 'Method not found', means: false },
];

/** Refusals of the `finalized` tag. */
export const TAG_FIXTURES: readonly DialectFixture<boolean>[] = [
  { source: 'go-ethereum eth/api_backend.go', text: 'finalized block not found', means: true },
  { source: 'anvil 1.7.1, asked for an unknown tag', text: 'hex string without 0x prefix', means: true },
  { source: 'any', text: 'rate limit exceeded', means: false },
];
