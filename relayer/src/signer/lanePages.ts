/** Leaves of one lane by nonce: 32 bytes each, in pages, so that a million messages take 32 MB. */
import type { Hex } from '@cxt-bridge/adapters/protocol';

const PAGE_BITS = 8n;
const PAGE_NONCES = 1 << Number(PAGE_BITS);
const LEAF_BYTES = 32;

export class LanePages {
  readonly #pages = new Map<bigint, Buffer>();

  /** Undefined where nothing was set. */
  get(nonce: bigint): Hex | undefined {
    const page = this.#pages.get(nonce >> PAGE_BITS);
    if (page === undefined) return undefined;
    const at = offsetOf(nonce);
    // WHY: zero means empty; a zero leaf is refused before it comes here.
    const hex = page.toString('hex', at, at + LEAF_BYTES);
    return /^0+$/.test(hex) ? undefined : `0x${hex}`;
  }

  /** `leaf` is 32 bytes of lower-case hex, not zero. */
  set(nonce: bigint, leaf: Hex): void {
    const index = nonce >> PAGE_BITS;
    let page = this.#pages.get(index);
    if (page === undefined) {
      page = Buffer.alloc(PAGE_NONCES * LEAF_BYTES);
      this.#pages.set(index, page);
    }
    page.write(leaf.slice(2), offsetOf(nonce), 'hex');
  }

  delete(nonce: bigint): void {
    const at = offsetOf(nonce);
    this.#pages.get(nonce >> PAGE_BITS)?.fill(0, at, at + LEAF_BYTES);
  }
}

function offsetOf(nonce: bigint): number {
  return Number(nonce & BigInt(PAGE_NONCES - 1)) * LEAF_BYTES;
}
