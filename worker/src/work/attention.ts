/**
 * Multi-head self-attention on int8 activations, without the residual. Scales of the operation: 0 query, 1 key, 2 value, 3 output (the four linear
 * maps), 4 score, 5 mix. For each sequence of `size` rows and each head, with q, k, v the head's columns:
 *
 *     score[i][j] = clamp16(rescale₄(Σ q[i]·k[j]))        sixteenths of an octave, −32,768 … 32,767
 *     weight[i]   = softmax of score[i], one = 127
 *     mix[i]      = clamp8(rescale₅(Σ weight[i][j] · v[j]))
 */
import type { Product } from '../kernels/product.ts';
import { WorkError } from '../workError.ts';
import { type Activations, dense, stage } from './dense.ts';
import { clamp, rescaler, type Scale, softmaxInto } from './fixedPoint.ts';
import type { Operation } from './modelBlob.ts';

const ONE = 127;
const SCORE = { least: -32_768, most: 32_767 } as const;

/** @throws WorkError CXT_JOB_SHAPE_MISMATCH, CXT_JOB_TOO_LARGE */
export function attend(parameters: { operation: Operation; x: Activations; product: Product }): Activations {
  const { operation, x, product } = parameters;
  const { size: tokens, heads } = operation;
  if (x.rows % tokens !== 0) {
    throw new WorkError(
      'CXT_JOB_SHAPE_MISMATCH',
      `${x.rows} rows are no whole sequences of ${tokens} tokens`,
    );
  }
  const project = (index: number): Activations => dense({ x, ...stage({ operation, index }), product });
  const [query, key, value] = [project(0), project(1), project(2)];
  const mix = new Int8Array(x.entries.length);
  const width = x.columns / heads;
  for (let first = 0; first < x.rows; first += tokens) {
    for (let head = 0; head < heads; head++) {
      const at = { first, tokens, column: head * width, width };
      mixHead({ query, key, value, at, mix, scales: operation.scales, product });
    }
  }
  const mixed: Activations = { rows: x.rows, columns: x.columns, entries: mix };
  return dense({ x: mixed, ...stage({ operation, index: 3 }), product });
}

interface Head {
  readonly first: number;
  readonly tokens: number;
  readonly column: number;
  readonly width: number;
}

function mixHead(parameters: {
  query: Activations;
  key: Activations;
  value: Activations;
  at: Head;
  mix: Int8Array;
  scales: readonly Scale[];
  product: Product;
}): void {
  const { query, key, value, at, mix, scales, product } = parameters;
  const { first, tokens, column, width } = at;
  const [scoreScale, mixScale] = [scales[4], scales[5]];
  if (scoreScale === undefined || mixScale === undefined) return;
  const [roundScore, roundMix] = [rescaler(scoreScale), rescaler(mixScale)];
  const scores = product({
    left: cut({ from: query, at }),
    rightColumns: cut({ from: key, at }),
    m: tokens,
    n: tokens,
    k: width,
  }).map((sum) => clamp({ x: roundScore(sum), ...SCORE }));
  const weights = new Int8Array(tokens * tokens);
  for (let row = 0; row < tokens; row++) {
    const values = scores.subarray(row * tokens, (row + 1) * tokens);
    softmaxInto({ values, one: ONE, out: weights, at: row * tokens });
  }
  const rightColumns = cutColumns({ from: value, at });
  const sums = product({ left: weights, rightColumns, m: tokens, n: width, k: tokens });
  sums.forEach((sum, index) => {
    const place = (first + Math.floor(index / width)) * query.columns + column + (index % width);
    mix[place] = clamp({ x: roundMix(sum), least: -128, most: 127 });
  });
}

/** tokens × width: the head's columns of the sequence. */
function cut({ from, at }: { from: Activations; at: Head }): Int8Array {
  const out = new Int8Array(at.tokens * at.width);
  for (let row = 0; row < at.tokens; row++) {
    const start = (at.first + row) * from.columns + at.column;
    out.set(from.entries.subarray(start, start + at.width), row * at.width);
  }
  return out;
}

/** The same, column after column. */
function cutColumns({ from, at }: { from: Activations; at: Head }): Int8Array {
  const out = new Int8Array(at.tokens * at.width);
  for (let row = 0; row < at.tokens; row++) {
    for (let column = 0; column < at.width; column++) {
      out[column * at.tokens + row] = from.entries[(at.first + row) * from.columns + at.column + column] ?? 0;
    }
  }
  return out;
}
