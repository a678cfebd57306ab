/** Base work in plain TypeScript, for measurements: the matrices and the tree of docs/compute.md §3. */
import { concat, type Hex, hexToBytes, keccak256, numberToHex, toHex } from 'viem';

const INNER = 1024;
const COLUMNS = 256;

/** All rows of C and the tree over them. */
export interface MinedWork {
  readonly root: Hex;
  rowAt(row: number): Hex;
  pathOf(row: number): readonly Hex[];
}

function expanded(seed: Hex): Int8Array {
  const all = new Uint8Array(INNER);
  for (let word = 0; word < INNER / 32; word++) {
    all.set(hexToBytes(keccak256(concat([seed, numberToHex(word, { size: 4 })]))), word * 32);
  }
  return new Int8Array(all.buffer);
}

function product(row: Int8Array, column: Int8Array): number {
  let sum = 0;
  for (let index = 0; index < INNER; index++) sum += (row[index] ?? 0) * (column[index] ?? 0);
  return sum;
}

function levelAbove(level: readonly Hex[]): Hex[] {
  const above: Hex[] = [];
  for (let index = 0; index < level.length; index += 2) {
    const [left, right] = [level[index] as Hex, level[index + 1]];
    above.push(right === undefined ? left : keccak256(concat(['0x01', left, right])));
  }
  return above;
}

/** Computes `rows` rows for that node and epoch. */
export function mine(parameters: { epochSeed: Hex; node: Hex; rows: number }): MinedWork {
  const { epochSeed, node, rows } = parameters;
  const seedOf = (letter: 'A' | 'B', index: number): Hex =>
    keccak256(concat([epochSeed, node, toHex(letter), numberToHex(index, { size: 4 })]));
  const columns = Array.from({ length: COLUMNS }, (_, column) => expanded(seedOf('B', column)));
  const results = Array.from({ length: rows }, (_, row) => {
    const a = expanded(seedOf('A', row));
    const entries = new DataView(new ArrayBuffer(COLUMNS * 4));
    for (const [column, b] of columns.entries()) entries.setInt32(column * 4, product(a, b));
    return toHex(new Uint8Array(entries.buffer));
  });
  const levels = [
    results.map((entries, row) => keccak256(concat(['0x00', numberToHex(row, { size: 4 }), entries]))),
  ];
  for (let top = levels[0] as Hex[]; top.length > 1; top = levels.at(-1) as Hex[])
    levels.push(levelAbove(top));
  return {
    root: levels.at(-1)?.[0] as Hex,
    rowAt: (row) => results[row] as Hex,
    pathOf: (row) =>
      levels.flatMap((level, height) => {
        const sibling = level[(row >> height) ^ 1];
        return sibling === undefined ? [] : [sibling];
      }),
  };
}
