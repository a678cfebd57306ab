/**
 * BaseWork as docs/compute.md §3 defines it, in plain loops over an independent keccak: what the kernels are compared with, and what checks an opening.
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { WorkError } from '../workError.ts';

/** Inner dimension: entries of a row of A and of a column of B. */
export const INNER = 1_024;
/** Columns of B, entries of a row of C. */
export const COLUMNS = 256;
/** A row of C on the wire: 256 int32, big-endian. */
export const ROW_BYTES = COLUMNS * 4;
/** Most rows of a commitment. */
export const MAX_ROWS = 1 << 20;

/** What the matrices of a node and epoch expand from. */
export interface BaseWorkSeed {
  /** 0x and 64 digits. */
  readonly epochSeed: `0x${string}`;
  /** The node's address: 0x and 40 digits. */
  readonly node: `0x${string}`;
}

export type Letter = 'A' | 'B';

/** epochSeed ‖ node ‖ letter: 53 bytes. @throws WorkError CXT_WORK_RANGE */
export function seedPrefix(seed: BaseWorkSeed & { letter: Letter }): Uint8Array {
  if (!/^0x[0-9a-fA-F]{64}$/.test(seed.epochSeed)) {
    throw new WorkError('CXT_WORK_RANGE', `epochSeed "${seed.epochSeed}": must be 0x and 64 hex digits`);
  }
  if (!/^0x[0-9a-fA-F]{40}$/.test(seed.node)) {
    throw new WorkError('CXT_WORK_RANGE', `node "${seed.node}": must be 0x and 40 hex digits`);
  }
  return Buffer.from(
    seed.epochSeed.slice(2) + seed.node.slice(2) + Buffer.from(seed.letter).toString('hex'),
    'hex',
  );
}

/** keccak256(seed ‖ i u32) for i = 0, 1, …, cut at `length`. */
export function expand(parameters: { seed: Uint8Array; length: number }): Int8Array {
  const { seed, length } = parameters;
  const out = new Uint8Array(Math.ceil(length / 32) * 32);
  for (let counter = 0; counter * 32 < length; counter++) {
    out.set(keccak_256(Buffer.concat([seed, u32(counter)])), counter * 32);
  }
  return new Int8Array(out.buffer, 0, length);
}

/** Row `index` of A, or column `index` of B. */
export function vectorOf(seed: BaseWorkSeed & { letter: Letter; index: number }): Int8Array {
  const start = keccak_256(Buffer.concat([seedPrefix(seed), u32(seed.index)]));
  return expand({ seed: start, length: INNER });
}

/** The entry (row, column) of C. */
export function entryOf(seed: BaseWorkSeed & { row: number; column: number }): number {
  const { epochSeed, node, row, column } = seed;
  const left = vectorOf({ epochSeed, node, letter: 'A', index: row });
  const right = vectorOf({ epochSeed, node, letter: 'B', index: column });
  return left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);
}

/** keccak256(0x00 ‖ row u32 ‖ the row's 1,024 bytes). */
export function leafOf(parameters: { row: number; rowBytes: Uint8Array }): Uint8Array {
  return keccak_256(Buffer.concat([Uint8Array.of(0), u32(parameters.row), parameters.rowBytes]));
}

/** keccak256(0x01 ‖ left ‖ right). */
export function nodeOf(parameters: { left: Uint8Array; right: Uint8Array }): Uint8Array {
  return keccak_256(Buffer.concat([Uint8Array.of(1), parameters.left, parameters.right]));
}

/** All levels of the tree, leaves first, root last; an odd last node moves up unchanged. */
export function treeOf(leaves: readonly Uint8Array[]): Uint8Array[][] {
  const levels = [[...leaves]];
  for (let level = levels[0] ?? []; level.length > 1; ) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]];
      if (left === undefined) break;
      above.push(right === undefined ? left : nodeOf({ left, right }));
    }
    levels.push(above);
    level = above;
  }
  return levels;
}

/** The siblings of node `index` from the lowest level up; a level at which it has none has no entry. */
export function pathOf(parameters: {
  levels: readonly (readonly Uint8Array[])[];
  index: number;
}): Uint8Array[] {
  const { levels } = parameters;
  let index = parameters.index;
  const path: Uint8Array[] = [];
  for (const level of levels) {
    const sibling = level[index ^ 1];
    if (sibling !== undefined) path.push(sibling);
    index >>= 1;
  }
  return path;
}

/** The root that a leaf and its path lead to among `rows` leaves, or `null` when the path has another length. */
export function rootFrom(parameters: {
  leaf: Uint8Array;
  row: number;
  rows: number;
  path: readonly Uint8Array[];
}): Uint8Array | null {
  const { row, rows, path } = parameters;
  let node = parameters.leaf;
  let used = 0;
  for (let index = row, count = rows; count > 1; index >>= 1, count = Math.ceil(count / 2)) {
    if ((index ^ 1) >= count) continue;
    const sibling = path[used];
    if (sibling === undefined) return null;
    used += 1;
    node = nodeOf(
      index % 2 === 0 ? { left: node, right: sibling } : { left: sibling, right: node },
    ) as Uint8Array;
  }
  return used === path.length ? node : null;
}

function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
