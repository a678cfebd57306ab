/** What happens next in a sequence: mostly what makes sense in this state, sometimes what must be refused. */
import type { Economy, Operation } from '@cxt-bridge/adapters/economy';
import type { Hex } from '@cxt-bridge/adapters/protocol';

import { courtOperation } from './plan/courtOperations.ts';
import { intruderOperation } from './plan/intruderOperations.ts';
import { jobOperation } from './plan/jobOperations.ts';
import { poolOperation } from './plan/poolOperations.ts';
import { stakeOperation } from './plan/stakeOperations.ts';
import { workOperation } from './plan/workOperations.ts';
import type { RandomSource } from './randomSource.ts';

/** What a plan may look at. */
export interface Scene {
  /** The state in the block that the operation will be in. */
  readonly economy: Economy;
  readonly random: RandomSource;
  /** Hash of a block, or 32 zero bytes while there is none. */
  readonly hashOf: (block: bigint) => Promise<Hex>;
}

/** Which contracts a sequence dwells on. */
export type Focus = 'pool' | 'stake' | 'jobs' | 'all';

type Plan = (scene: Scene) => Operation | null | Promise<Operation | null>;

const WEIGHTS: Readonly<Record<Focus, readonly (readonly [number, Plan])[]>> = {
  pool: [
    [5, poolOperation],
    [3, workOperation],
    [3, intruderOperation],
    [1, stakeOperation],
  ],
  stake: [
    [5, stakeOperation],
    [4, intruderOperation],
    [1, poolOperation],
  ],
  jobs: [
    [12, jobOperation],
    [4, courtOperation],
    [1, poolOperation],
    [1, stakeOperation],
  ],
  all: [
    [5, jobOperation],
    [2, courtOperation],
    [2, poolOperation],
    [2, stakeOperation],
    [1, workOperation],
    [1, intruderOperation],
  ],
};

/** The next operation; null when nothing of the chosen kind can be tried. */
export async function planOperation(scene: Scene, focus: Focus): Promise<Operation | null> {
  return scene.random.weighted(WEIGHTS[focus])(scene);
}
