/** Mines the base work of one node and epoch on all threads, and opens what was committed. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { WorkError } from '../workError.ts';
import { CHUNK_ROWS, createChunkMiner, type StageTimes } from './chunkMiner.ts';
import { type BaseWorkSeed, COLUMNS, MAX_ROWS, pathOf, treeOf } from './definition.ts';
import { CONTROL, type MinerInput } from './minerControl.ts';

const HASH_BYTES = 32;

export interface MineBaseWorkParameters extends BaseWorkSeed {
  /** Rows of C, 1 … 2^20; one row is one compute work unit. */
  readonly rows: number;
  /** Worker threads; all cores unless given. */
  readonly threads?: number;
  /** After every chunk of rows. */
  readonly onProgress?: (progress: { rowsDone: number; rows: number; elapsedMs: number }) => void;
  /** Ends all threads; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What is sent to `BaseWork.open` for one drawn pair, and the entry it proves. */
export interface BaseWorkOpening {
  /** The row of C: 256 int32, big-endian. */
  readonly rowBytes: Uint8Array;
  /** Siblings from the leaf upwards; a level at which the node has none has no entry. */
  readonly path: readonly Uint8Array[];
  readonly entry: number;
}

export interface BaseWork {
  readonly root: `0x${string}`;
  readonly rows: number;
  /** 32 bytes for each 256 rows: enough to open any row after a restart (`restoreBaseWork`). */
  readonly chunkRoots: Uint8Array;
  /** Computes the row's chunk again: some milliseconds. @throws WorkError CXT_WORK_RANGE */
  open(pair: { row: number; column: number }): BaseWorkOpening;
}

export interface MinedBaseWork extends BaseWork {
  readonly elapsedMs: number;
  /** Sum over all threads. */
  readonly times: StageTimes;
}

/** @throws WorkError CXT_WORK_RANGE; the signal's reason when it aborts */
export async function mineBaseWork(parameters: MineBaseWorkParameters): Promise<MinedBaseWork> {
  const { rows, signal, epochSeed, node } = parameters;
  checkRows(rows);
  signal?.throwIfAborted();
  const startMs = performance.now();
  const chunks = Math.ceil(rows / CHUNK_ROWS);
  const threads = Math.max(1, Math.min(parameters.threads ?? availableParallelism(), chunks));
  const input: MinerInput = {
    seed: { epochSeed, node },
    rows,
    chunkRoots: new SharedArrayBuffer(chunks * HASH_BYTES),
    control: new SharedArrayBuffer(8),
  };
  const times: StageTimes = { expandMs: 0, multiplyMs: 0, leafMs: 0, treeMs: 0 };
  let rowsDone = 0;
  const onRows = (count: number): void => {
    rowsDone += count;
    parameters.onProgress?.({ rowsDone, rows, elapsedMs: performance.now() - startMs });
  };
  // WHY: a single chunk takes some milliseconds, starting a thread a few hundred.
  if (chunks === 1) mineHere({ input, times, onRows });
  else await Promise.all(Array.from({ length: threads }, () => runThread({ input, times, onRows, signal })));
  signal?.throwIfAborted();
  const chunkRoots = new Uint8Array(input.chunkRoots).slice();
  const mined = restoreBaseWork({ epochSeed, node, rows, chunkRoots });
  return { ...mined, elapsedMs: performance.now() - startMs, times };
}

/** The commitment from what was kept of it. @throws WorkError CXT_WORK_RANGE */
export function restoreBaseWork(
  parameters: BaseWorkSeed & { rows: number; chunkRoots: Uint8Array },
): BaseWork {
  const { epochSeed, node, rows, chunkRoots } = parameters;
  checkRows(rows);
  if (chunkRoots.length !== Math.ceil(rows / CHUNK_ROWS) * HASH_BYTES) {
    throw new WorkError(
      'CXT_WORK_RANGE',
      `${chunkRoots.length} bytes of chunk roots do not belong to ${rows} rows`,
    );
  }
  const roots = Array.from({ length: chunkRoots.length / HASH_BYTES }, (_, at) =>
    chunkRoots.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
  const levels = treeOf(roots);
  const [root = new Uint8Array(0)] = levels.at(-1) ?? [];
  return {
    root: `0x${Buffer.from(root).toString('hex')}`,
    rows,
    chunkRoots,
    open: ({ row, column }) => {
      checkPair({ row, column, rows });
      const chunk = Math.floor(row / CHUNK_ROWS);
      const first = chunk * CHUNK_ROWS;
      const count = Math.min(CHUNK_ROWS, rows - first);
      const { leaves, rowBytes } = createChunkMiner({ epochSeed, node }).open({ first, count, row });
      const low = pathOf({ levels: treeOf(leaves), index: row - first });
      const high = pathOf({ levels, index: chunk });
      return { rowBytes, path: [...low, ...high], entry: Buffer.from(rowBytes).readInt32BE(column * 4) };
    },
  };
}

function mineHere(parameters: {
  input: MinerInput;
  times: StageTimes;
  onRows: (count: number) => void;
}): void {
  const { input, times, onRows } = parameters;
  const miner = createChunkMiner(input.seed);
  new Uint8Array(input.chunkRoots).set(miner.rootOf({ first: 0, count: input.rows }));
  addTimes({ sum: times, more: miner.times });
  onRows(input.rows);
}

function runThread(parameters: {
  input: MinerInput;
  times: StageTimes;
  onRows: (count: number) => void;
  signal: AbortSignal | undefined;
}): Promise<void> {
  const { input, times, onRows, signal } = parameters;
  const control = new Int32Array(input.control);
  const cancel = (): void => void Atomics.store(control, CONTROL.isCancelled, 1);
  return new Promise<void>((resolve, reject) => {
    const worker = new Worker(new URL('./minerThread.ts', import.meta.url), { workerData: input });
    signal?.addEventListener('abort', cancel, { once: true });
    worker.on('message', (message: { rows: number; times?: StageTimes }) => {
      if (message.rows > 0) onRows(message.rows);
      if (message.times !== undefined) addTimes({ sum: times, more: message.times });
    });
    worker.on('error', (error) => {
      cancel();
      reject(error);
    });
    worker.on('exit', (code) => {
      signal?.removeEventListener('abort', cancel);
      if (code === 0) resolve();
      else reject(new Error(`a mining thread ended with code ${code}`));
    });
  });
}

function addTimes({ sum, more }: { sum: StageTimes; more: StageTimes }): void {
  sum.expandMs += more.expandMs;
  sum.multiplyMs += more.multiplyMs;
  sum.leafMs += more.leafMs;
  sum.treeMs += more.treeMs;
}

function checkRows(rows: number): void {
  if (Number.isSafeInteger(rows) && rows >= 1 && rows <= MAX_ROWS) return;
  throw new WorkError('CXT_WORK_RANGE', `rows ${rows}: must be a whole number from 1 to ${MAX_ROWS}`);
}

function checkPair({ row, column, rows }: { row: number; column: number; rows: number }): void {
  const isIn = (value: number, count: number): boolean =>
    Number.isSafeInteger(value) && value >= 0 && value < count;
  if (isIn(row, rows) && isIn(column, COLUMNS)) return;
  throw new WorkError('CXT_WORK_RANGE', `(${row}, ${column}) is not an entry of ${rows} × ${COLUMNS}`);
}
