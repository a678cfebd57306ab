import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keccakBytes, keccakHex } from './keccak.ts';

test('the digest of nothing is the known one', () => {
  expect(keccakHex(new Uint8Array(0))).toBe(
    '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
  );
});

test('any message has the digest that an independent implementation gives', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 700 }), (message) => {
      expect(keccakBytes(message)).toEqual(keccak_256(message));
    }),
    { numRuns: 300 },
  );
});

test.each([135, 136, 137, 271, 272, 1_024 * 136 - 1, 1_024 * 136, 1_024 * 136 + 1])(
  'so has one of %d bytes, at the edges of blocks and copies',
  (length) => {
    const message = Uint8Array.from({ length }, (_, index) => (index * 7) % 256);
    expect(keccakBytes(message)).toEqual(keccak_256(message));
  },
);
