/**
 * Nodes that do what they must not, so that the devnet can show what it costs them. The shipped node has no such choice.
 *
 * The lying executor bribes: on the first committee of its jobs everybody votes for its result. Higher committees are honest.
 */
import type { Hex } from 'viem';

import { type Behaviour, honest } from '../../../worker/src/engine/behaviour.ts';
import type { ComputedResult } from '../../../worker/src/engine/ports.ts';
import { lyingExecutor, neverCommits } from '../../../worker/src/testing/dishonest.ts';
import type { NodeCharacter } from './workersConfig.ts';

/** What the nodes of one process do with what they computed, by character. */
export function characters(): Readonly<Record<NodeCharacter, Behaviour>> {
  const bribed = new Map<Hex, ComputedResult>();
  return {
    honest: {
      ...honest,
      judges: (computed, jobId, level) => (level === 0 ? (bribed.get(jobId) ?? computed) : computed),
    },
    silent: neverCommits,
    lying: {
      ...lyingExecutor,
      executes: (computed, jobId) => {
        const lie = lyingExecutor.executes(computed, jobId);
        bribed.set(jobId, lie);
        return lie;
      },
    },
  };
}
