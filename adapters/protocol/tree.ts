/**
 * Merkle tree of a batch (protocol §5): positional by index, padded to a power of two with 32 zero bytes.
 *
 * Guarantee: a proof has exactly ceil(log2(count)) nodes, so neither a node nor padding can be passed off as a leaf.
 */
import { ProtocolError } from './errors.ts';
import { bytesToHex, type Hex, hexToBytes } from './hex.ts';
import { leaf as checkLeaf } from './ids.ts';
import { keccakBytes } from './keccak.ts';

/** Most leaves of a tree. */
export const MAX_LEAVES = 256;

const NODE_TAG = 0x01;

/** Root of 1 to 256 leaves. @throws CXT_WIRE_TREE_COUNT, CXT_WIRE_TREE_LEAF_ZERO, CXT_WIRE_LENGTH, CXT_WIRE_HEX_INVALID */
export function merkleRoot(leaves: readonly Hex[]): Hex {
  let level = leafLevel(leaves);
  while (level.length > 1) level = parents(level);
  return bytesToHex(level[0] as Uint8Array);
}

/**
 * Sibling nodes from the leaf at `index` up to the root.
 * @throws CXT_WIRE_TREE_INDEX and the codes of {@link merkleRoot}
 */
export function merkleProof(leaves: readonly Hex[], index: number): Hex[] {
  let level = leafLevel(leaves);
  assertIndex({ index, count: leaves.length });
  const proof: Hex[] = [];
  for (let at = index; level.length > 1; at >>= 1) {
    proof.push(bytesToHex(level[at ^ 1] as Uint8Array));
    level = parents(level);
  }
  return proof;
}

/**
 * Checks that `leaf` stands at `index` of the tree of `count` leaves under `root`.
 * @throws CXT_WIRE_TREE_COUNT, CXT_WIRE_TREE_INDEX, CXT_WIRE_TREE_LEAF_ZERO, CXT_WIRE_PROOF_LENGTH, CXT_WIRE_PROOF_MISMATCH
 */
export function verifyProof(args: {
  leaf: Hex;
  index: number;
  count: number;
  proof: readonly Hex[];
  root: Hex;
}): void {
  const { index, count, proof, root } = args;
  assertCount(count);
  assertIndex({ index, count });
  const length = proofLength(count);
  if (proof.length !== length)
    throw new ProtocolError('CXT_WIRE_PROOF_LENGTH', { expected: length, actual: proof.length });
  let node = hexToBytes(checkLeaf(args.leaf));
  for (let depth = 0, at = index; depth < proof.length; depth++, at >>= 1) {
    const sibling = word(proof[depth] as Hex);
    node = at % 2 === 0 ? hashNode(node, sibling) : hashNode(sibling, node);
  }
  // SAFETY: without this comparison any leaf would be credited.
  if (bytesToHex(node) !== root.toLowerCase())
    throw new ProtocolError('CXT_WIRE_PROOF_MISMATCH', { index, count });
}

/** Nodes of a proof in a tree of `count` leaves: ceil(log2(count)). @throws CXT_WIRE_TREE_COUNT */
export function proofLength(count: number): number {
  assertCount(count);
  return count === 1 ? 0 : 32 - Math.clz32(count - 1);
}

function leafLevel(leaves: readonly Hex[]): Uint8Array[] {
  const width = 2 ** proofLength(leaves.length);
  const level = leaves.map((leaf) => word(checkLeaf(leaf)));
  while (level.length < width) level.push(new Uint8Array(32));
  return level;
}

function parents(level: readonly Uint8Array[]): Uint8Array[] {
  const next: Uint8Array[] = [];
  for (let at = 0; at < level.length; at += 2) {
    next.push(hashNode(level[at] as Uint8Array, level[at + 1] as Uint8Array));
  }
  return next;
}

function hashNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  const preimage = new Uint8Array(65);
  preimage[0] = NODE_TAG;
  preimage.set(left, 1);
  preimage.set(right, 33);
  return keccakBytes(preimage);
}

function word(hex: Hex): Uint8Array {
  const bytes = hexToBytes(hex);
  if (bytes.length !== 32) throw new ProtocolError('CXT_WIRE_LENGTH', { expected: 32, actual: bytes.length });
  return bytes;
}

function assertCount(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > MAX_LEAVES)
    throw new ProtocolError('CXT_WIRE_TREE_COUNT', { count });
}

function assertIndex(args: { index: number; count: number }): void {
  const { index, count } = args;
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new ProtocolError('CXT_WIRE_TREE_INDEX', { index, count });
  }
}
