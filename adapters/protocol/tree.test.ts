import { describe, expect, it } from 'vitest';
import { bytesToHex, concatBytes, type Hex, hexToBytes } from './hex.ts';
import { keccak256, keccakText } from './keccak.ts';
import { refusal } from './testing.ts';
import { merkleProof, merkleRoot, proofLength, verifyProof } from './tree.ts';

const leavesOf = (count: number): Hex[] =>
  Array.from({ length: count }, (_, index) => keccakText(`leaf ${index}`));

describe('tree', () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 9, 64, 255, 256])('proves every leaf of %i', (count) => {
    const leaves = leavesOf(count);
    const root = merkleRoot(leaves);
    expect(proofLength(count)).toBe(Math.ceil(Math.log2(count)));
    const step = count > 16 ? 37 : 1;
    for (let index = 0; index < count; index += step) {
      const proof = merkleProof(leaves, index);
      const claim = { leaf: leaves[index] as Hex, index, count, proof, root };
      expect(refusal(() => verifyProof(claim))).toBe('accepted');
      expect(refusal(() => verifyProof({ ...claim, leaf: keccakText('other') }))).toBe(
        'CXT_WIRE_PROOF_MISMATCH',
      );
      expect(refusal(() => verifyProof({ ...claim, index: count }))).toBe('CXT_WIRE_TREE_INDEX');
      expect(refusal(() => verifyProof({ ...claim, proof: [...proof, root] }))).toBe('CXT_WIRE_PROOF_LENGTH');
      if (count > 1) {
        expect(refusal(() => verifyProof({ ...claim, index: index ^ 1 }))).not.toBe('accepted');
        expect(refusal(() => verifyProof({ ...claim, proof: proof.slice(1) }))).toBe('CXT_WIRE_PROOF_LENGTH');
      }
    }
  });

  it('hashes two leaves with the node tag', () => {
    const leaves = leavesOf(2);
    const preimage = concatBytes([Uint8Array.of(1), ...leaves.map(hexToBytes)]);
    expect(merkleRoot(leaves)).toBe(keccak256(bytesToHex(preimage)));
  });

  it('never takes padding or a node for a leaf', () => {
    const leaves = leavesOf(3);
    const root = merkleRoot(leaves);
    const zero = `0x${'00'.repeat(32)}` as const;
    const last = merkleProof(leaves, 2);
    const padding = { leaf: zero, index: 3, count: 4, proof: [leaves[2] as Hex, last[1] as Hex], root };
    expect(refusal(() => verifyProof(padding))).toBe('CXT_WIRE_TREE_LEAF_ZERO');
    const node = { leaf: merkleRoot(leaves.slice(0, 2)), index: 0, count: 3, proof: [last[0] as Hex], root };
    expect(refusal(() => verifyProof(node))).toBe('CXT_WIRE_PROOF_LENGTH');
    expect(refusal(() => merkleRoot([zero]))).toBe('CXT_WIRE_TREE_LEAF_ZERO');
  });

  it.each([0, 257])('refuses %i leaves', (count) => {
    expect(refusal(() => merkleRoot(leavesOf(count)))).toBe('CXT_WIRE_TREE_COUNT');
  });
});
