/**
 * The int8 matrix product on WebAssembly SIMD.
 *
 * The relaxed dot product is sixteen multiply-adds in one instruction, but what it answers where its second operand has the high bit set is the
 * engine's choice. It is used only where a trial over the edges shows that the choice is exact; else the instructions that are exact everywhere.
 */
import { WorkError } from '../workError.ts';
import { checkProduct, multiplyScalar, type Product, type ProductInput } from './product.ts';
import { instantiateKernels, type WasmKernels } from './wasmModule.ts';

/** How the relaxed dot product reads its right operand: `unsigned` (x86 with VNNI), `signed` (ARM), or not exactly. */
export type DotMode = 'unsigned' | 'signed' | 'exact';

const FLIP = { unsigned: 0x80808080, signed: 0, exact: 0 } as const;
const BIAS = { unsigned: 128, signed: 0, exact: 0 } as const;
/** Entries of the product that are held in the instance's memory at once. */
const SLAB_ENTRIES = 1 << 22;
/** Rows of the inner kernel's block. */
const ROWS = 6;
const COLUMNS = 8;

/** A product of its own instance. `mode` is found by trial unless given. */
export function createWasmProduct(kernels: WasmKernels = instantiateKernels(), mode?: DotMode): Product {
  const found = mode ?? detectDotMode(kernels);
  return (input) => {
    checkProduct(input);
    return multiply({ kernels, mode: found, input });
  };
}

/** The fastest mode that is right on the edges; `exact` must be, or the engine is broken. @throws WorkError CXT_WORK_KERNEL_UNSOUND */
export function detectDotMode(kernels: WasmKernels): DotMode {
  const modes: readonly DotMode[] = ['unsigned', 'signed', 'exact'];
  const input = edgeCase();
  const right = multiplyScalar(input);
  for (const mode of modes) {
    const got = multiply({ kernels, mode, input });
    if (right.every((value, index) => value === got[index])) return mode;
  }
  throw new WorkError(
    'CXT_WORK_KERNEL_UNSOUND',
    'WebAssembly SIMD of this engine multiplies wrongly: use another Node version',
  );
}

/** All pairs of edge values side by side, so that sums of neighbours would saturate or change their sign. */
function edgeCase(): ProductInput {
  const edges = [-128, -127, -1, 0, 1, 63, 64, 126, 127];
  const k = 64;
  const rowOf = (value: number, other: number): number[] =>
    Array.from({ length: k }, (_, at) => (at % 3 === 2 ? other : value));
  const rows = edges.flatMap((value) => edges.map((other) => rowOf(value, other)));
  const left = Int8Array.from(rows.flat());
  return { left, rightColumns: left.slice(), m: rows.length, n: rows.length, k };
}

function multiply(parameters: { kernels: WasmKernels; mode: DotMode; input: ProductInput }): Int32Array {
  const { kernels, mode, input } = parameters;
  const { left, rightColumns, m, n, k } = input;
  const out = new Int32Array(m * n);
  if (m === 0 || n === 0 || k === 0) return out;
  const inner = roundUp(k, 4);
  const columns = roundUp(n, COLUMNS);
  const slab = Math.min(roundUp(m, ROWS), Math.max(ROWS, roundUp(Math.floor(SLAB_ENTRIES / columns), ROWS)));
  const [raw = 0, packed = 0, rows = 0, corrections = 0, sums = 0] = kernels.allocate([
    columns * inner,
    columns * inner,
    slab * inner,
    slab * 4,
    slab * columns * 4,
  ]);
  place({ kernels, at: raw, matrix: rightColumns, count: n, padded: columns, k, inner });
  kernels.call.packRight(columns, inner, raw, packed, FLIP[mode]);
  for (let first = 0; first < m; first += slab) {
    const count = Math.min(slab, m - first);
    const padded = roundUp(count, ROWS);
    const matrix = left.subarray(first * k, (first + count) * k);
    place({ kernels, at: rows, matrix, count, padded, k, inner });
    if (mode === 'exact') kernels.call.multiplyExact(padded, columns, inner, rows, packed, sums);
    else {
      kernels.call.correctRows(padded, inner, rows, corrections, BIAS[mode]);
      kernels.call.multiplyRelaxed(padded, columns, inner, rows, packed, corrections, sums);
    }
    collect({ kernels, sums, out, first, count, n, columns });
  }
  return out;
}

/** Copies rows of `k` bytes to places `inner` apart; what pads them is zero. */
function place(parameters: {
  kernels: WasmKernels;
  at: number;
  matrix: Int8Array;
  count: number;
  padded: number;
  k: number;
  inner: number;
}): void {
  const { kernels, at, matrix, count, padded, k, inner } = parameters;
  const target = kernels.bytes(at, padded * inner);
  const source = new Uint8Array(matrix.buffer, matrix.byteOffset, matrix.length);
  if (k === inner) {
    target.set(source);
    target.fill(0, source.length);
    return;
  }
  target.fill(0);
  for (let row = 0; row < count; row++) {
    target.set(source.subarray(row * k, (row + 1) * k), row * inner);
  }
}

function collect(parameters: {
  kernels: WasmKernels;
  sums: number;
  out: Int32Array;
  first: number;
  count: number;
  n: number;
  columns: number;
}): void {
  const { kernels, sums, out, first, count, n, columns } = parameters;
  const all = kernels.int32(sums, count * columns);
  if (n === columns) {
    out.set(all, first * n);
    return;
  }
  for (let row = 0; row < count; row++) {
    out.set(all.subarray(row * columns, row * columns + n), (first + row) * n);
  }
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
