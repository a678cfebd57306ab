/** Deterministic randomness: one seed, one sequence, on every machine (Marsaglia's xorshift, 2003, scrambled by a multiply). */
import type { Randomness } from '../core/index.ts';

/** A `Randomness` that can hand out independent, equally deterministic streams. */
export interface SeededRandomness extends Randomness {
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
}

/** Makes a stream from any integer seed. */
export function seededRandomness(seed: number): SeededRandomness {
  // Never zero: xorshift would stay there.
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (Math.imul(state, 0x9e3779bb) >>> 0) / 2 ** 32;
  };
  return {
    next,
    below: (bound) => Math.floor(next() * bound),
    chance: (probability) => next() < probability,
  };
}
