import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../protocol/index.ts';
import { orderedTrieRoot } from './orderedTrieRoot.ts';

async function oracle(values: readonly Uint8Array[]) {
  const trie = new MerklePatriciaTrie();
  for (const [index, value] of values.entries()) await trie.put(RLP.encode(index), value);
  return bytesToHex(trie.root());
}

describe('orderedTrieRoot', () => {
  it('is the empty root for nothing', () => {
    expect(orderedTrieRoot([])).toBe('0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421');
  });

  it.each([1, 2, 15, 16, 17, 127, 128, 129, 255, 256, 300])(
    'agrees with another implementation on %i values',
    async (count) => {
      const values = Array.from({ length: count }, (_, index) =>
        new Uint8Array(1 + ((index * 7) % 90)).fill(1 + (index % 250)),
      );
      expect(orderedTrieRoot(values)).toBe(await oracle(values));
    },
  );

  it('agrees on random values, short ones that stand inside their parent included', async () => {
    const list = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(list, async (values) => {
        expect(orderedTrieRoot(values)).toBe(await oracle(values));
      }),
      { numRuns: 60 },
    );
  });

  it('changes with any byte and with the order', () => {
    const values = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6), Uint8Array.of(7)];
    const root = orderedTrieRoot(values);
    expect(orderedTrieRoot([values[1], values[0], values[2]] as Uint8Array[])).not.toBe(root);
    expect(orderedTrieRoot([Uint8Array.of(1, 2, 4), ...values.slice(1)])).not.toBe(root);
    expect(orderedTrieRoot(values.slice(0, 2))).not.toBe(root);
  });
});
