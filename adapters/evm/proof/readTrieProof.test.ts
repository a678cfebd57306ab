import { createMerkleProof, MerklePatriciaTrie } from '@ethereumjs/mpt';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, type Hex } from '../../protocol/index.ts';
import { ProofInvalid, readTrieProof } from './readTrieProof.ts';

async function build(pairs: readonly (readonly [Uint8Array, Uint8Array])[]) {
  const trie = new MerklePatriciaTrie({ useKeyHashing: true });
  for (const [key, value] of pairs) await trie.put(key, value);
  return trie;
}

async function proofOf(trie: MerklePatriciaTrie, key: Uint8Array): Promise<readonly Hex[]> {
  return (await createMerkleProof(trie, key)).map((node) => bytesToHex(node));
}

const PAIRS = Array.from(
  { length: 50 },
  (_, index) => [Uint8Array.of(index), Uint8Array.of(1, index)] as const,
);

describe('readTrieProof', () => {
  it('reads present values and proves absent ones', async () => {
    const trie = await build(PAIRS);
    const root = bytesToHex(trie.root());
    for (const [key, value] of PAIRS) {
      expect(readTrieProof({ root, key, proof: await proofOf(trie, key) })).toEqual(value);
    }
    for (const absent of [50, 51, 99, 200]) {
      const key = Uint8Array.of(absent);
      expect(readTrieProof({ root, key, proof: await proofOf(trie, key) })).toBeNull();
    }
  });

  it('agrees with another implementation on random tries', async () => {
    const pair = fc.tuple(
      fc.uint8Array({ minLength: 1, maxLength: 3 }),
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(pair, { minLength: 1, maxLength: 30 }),
        fc.uint8Array({ minLength: 1, maxLength: 3 }),
        async (pairs, probe) => {
          const trie = await build(pairs);
          const proof = await proofOf(trie, probe);
          expect(readTrieProof({ root: bytesToHex(trie.root()), key: probe, proof })).toEqual(
            await trie.get(probe),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('proves absence in an empty trie without nodes', () => {
    const root = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421';
    expect(readTrieProof({ root, key: Uint8Array.of(1), proof: [] })).toBeNull();
  });

  it('refuses missing, altered and foreign nodes', async () => {
    const trie = await build(PAIRS);
    const root = bytesToHex(trie.root());
    const key = Uint8Array.of(7);
    const proof = await proofOf(trie, key);
    for (const [index, node] of proof.entries()) {
      const without = proof.filter((_, at) => at !== index);
      expect(() => readTrieProof({ root, key, proof: without })).toThrow(ProofInvalid);
      const flipped = `${node.slice(0, -1)}${node.endsWith('0') ? '1' : '0'}` as Hex;
      expect(() => readTrieProof({ root, key, proof: proof.with(index, flipped) })).toThrow(ProofInvalid);
    }
    expect(() => readTrieProof({ root: `0x${'11'.repeat(32)}`, key, proof })).toThrow(ProofInvalid);
    expect(() => readTrieProof({ root, key, proof: [] })).toThrow(ProofInvalid);
  });
});
