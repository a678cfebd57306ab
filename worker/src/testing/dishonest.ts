/** Nodes that do not do their duty, for tests and the devnet: each shows that it loses money by it. */
import { keccak256 } from 'viem';
import { type Behaviour, honest } from '../engine/behaviour.ts';

/** Bids, is drawn, and is never heard of again. */
export const neverCommits: Behaviour = { ...honest, commits: () => false, reveals: () => false };

/** Commits and keeps the result to itself. */
export const neverReveals: Behaviour = { ...honest, reveals: () => false };

/** Submits a result that it made up. */
export const lyingExecutor: Behaviour = {
  ...honest,
  executes: (computed) => {
    const bytes = new TextEncoder().encode(`not the result of ${computed.resultHash}`);
    return { ...computed, bytes, outputs: [], resultHash: keccak256(bytes) };
  },
};

/** Votes that no executor has a valid result, whatever it computed. */
export const lyingSeat: Behaviour = { ...honest, judges: () => null };
