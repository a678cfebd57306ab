/**
 * Root of the Merkle-Patricia trie that maps `rlp(index)` to a value, as a header commits to receipts.
 * Source: Yellow Paper §4.4.2 and appendix D. Checked against `@ethereumjs/mpt` in the test.
 */
import { RLP } from '@ethereumjs/rlp';
import { bytesToHex, type Hex, keccakBytes } from '../../protocol/index.ts';
import { quantityBytes } from '../block/quantityBytes.ts';

type TrieItem = Uint8Array | TrieItem[];
interface Entry {
  readonly path: readonly number[];
  readonly value: Uint8Array;
}

/** Root over `values` in order; the empty root for none. */
export function orderedTrieRoot(values: readonly Uint8Array[]): Hex {
  if (values.length === 0) return bytesToHex(keccakBytes(RLP.encode(new Uint8Array(0))));
  const entries = values.map((value, index) => ({
    path: nibbles(RLP.encode(quantityBytes(BigInt(index)))),
    value,
  }));
  return bytesToHex(keccakBytes(RLP.encode(node(entries, 0))));
}

function node(entries: readonly Entry[], depth: number): TrieItem[] {
  const [first] = entries;
  if (first === undefined) return [];
  if (entries.length === 1) return [compactPath(first.path.slice(depth), true), first.value];
  const shared = sharedLength(entries, depth);
  if (shared > 0) {
    return [
      compactPath(first.path.slice(depth, depth + shared), false),
      reference(node(entries, depth + shared)),
    ];
  }
  const branch: TrieItem[] = [];
  for (let nibble = 0; nibble < 16; nibble++) {
    const below = entries.filter((entry) => entry.path[depth] === nibble);
    branch.push(below.length === 0 ? new Uint8Array(0) : reference(node(below, depth + 1)));
  }
  branch.push(entries.find((entry) => entry.path.length === depth)?.value ?? new Uint8Array(0));
  return branch;
}

/** A node shorter than a hash stands inside its parent. */
function reference(item: TrieItem[]): TrieItem {
  const encoded = RLP.encode(item);
  return encoded.length < 32 ? item : keccakBytes(encoded);
}

function sharedLength(entries: readonly Entry[], depth: number): number {
  const first = entries[0]?.path ?? [];
  let length = 0;
  while (
    depth + length < first.length &&
    entries.every(
      ({ path }) => path.length > depth + length && path[depth + length] === first[depth + length],
    )
  ) {
    length++;
  }
  return length;
}

/** Hex-prefix encoding. */
function compactPath(path: readonly number[], isLeaf: boolean): Uint8Array {
  const odd = path.length % 2 === 1;
  const flag = (isLeaf ? 2 : 0) + (odd ? 1 : 0);
  const padded = odd ? [flag, ...path] : [flag, 0, ...path];
  return Uint8Array.from(
    { length: padded.length / 2 },
    (_, at) => ((padded[2 * at] ?? 0) << 4) | (padded[2 * at + 1] ?? 0),
  );
}

function nibbles(bytes: Uint8Array): number[] {
  return Array.from(bytes).flatMap((byte) => [byte >> 4, byte & 15]);
}
