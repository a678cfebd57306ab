/** Log blooms: "certainly not" answers from a proven header. Source: Yellow Paper §4.4.3. */
import { hexToBytes, keccakBytes } from '../../protocol/index.ts';

/** The three bits that a log of `address` sets in a bloom. */
export type BloomBits = readonly (readonly [byteIndex: number, mask: number])[];

/** Bits of a 20-byte address. */
export function bloomBits(address: string): BloomBits {
  const hash = keccakBytes(hexToBytes(address));
  return [0, 2, 4].map((at) => {
    const bit = (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 0x7ff;
    return [255 - (bit >> 3), 1 << (bit & 7)] as const;
  });
}

/** False only where no log of that address can be in the block. */
export function mayContain(bloom: Uint8Array, bits: BloomBits): boolean {
  return bits.every(([index, mask]) => ((bloom[index] ?? 0) & mask) !== 0);
}
