import type { Hex } from 'viem';
import type { ComputedResult } from './ports.ts';

/**
 * What a node does with what it computed. The shipped node knows {@link honest} only; others exist for tests and the devnet, which show
 * that they lose money.
 */
export interface Behaviour {
  /** The result that is committed to and revealed for what was computed. */
  executes(computed: ComputedResult, jobId: Hex): ComputedResult;
  commits(jobId: Hex): boolean;
  reveals(jobId: Hex): boolean;
  /** The result that a seat of that class holds for right, given the one it computed. */
  judges(computed: ComputedResult | null, jobId: Hex, level: number): ComputedResult | null;
}

/** Submits and votes for what it computed, nothing else. */
export const honest: Behaviour = {
  executes: (computed) => computed,
  commits: () => true,
  reveals: () => true,
  judges: (computed) => computed,
};
