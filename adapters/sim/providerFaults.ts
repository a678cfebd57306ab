/** What can be wrong with one RPC endpoint. Every rate is drawn from the provider's own seeded randomness. */

/** A false story about one chain, told from `fromHeight` on. */
export interface Lie {
  /**
   * `forgedAmount`: packets carry another amount; `droppedEvent`: sends did not happen; `forgedSupply`: the supply is higher
   * than it is.
   */
  readonly kind: 'forgedAmount' | 'droppedEvent' | 'forgedSupply';
  readonly fromHeight: bigint;
  /**
   * Who can notice. `quorum`: a whole chain of its own, consistent down to the block hashes, so only another provider gives it
   * away. `adapter`: true hashes over false contents, which an adapter that checks proofs refuses with a `ChainError`.
   * `relayer`: false contents under true hashes that pass the adapter; lane hash and ledger must catch them.
   */
  readonly caughtBy: 'quorum' | 'adapter' | 'relayer';
}

/** Faults of one provider; rates are probabilities a call. */
export interface ProviderFaults {
  readonly latencyMs: { readonly min: number; readonly max: number };
  /** Nothing answers. */
  readonly down: boolean;
  readonly unreachableRate: number;
  readonly rateLimitedRate: number;
  readonly timeoutRate: number;
  /** How long a call hangs before it counts as timed out. */
  readonly timeoutMs: number;
  /** How far behind the head this node is. It never goes back, it only stands still. */
  readonly lagBlocks: number;
  /** The node does not know the finality tag. */
  readonly withoutFinality: boolean;
  /** How far the reported final block falls behind the true one: a node that takes finality back. */
  readonly finalizedBackBlocks: number;
  /** Says yes to a broadcast and loses it. */
  readonly broadcastLostRate: number;
  /** Passes a broadcast on and answers with an error. */
  readonly broadcastErrorRate: number;
  /** Solana-like chains: says of every anchor that it has expired; who believes it signs anew too early. */
  readonly anchorsExpireAtOnce: boolean;
  /** Solana-like chains: runs a transaction before it takes it, and refuses what would fail. */
  readonly preflight: boolean;
  readonly lie: Lie | null;
}

/** A perfect endpoint. */
export const NO_FAULTS: ProviderFaults = {
  latencyMs: { min: 0, max: 0 },
  down: false,
  unreachableRate: 0,
  rateLimitedRate: 0,
  timeoutRate: 0,
  timeoutMs: 10_000,
  lagBlocks: 0,
  withoutFinality: false,
  finalizedBackBlocks: 0,
  broadcastLostRate: 0,
  broadcastErrorRate: 0,
  anchorsExpireAtOnce: false,
  preflight: false,
  lie: null,
};
