/** A mining thread: takes the next chunk that nobody has taken, until none is left or it is told to stop. */
import { parentPort, workerData } from 'node:worker_threads';
import { CHUNK_ROWS, createChunkMiner } from './chunkMiner.ts';
import { CONTROL, type MinerInput } from './minerControl.ts';

const input = workerData as MinerInput;
const control = new Int32Array(input.control);
const chunkRoots = new Uint8Array(input.chunkRoots);
const chunks = chunkRoots.length / 32;
const miner = createChunkMiner(input.seed);
while (Atomics.load(control, CONTROL.isCancelled) === 0) {
  const chunk = Atomics.add(control, CONTROL.nextChunk, 1);
  if (chunk >= chunks) break;
  const first = chunk * CHUNK_ROWS;
  const count = Math.min(CHUNK_ROWS, input.rows - first);
  chunkRoots.set(miner.rootOf({ first, count }), chunk * 32);
  parentPort?.postMessage({ rows: count });
}
parentPort?.postMessage({ rows: 0, times: miner.times });
