/**
 * Settlement of fees: the cut leaf and the payout leaves under one root (protocol §10).
 *
 * Guarantee: the cut names each chain once in ascending order; payouts are numbered from 0 in the epoch of the cut.
 */
import { ProtocolError } from './errors.ts';
import { bytesToHex, concatBytes, type Hex } from './hex.ts';
import type { Leaf } from './ids.ts';
import { keccakBytes } from './keccak.ts';
import { encodeLayout, type Layout, type LayoutValue } from './layout.ts';
import { assertAscendingChains } from './supply.ts';
import { merkleRoot } from './tree.ts';

/** Head of the cut leaf (tag 0x06). */
export const CUT_HEAD_LAYOUT = [
  { name: 'tag', type: 'u8', is: 0x06 },
  { name: 'epoch', type: 'u64' },
  { name: 'previousPostedEpoch', type: 'u64' },
] as const satisfies Layout;

/** One chain of the cut. */
export const CUT_CHAIN_LAYOUT = [
  { name: 'eid', type: 'eid' },
  { name: 'height', type: 'u64' },
  { name: 'blockHash', type: 'bytes32' },
] as const satisfies Layout;

/** Payout leaf (tag 0x04). Payout 0 goes to the zero address (burned), payout 1 to the mining pool; 0 wei is allowed. */
export const PAYOUT_LAYOUT = [
  { name: 'tag', type: 'u8', is: 0x04 },
  { name: 'epoch', type: 'u64' },
  { name: 'index', type: 'u32' },
  { name: 'payout', type: 'address' },
  { name: 'amountWei', type: 'u128' },
] as const satisfies Layout;

/** Final height of one chain. */
export type CutChain = LayoutValue<typeof CUT_CHAIN_LAYOUT>;
/** Cut of a settlement epoch. */
export type SettlementCut = LayoutValue<typeof CUT_HEAD_LAYOUT> & { readonly cut: readonly CutChain[] };
/** One payout. */
export type Payout = LayoutValue<typeof PAYOUT_LAYOUT>;

/**
 * Leaf of the cut.
 * @throws CXT_WIRE_SETTLEMENT_EPOCH unless the epoch is above the previous one; CXT_WIRE_CHAIN_ORDER
 */
export function settlementCutLeaf(settlement: SettlementCut): Leaf {
  const { epoch, previousPostedEpoch, cut } = settlement;
  if (epoch <= previousPostedEpoch)
    throw new ProtocolError('CXT_WIRE_SETTLEMENT_EPOCH', { epoch, previousPostedEpoch });
  assertAscendingChains(cut);
  const chains = cut.map((chain) => encodeLayout(CUT_CHAIN_LAYOUT, chain));
  return bytesToHex(keccakBytes(concatBytes([encodeLayout(CUT_HEAD_LAYOUT, settlement), ...chains]))) as Leaf;
}

/** Leaf of one payout; it stands at tree position index + 1. @throws CXT_WIRE_INTEGER_RANGE, CXT_WIRE_LENGTH */
export function payoutLeaf(payout: Payout): Leaf {
  return bytesToHex(keccakBytes(encodeLayout(PAYOUT_LAYOUT, payout))) as Leaf;
}

/** Root of a settlement. @throws CXT_WIRE_PAYOUT_INDEX, CXT_WIRE_TREE_COUNT and the codes of {@link settlementCutLeaf} */
export function settlementRoot(settlement: SettlementCut & { readonly payouts: readonly Payout[] }): Hex {
  settlement.payouts.forEach(({ epoch, index }, position) => {
    if (epoch !== settlement.epoch || index !== position) {
      throw new ProtocolError('CXT_WIRE_PAYOUT_INDEX', { epoch, index, position });
    }
  });
  return merkleRoot([settlementCutLeaf(settlement), ...settlement.payouts.map(payoutLeaf)]);
}
