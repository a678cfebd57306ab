/**
 * Supply checkpoint: what anyone can check from the leaves alone (protocol §9).
 *
 * Guarantee: leaves ascend by endpoint id, so a chain stands in a checkpoint once.
 */
import { ProtocolError } from './errors.ts';
import { bytesToHex, type Hex } from './hex.ts';
import type { Leaf } from './ids.ts';
import { keccakBytes } from './keccak.ts';
import { encodeLayout, type Layout, type LayoutValue } from './layout.ts';
import { merkleRoot } from './tree.ts';

/** Supply leaf (tag 0x02). Amounts in wei on every chain; on Solana height is the slot. */
export const SUPPLY_LAYOUT = [
  { name: 'tag', type: 'u8', is: 0x02 },
  { name: 'eid', type: 'eid' },
  { name: 'height', type: 'u64' },
  { name: 'blockHash', type: 'bytes32' },
  { name: 'supplyWei', type: 'u128' },
  { name: 'lockedWei', type: 'u128' },
  { name: 'pendingInWei', type: 'u128' },
  { name: 'burnedWei', type: 'u128' },
] as const satisfies Layout;

/** Figures of one chain at one final height. */
export type ChainSupply = LayoutValue<typeof SUPPLY_LAYOUT>;

/** Leaf of one chain. @throws CXT_WIRE_INTEGER_RANGE, CXT_WIRE_LENGTH */
export function supplyLeaf(chain: ChainSupply): Leaf {
  return bytesToHex(keccakBytes(encodeLayout(SUPPLY_LAYOUT, chain))) as Leaf;
}

/** Root of a checkpoint. @throws CXT_WIRE_CHAIN_ORDER unless chains strictly ascend by endpoint id; CXT_WIRE_TREE_COUNT */
export function supplyRoot(chains: readonly ChainSupply[]): Hex {
  assertAscendingChains(chains);
  return merkleRoot(chains.map(supplyLeaf));
}

/** @throws CXT_WIRE_CHAIN_ORDER unless the endpoint ids strictly ascend */
export function assertAscendingChains(chains: readonly { readonly eid: number }[]): void {
  let previous = 0;
  for (const { eid } of chains) {
    if (eid <= previous) throw new ProtocolError('CXT_WIRE_CHAIN_ORDER', { eid, previous });
    previous = eid;
  }
}
