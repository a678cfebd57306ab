import { describe, expect, test } from 'vitest';
import { multiplyScalar } from '../kernels/product.ts';
import { serializeRow } from './chunkMiner.ts';
import {
  type BaseWorkSeed,
  COLUMNS,
  entryOf,
  INNER,
  leafOf,
  rootFrom,
  treeOf,
  vectorOf,
} from './definition.ts';
import { mineBaseWork, restoreBaseWork } from './mineBaseWork.ts';

const SEED: BaseWorkSeed = {
  epochSeed: `0x${'5a'.repeat(32)}`,
  node: '0x8F22D78eCf9Bbd03F00deC14B801d8ddf2FDF824',
};

/** The whole commitment in plain loops. */
function rootByDefinition(rows: number): string {
  const matrix = (letter: 'A' | 'B', count: number): Int8Array => {
    const out = new Int8Array(count * INNER);
    for (let index = 0; index < count; index++) out.set(vectorOf({ ...SEED, letter, index }), index * INNER);
    return out;
  };
  const product = multiplyScalar({
    left: matrix('A', rows),
    rightColumns: matrix('B', COLUMNS),
    m: rows,
    n: COLUMNS,
    k: INNER,
  });
  const leaves = Array.from({ length: rows }, (_, row) =>
    leafOf({ row, rowBytes: serializeRow(product.subarray(row * COLUMNS, (row + 1) * COLUMNS)) }),
  );
  return `0x${Buffer.from(treeOf(leaves).at(-1)?.[0] ?? []).toString('hex')}`;
}

test.each([1, 2, 3, 7])('the root over %d rows is the one of the definition', async (rows) => {
  const mined = await mineBaseWork({ ...SEED, rows, threads: 1 });
  expect(mined.root).toBe(rootByDefinition(rows));
});

describe('openings', () => {
  test.each([
    [1, 0],
    [5, 4],
    [257, 256],
    [256 * 3 + 3, 770],
    [256 * 5, 1_023],
    [256 * 6 + 1, 1_536],
  ])('of %d rows, row %d leads to the root and shows the right entry', async (rows, row) => {
    const mined = await mineBaseWork({ ...SEED, rows, threads: 2 });
    const opening = mined.open({ row, column: 200 });
    const leaf = leafOf({ row, rowBytes: opening.rowBytes });
    const root = rootFrom({ leaf, row, rows, path: opening.path });
    expect(`0x${Buffer.from(root ?? []).toString('hex')}`).toBe(mined.root);
    expect(opening.entry).toBe(entryOf({ ...SEED, row, column: 200 }));
  });

  test('of a restored commitment are the same', async () => {
    const mined = await mineBaseWork({ ...SEED, rows: 600, threads: 2 });
    const restored = restoreBaseWork({ ...SEED, rows: 600, chunkRoots: mined.chunkRoots });
    expect(restored.root).toBe(mined.root);
    expect(restored.open({ row: 599, column: 0 })).toEqual(mined.open({ row: 599, column: 0 }));
  });

  test('a changed byte, another row or a longer path does not lead to the root', async () => {
    const rows = 300;
    const mined = await mineBaseWork({ ...SEED, rows });
    const { rowBytes, path } = mined.open({ row: 7, column: 0 });
    const leaf = leafOf({ row: 7, rowBytes });
    const changed = Uint8Array.from(rowBytes, (byte, at) => (at === 1_023 ? byte ^ 1 : byte));
    const root = (over: object): string =>
      `0x${Buffer.from(rootFrom({ leaf, row: 7, rows, path, ...over }) ?? []).toString('hex')}`;
    expect(root({})).toBe(mined.root);
    expect(root({ leaf: leafOf({ row: 7, rowBytes: changed }) })).not.toBe(mined.root);
    expect(root({ row: 6 })).not.toBe(mined.root);
    expect(root({ path: [...path, leaf] })).toBe('0x');
    expect(root({ path: path.slice(1) })).toBe('0x');
  });

  test('what is out of range is refused by name', async () => {
    const mined = await mineBaseWork({ ...SEED, rows: 3 });
    for (const pair of [
      { row: 3, column: 0 },
      { row: 0, column: 256 },
      { row: -1, column: 0 },
      { row: 0.5, column: 0 },
    ]) {
      expect(() => mined.open(pair)).toThrow('is not an entry of 3 × 256');
    }
    for (const rows of [0, 1.5, 2 ** 20 + 1, Number.NaN]) {
      await expect(mineBaseWork({ ...SEED, rows })).rejects.toThrow('must be a whole number from 1 to');
    }
    await expect(mineBaseWork({ ...SEED, rows: 1, node: '0x12' })).rejects.toThrow('40 hex digits');
  });
});

test('the work belongs to the node and to the epoch', async () => {
  const mine = (seed: Partial<BaseWorkSeed>) => mineBaseWork({ ...SEED, rows: 4, threads: 1, ...seed });
  const roots = await Promise.all([
    mine({}),
    mine({ node: `0x${'00'.repeat(20)}` }),
    mine({ epochSeed: `0x${'00'.repeat(32)}` }),
  ]);
  expect(new Set(roots.map(({ root }) => root)).size).toBe(3);
});

test('progress counts all rows, whatever the threads; the root is the same', async () => {
  const seen: number[] = [];
  const two = await mineBaseWork({
    ...SEED,
    rows: 1_000,
    threads: 2,
    onProgress: ({ rowsDone }) => seen.push(rowsDone),
  });
  expect(seen).toHaveLength(4);
  expect(seen.at(-1)).toBe(1_000);
  expect((await mineBaseWork({ ...SEED, rows: 1_000, threads: 1 })).root).toBe(two.root);
});

test('an abort ends mining with its reason', async () => {
  const abort = new AbortController();
  const mining = mineBaseWork({
    ...SEED,
    rows: 1 << 20,
    signal: abort.signal,
    onProgress: () => abort.abort(new Error('the epoch is over')),
  });
  await expect(mining).rejects.toThrow('the epoch is over');
  await expect(mineBaseWork({ ...SEED, rows: 1, signal: abort.signal })).rejects.toThrow('the epoch is over');
});
