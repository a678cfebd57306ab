import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WorkError } from '../workError.ts';
import { MAX_INNER, multiplyScalar, type Product, type ProductInput, transpose } from './product.ts';
import { instantiateKernels } from './wasmModule.ts';
import { createWasmProduct, detectDotMode } from './wasmProduct.ts';

const kernels = instantiateKernels();
const found = detectDotMode(kernels);
// The mode of this engine, and the one that every engine has.
const products: [string, Product][] = [
  [found, createWasmProduct(kernels)],
  ['exact', createWasmProduct(kernels, 'exact')],
];

/** Full range with the edges often. */
const int8 = fc.oneof(fc.constantFrom(-128, -127, -1, 0, 1, 127), fc.integer({ min: -128, max: 127 }));

const shapes = fc.record({
  m: fc.integer({ min: 0, max: 20 }),
  n: fc.integer({ min: 0, max: 20 }),
  k: fc.integer({ min: 0, max: 70 }),
});

const inputs: fc.Arbitrary<ProductInput> = shapes.chain(({ m, n, k }) =>
  fc.record({
    left: fc.array(int8, { minLength: m * k, maxLength: m * k }).map((values) => Int8Array.from(values)),
    rightColumns: fc
      .array(int8, { minLength: n * k, maxLength: n * k })
      .map((values) => Int8Array.from(values)),
    m: fc.constant(m),
    n: fc.constant(n),
    k: fc.constant(k),
  }),
);

describe.each(products)('WebAssembly product, dot mode %s', (_mode, product) => {
  test('answers what the plain loop answers, for any shape and the edge values', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        expect(product(input)).toEqual(multiplyScalar(input));
      }),
      { numRuns: 400 },
    );
  });

  test.each([-128, 127])('the longest inner dimension is exact with all values %d', (value) => {
    const k = MAX_INNER;
    const left = new Int8Array(2 * k).fill(value);
    const rightColumns = new Int8Array(3 * k).fill(-128);
    const expected = value * -128 * k;
    expect([...product({ left, rightColumns, m: 2, n: 3, k })]).toEqual(
      Array.from({ length: 6 }, () => expected),
    );
  });

  test('more rows than fit into the memory at once come out in order', () => {
    const [m, n, k] = [9_000, 520, 4];
    const left = Int8Array.from({ length: m * k }, (_, index) => (index * 37) % 251);
    const rightColumns = Int8Array.from({ length: n * k }, (_, index) => (index * 101) % 241);
    const got = product({ left, rightColumns, m, n, k });
    const rowAt = (row: number): Int32Array =>
      multiplyScalar({ left: left.subarray(row * k, row * k + k), rightColumns, m: 1, n, k });
    for (const row of [0, 1, 8_062, 8_063, 8_064, 8_065, 8_999]) {
      expect(got.subarray(row * n, (row + 1) * n)).toEqual(rowAt(row));
    }
  });
});

describe('what is refused', () => {
  const [, product] = products[0]!;
  const codeOf = (input: ProductInput): string | undefined => {
    try {
      product(input);
    } catch (error) {
      if (error instanceof WorkError) return error.code;
    }
    return undefined;
  };
  const empty = new Int8Array(0);

  test('an inner dimension that could wrap', () => {
    const k = MAX_INNER + 1;
    const row = new Int8Array(k);
    expect(codeOf({ left: row, rightColumns: row, m: 1, n: 1, k })).toBe('CXT_JOB_TOO_LARGE');
  });

  test('operands that are too large or of another shape', () => {
    expect(codeOf({ left: empty, rightColumns: empty, m: 1 << 14, n: 1 << 14, k: 0 })).toBe(
      'CXT_JOB_TOO_LARGE',
    );
    expect(codeOf({ left: empty, rightColumns: empty, m: 1, n: 1, k: 1 })).toBe('CXT_JOB_SHAPE_MISMATCH');
  });
});

test('transpose turns rows into columns', () => {
  const matrix = Int8Array.from([1, 2, 3, 4, 5, 6]);
  expect([...transpose({ matrix, rows: 2, columns: 3 })]).toEqual([1, 4, 2, 5, 3, 6]);
});
