/** The matrices of base work and the tree over the rows of their product (docs/compute.md §3). */
import { bytesToHex, type Hex, hexToBytes, keccakBytes } from '@cxt-bridge/adapters/protocol';

import type { Account } from '../parameters.ts';

export const INNER = 1_024;
export const COLUMNS = 256;
const WORD = 32;

/** keccak256(seed ‖ i u32) for i = 0, 1, …, as many int8 as the inner dimension. */
function expand(seed: Uint8Array): Int8Array {
  const values = new Int8Array(INNER);
  const input = new Uint8Array(seed.length + 4);
  input.set(seed);
  for (let word = 0; word < INNER / WORD; word += 1) {
    new DataView(input.buffer).setUint32(seed.length, word);
    values.set(new Int8Array(keccakBytes(input).buffer), word * WORD);
  }
  return values;
}

function vectorOf(args: { seed: Hex; node: Account; matrix: 'A' | 'B'; index: number }): Int8Array {
  const input = new Uint8Array(57);
  input.set(hexToBytes(args.seed));
  input.set(hexToBytes(args.node), 32);
  input[52] = args.matrix.charCodeAt(0);
  new DataView(input.buffer).setUint32(53, args.index);
  return expand(keccakBytes(input));
}

/** One entry of C. */
export function entryOf(args: { seed: Hex; node: Account; row: number; column: number }): number {
  const { seed, node, row, column } = args;
  return dot(
    vectorOf({ seed, node, matrix: 'A', index: row }),
    vectorOf({ seed, node, matrix: 'B', index: column }),
  );
}

/** All of C: a row is 256 int32, big-endian. */
export function productOf(args: { seed: Hex; node: Account; rows: number }): Uint8Array[] {
  const { seed, node, rows } = args;
  const columns = Array.from({ length: COLUMNS }, (_, index) => vectorOf({ seed, node, matrix: 'B', index }));
  return Array.from({ length: rows }, (_, index) => {
    const left = vectorOf({ seed, node, matrix: 'A', index });
    const row = new DataView(new ArrayBuffer(4 * COLUMNS));
    for (const [column, right] of columns.entries()) row.setInt32(4 * column, dot(left, right));
    return new Uint8Array(row.buffer);
  });
}

function dot(left: Int8Array, right: Int8Array): number {
  let sum = 0;
  for (let index = 0; index < INNER; index += 1) sum += (left[index] as number) * (right[index] as number);
  return sum;
}

function leafOf(row: number, entries: Uint8Array): Uint8Array {
  const input = new Uint8Array(5 + entries.length);
  new DataView(input.buffer).setUint32(1, row);
  input.set(entries, 5);
  return keccakBytes(input);
}

function innerOf(left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = new Uint8Array(65);
  input[0] = 1;
  input.set(left, 1);
  input.set(right, 33);
  return keccakBytes(input);
}

/** All levels of the tree over rows, leaves first; the last has the root alone. */
export function levelsOf(rows: readonly Uint8Array[]): Uint8Array[][] {
  const levels = [rows.map((entries, row) => leafOf(row, entries))];
  for (let level = levels[0] ?? []; level.length > 1; level = levels.at(-1) ?? []) {
    const next: Uint8Array[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const [left, right] = [level[index] as Uint8Array, level[index + 1]];
      next.push(right === undefined ? left : innerOf(left, right));
    }
    levels.push(next);
  }
  return levels;
}

/** Siblings of a row, from the leaf upwards; a node without one has no entry. */
export function pathOf(levels: readonly (readonly Uint8Array[])[], row: number): Hex[] {
  const path: Hex[] = [];
  for (const [depth, level] of levels.slice(0, -1).entries()) {
    const sibling = level[(row >> depth) ^ 1];
    if (sibling !== undefined) path.push(bytesToHex(sibling));
  }
  return path;
}

/** Whether a path leads from a row to the root of so many rows, and is used up by that. */
export function isInTree(args: {
  root: Hex;
  rows: number;
  row: number;
  entries: Uint8Array;
  path: readonly Hex[];
}): boolean {
  const { root, rows, path } = args;
  let node = leafOf(args.row, args.entries);
  let row = args.row;
  let used = 0;
  for (let width = rows; width > 1; width = (width + 1) >> 1) {
    const isRight = (row & 1) === 1;
    if (isRight || row + 1 < width) {
      const sibling = path[used];
      if (sibling === undefined) return false;
      used += 1;
      node = isRight ? innerOf(hexToBytes(sibling), node) : innerOf(node, hexToBytes(sibling));
    }
    row >>= 1;
  }
  return used === path.length && bytesToHex(node) === root;
}
