/**
 * The rows of one chunk of BaseWork on the WebAssembly kernels: expansion, product, leaves and the chunk's own tree, with the time each took.
 *
 * A chunk is 256 rows from a multiple of 256 on, so its tree is a whole subtree of the commitment's: only its root need be kept.
 */
import { instantiateKernels, type WasmKernels } from '../kernels/wasmModule.ts';
import { type DotMode, detectDotMode } from '../kernels/wasmProduct.ts';
import { type BaseWorkSeed, COLUMNS, INNER, type Letter, ROW_BYTES, seedPrefix } from './definition.ts';

/** Rows of a chunk. */
export const CHUNK_ROWS = 256;

/** Milliseconds by what they were spent on. */
export interface StageTimes {
  /** Keccak expansion of rows and columns. */
  expandMs: number;
  /** Multiply-adds. */
  multiplyMs: number;
  /** Leaves. */
  leafMs: number;
  /** Nodes above the leaves. */
  treeMs: number;
}

export interface ChunkMiner {
  /** 32 bytes: the root over rows `first` … `first + count − 1`. */
  rootOf(range: { first: number; count: number }): Uint8Array;
  /** The same rows' leaves, and the bytes of one of them. */
  open(range: { first: number; count: number; row: number }): {
    leaves: Uint8Array[];
    rowBytes: Uint8Array;
  };
  /** Grows with every call. */
  readonly times: StageTimes;
}

const PREFIX_BYTES = 53;
const HASH_BYTES = 32;
/** The product's kernel works on six rows at a time. */
const PADDED_ROWS = 258;

interface Places {
  readonly prefix: number;
  readonly packed: number;
  readonly left: number;
  readonly corrections: number;
  readonly sums: number;
  readonly nodes: number;
}

interface Range {
  readonly first: number;
  readonly count: number;
}

export function createChunkMiner(seed: BaseWorkSeed): ChunkMiner {
  const kernels = instantiateKernels();
  const mode = detectDotMode(kernels);
  const times: StageTimes = { expandMs: 0, multiplyMs: 0, leafMs: 0, treeMs: 0 };
  const places = prepare({ kernels, mode, seed, times });
  const run = (range: Range): void => {
    timed({ times, stage: 'expandMs', work: () => expandRows({ kernels, places, seed, range }) });
    timed({ times, stage: 'multiplyMs', work: () => multiplyRows({ kernels, places, mode }) });
    timed({ times, stage: 'leafMs', work: () => hashRows({ kernels, places, range }) });
  };
  return {
    times,
    rootOf: (range) => {
      run(range);
      timed({ times, stage: 'treeMs', work: () => reduce({ kernels, places, count: range.count }) });
      return kernels.bytes(places.nodes, HASH_BYTES).slice();
    },
    open: ({ first, count, row }) => {
      run({ first, count });
      const leaves = Array.from({ length: count }, (_, at) =>
        kernels.bytes(places.nodes + at * HASH_BYTES, HASH_BYTES).slice(),
      );
      const entries = kernels.int32(places.sums + (row - first) * ROW_BYTES, COLUMNS);
      return { leaves, rowBytes: serializeRow(entries) };
    },
  };
}

/** 256 int32, big-endian. */
export function serializeRow(entries: Int32Array): Uint8Array {
  const bytes = Buffer.alloc(ROW_BYTES);
  entries.forEach((entry, column) => bytes.writeInt32BE(entry, column * 4));
  return bytes;
}

/** Expands B once and packs it as the product wants it. */
function prepare(parameters: {
  kernels: WasmKernels;
  mode: DotMode;
  seed: BaseWorkSeed;
  times: StageTimes;
}): Places {
  const { kernels, mode, seed, times } = parameters;
  const [prefix = 0, packed = 0, left = 0, corrections = 0, sums = 0, nodes = 0] = kernels.allocate([
    PREFIX_BYTES,
    COLUMNS * INNER,
    PADDED_ROWS * INNER,
    PADDED_ROWS * 4,
    PADDED_ROWS * ROW_BYTES,
    CHUNK_ROWS * HASH_BYTES,
  ]);
  const columns = left;
  timed({
    times,
    stage: 'expandMs',
    work: () => {
      writePrefix({ kernels, prefix, seed, letter: 'B' });
      kernels.call.expandRows(prefix, 0, COLUMNS, columns);
    },
  });
  kernels.call.packRight(COLUMNS, INNER, columns, packed, mode === 'unsigned' ? 0x80808080 : 0);
  return { prefix, packed, left, corrections, sums, nodes };
}

function writePrefix(parameters: {
  kernels: WasmKernels;
  prefix: number;
  seed: BaseWorkSeed;
  letter: Letter;
}): void {
  const { kernels, prefix, seed, letter } = parameters;
  kernels.bytes(prefix, PREFIX_BYTES).set(seedPrefix({ ...seed, letter }));
}

function expandRows(parameters: {
  kernels: WasmKernels;
  places: Places;
  seed: BaseWorkSeed;
  range: Range;
}): void {
  const { kernels, places, seed, range } = parameters;
  writePrefix({ kernels, prefix: places.prefix, seed, letter: 'A' });
  kernels.call.expandRows(places.prefix, range.first, range.count + (range.count % 2), places.left);
}

function multiplyRows(parameters: { kernels: WasmKernels; places: Places; mode: DotMode }): void {
  const { kernels, places, mode } = parameters;
  const { left, packed, corrections, sums } = places;
  if (mode === 'exact') {
    kernels.call.multiplyExact(PADDED_ROWS, COLUMNS, INNER, left, packed, sums);
    return;
  }
  kernels.call.correctRows(PADDED_ROWS, INNER, left, corrections, mode === 'unsigned' ? 128 : 0);
  kernels.call.multiplyRelaxed(PADDED_ROWS, COLUMNS, INNER, left, packed, corrections, sums);
}

function hashRows(parameters: { kernels: WasmKernels; places: Places; range: Range }): void {
  const { kernels, places, range } = parameters;
  kernels.call.hashLeaves(range.first, range.count + (range.count % 2), places.sums, places.nodes);
}

function reduce(parameters: { kernels: WasmKernels; places: Places; count: number }): void {
  const { kernels, places } = parameters;
  for (let count = parameters.count; count > 1; ) count = kernels.call.hashLevel(count, places.nodes);
}

function timed(parameters: { times: StageTimes; stage: keyof StageTimes; work: () => void }): void {
  const { times, stage, work } = parameters;
  const startMs = performance.now();
  work();
  times[stage] += performance.now() - startMs;
}
