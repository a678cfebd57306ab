import { mineBaseWork, restoreBaseWork } from '../basework/index.ts';
import { createMutex } from '../chain/mutex.ts';
import type { Miner } from './ports.ts';

/** Mining threads for all nodes of a process: one order after the other, each on all threads. */
export function createMiner(parameters: { threads: number }): Miner {
  const exclusive = createMutex();
  let rate: number | null = null;
  return {
    get rowsPerSecond() {
      return rate;
    },
    mine: ({ seed, node, rows, signal, onProgress }) =>
      exclusive(async () => {
        const mined = await mineBaseWork({
          epochSeed: seed,
          node,
          rows,
          threads: parameters.threads,
          signal,
          ...(onProgress === undefined ? {} : { onProgress }),
        });
        rate = (rows * 1_000) / mined.elapsedMs;
        return mined;
      }),
    restore: ({ seed, node, rows, chunkRoots }) =>
      restoreBaseWork({ epochSeed: seed, node, rows, chunkRoots }),
  };
}
