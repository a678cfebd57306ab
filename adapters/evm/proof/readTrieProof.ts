/**
 * Reads a value out of a Merkle-Patricia proof.
 *
 * Guarantee: the returned value, or its absence, follows from `root` alone. Refuses a proof with a missing, foreign or malformed
 * node. Source: Yellow Paper appendix D; EIP-1186.
 */
import { RLP } from '@ethereumjs/rlp';
import { bytesToHex, type Hex, hexToBytes, keccakBytes } from '../../protocol/index.ts';

type TrieNode = Uint8Array | TrieNode[];

/** The proof does not show anything about the key under this root. */
export class ProofInvalid extends Error {
  override readonly name = 'ProofInvalid';
}

const EMPTY_ROOT = bytesToHex(keccakBytes(Uint8Array.of(0x80)));

/**
 * Value under `keccak(key)`, or `null` where the proof shows that there is none.
 * @throws ProofInvalid
 */
export function readTrieProof(args: {
  root: Hex;
  key: Uint8Array;
  proof: readonly Hex[];
}): Uint8Array | null {
  if (args.root === EMPTY_ROOT) return null;
  const nodes = new Map<string, Uint8Array>();
  for (const hex of args.proof) {
    const bytes = hexToBytes(hex);
    nodes.set(bytesToHex(keccakBytes(bytes)), bytes);
  }
  const path = Array.from(keccakBytes(args.key)).flatMap((byte) => [byte >> 4, byte & 15]);
  let node: TrieNode = resolve(hexToBytes(args.root), nodes);
  let depth = 0;
  for (;;) {
    if (!Array.isArray(node)) throw new ProofInvalid('a node is not a list');
    if (node.length === 17) {
      const child: TrieNode | undefined = depth === path.length ? node[16] : node[path[depth] ?? 0];
      if (child instanceof Uint8Array && child.length === 0) return null;
      if (depth === path.length) return asValue(child);
      node = resolve(child, nodes);
      depth++;
      continue;
    }
    if (node.length !== 2) throw new ProofInvalid('a node has neither 2 nor 17 items');
    const { nibbles, isLeaf } = readCompactPath(node[0]);
    const matches = nibbles.every((nibble, index) => path[depth + index] === nibble);
    if (isLeaf) return matches && depth + nibbles.length === path.length ? asValue(node[1]) : null;
    if (!matches) return null;
    if (nibbles.length === 0) throw new ProofInvalid('an extension is empty');
    depth += nibbles.length;
    node = resolve(node[1], nodes);
  }
}

/** A 32-byte reference is looked up by its hash; a shorter node stands in place. */
function resolve(reference: TrieNode | undefined, nodes: ReadonlyMap<string, Uint8Array>): TrieNode {
  if (Array.isArray(reference)) return reference;
  if (reference === undefined || reference.length !== 32)
    throw new ProofInvalid('a reference has no 32 bytes');
  const bytes = nodes.get(bytesToHex(reference));
  if (bytes === undefined) throw new ProofInvalid(`node ${bytesToHex(reference)} is missing`);
  return decode(bytes);
}

function decode(bytes: Uint8Array): TrieNode {
  try {
    return RLP.decode(bytes);
  } catch {
    throw new ProofInvalid('a node is not RLP');
  }
}

function asValue(item: TrieNode | undefined): Uint8Array {
  if (!(item instanceof Uint8Array)) throw new ProofInvalid('a value is not bytes');
  return item;
}

function readCompactPath(item: TrieNode | undefined): { nibbles: readonly number[]; isLeaf: boolean } {
  const bytes = asValue(item);
  const flag = (bytes[0] ?? 0xff) >> 4;
  if (flag > 3) throw new ProofInvalid('a path has an unknown flag');
  const all = Array.from(bytes).flatMap((byte) => [byte >> 4, byte & 15]);
  return { nibbles: all.slice(flag % 2 === 1 ? 1 : 2), isLeaf: flag >= 2 };
}
