import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { multiplyScalar } from '../kernels/product.ts';
import { createWasmProduct } from '../kernels/wasmProduct.ts';
import { infer } from './inference.ts';
import type { Matrix } from './matrixBlob.ts';
import { decodeModel, encodeModel, type Model, type Operation } from './modelBlob.ts';
import { randomFrom, randomInt8, sampleOperation } from './testing/sampleBlobs.ts';

const wasm = createWasmProduct();

function input({ rows, columns, seed }: { rows: number; columns: number; seed: number }): Matrix {
  const random = randomFrom(seed);
  return { kind: 'int8', rows, columns, entries: randomInt8({ random, length: rows * columns }) };
}

const run = (model: Model, matrix: Matrix, product = multiplyScalar): number[] => [
  ...infer({ model, input: matrix, product }).entries,
];

/** out[o] by the sentence of docs/jobs.md, in whole numbers. */
function denseBySentence(operation: Operation, x: readonly number[]): number[] {
  const [linear] = operation.linears;
  const [scale] = operation.scales;
  return Array.from({ length: operation.outputs }, (_, o) => {
    let sum = BigInt(linear!.bias[o]!);
    x.forEach((value, i) => (sum += BigInt(value) * BigInt(linear!.weights[o * x.length + i]!)));
    const scaled =
      (sum * BigInt(scale!.multiplier) + (1n << BigInt(scale!.shift - 1))) >> BigInt(scale!.shift);
    const low = operation.hasRelu ? 0n : -128n;
    return Number(scaled < low ? low : scaled > 127n ? 127n : scaled);
  });
}

describe('DENSE', () => {
  test.each([false, true])('is what its sentence says (ReLU %s)', (hasRelu) => {
    const operation = sampleOperation({ kind: 'dense', inputs: 11, size: 7, hasRelu, seed: 5 });
    const matrix = input({ rows: 1, columns: 11, seed: 9 });
    const got = run({ inputs: 11, operations: [operation] }, matrix);
    expect(got).toEqual(denseBySentence(operation, [...matrix.entries]));
    expect(new Set(got).size).toBeGreaterThan(2);
  });

  test('raw output is the int32 sum with its bias, saturated', () => {
    const operation = sampleOperation({ kind: 'dense', inputs: 2, size: 2, isRaw: true, seed: 1 });
    operation.linears[0]!.weights.set([1, 2, 127, 127]);
    operation.linears[0]!.bias.set([-7, 2 ** 31 - 1]);
    const matrix: Matrix = { kind: 'int8', rows: 1, columns: 2, entries: Int8Array.of(100, -100) };
    expect(run({ inputs: 2, operations: [operation] }, matrix)).toEqual([-107, 2 ** 31 - 1]);
    matrix.entries.fill(127);
    expect(run({ inputs: 2, operations: [operation] }, matrix)).toEqual([374, 2 ** 31 - 1]);
  });
});

/** A transformer block: attention and a feed-forward layer, each with its residual. */
function block({ tokens, seed }: { tokens: number; seed: number }): Model {
  const operations = [
    sampleOperation({ kind: 'attention', inputs: 8, size: tokens, heads: 2, seed }),
    sampleOperation({ kind: 'feedForward', inputs: 8, size: 20, seed: seed + 1 }),
    sampleOperation({ kind: 'dense', inputs: 8, size: 3, isRaw: true, seed: seed + 2 }),
  ];
  return { inputs: 8, operations };
}

describe('a transformer block', () => {
  test('looks at all tokens of its sequence and at no other', () => {
    const model = { inputs: 8, operations: block({ tokens: 4, seed: 3 }).operations.slice(0, 1) };
    const matrix = input({ rows: 8, columns: 8, seed: 4 });
    const before = run(model, matrix);
    matrix.entries[3 * 8] = (matrix.entries[3 * 8] ?? 0) > 0 ? -100 : 100;
    const after = run(model, matrix);
    const changed = (row: number): boolean =>
      before.slice(row * 8, row * 8 + 8).join() !== after.slice(row * 8, row * 8 + 8).join();
    expect([0, 1, 2, 3].some((row) => row !== 3 && changed(row))).toBe(true);
    expect([4, 5, 6, 7].some(changed)).toBe(false);
  });

  test('with one token, attention is the value map alone', () => {
    const attention = sampleOperation({ kind: 'attention', inputs: 4, size: 1, heads: 1, seed: 8 });
    // Softmax of one score is 127; the mix scale makes 127·v into v.
    const scales = attention.scales.map((scale, at) => (at === 5 ? { multiplier: 516, shift: 16 } : scale));
    const matrix = input({ rows: 1, columns: 4, seed: 6 });
    const operation = (index: number): Operation => ({
      ...sampleOperation({ kind: 'dense', inputs: 4, size: 4, seed: 0 }),
      linears: [attention.linears[index]!],
    });
    const value = denseBySentence(operation(2), [...matrix.entries]);
    const out = denseBySentence(operation(3), value);
    const expected = out.map((y, at) => Math.max(-128, Math.min(127, y + matrix.entries[at]!)));
    expect(run({ inputs: 4, operations: [{ ...attention, scales }] }, matrix)).toEqual(expected);
  });

  test('gives the same bytes with WebAssembly and with plain loops', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 9 }), (seed, tokens) => {
        const model = block({ tokens, seed });
        const matrix = input({ rows: tokens * 2, columns: 8, seed });
        expect(run(model, matrix, wasm)).toEqual(run(model, matrix));
      }),
      { numRuns: 60 },
    );
  });

  test('survives its blob', () => {
    const model = block({ tokens: 4, seed: 77 });
    expect(decodeModel(encodeModel(model))).toEqual(model);
  });
});

test('an input of another width, kind or number of rows is refused by name', () => {
  const model = block({ tokens: 3, seed: 1 });
  expect(() => run(model, input({ rows: 3, columns: 7, seed: 1 }))).toThrow(
    'has 7 columns, the model takes 8',
  );
  expect(() => run(model, input({ rows: 4, columns: 8, seed: 1 }))).toThrow('no whole sequences of 3 tokens');
  const wide: Matrix = { kind: 'int32', rows: 1, columns: 8, entries: new Int32Array(8) };
  expect(() => run(model, wide)).toThrow('a model takes int8');
});
