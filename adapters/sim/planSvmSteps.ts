/**
 * Splits a call for the Solana-like chain into transactions that fit (solana design §1): a few plain items go in one `deliver`;
 * larger batches and items with a call go as `attest`, then items under the kept root with their proofs.
 *
 * What the chain shows as done already is left out; every step is harmless when it is done twice.
 */
import type { BridgeCall, Hex, TxStep } from '../core/index.ts';
import {
  bytesToHex,
  decodeCompact,
  decodeItems,
  encodeItem,
  encodeItems,
  type Leaf,
  merkleProof,
} from '../protocol/index.ts';
import type { GatewayConfig } from './gatewayConfig.ts';
import type { GatewayState } from './gatewayState.ts';
import { type InboundItem, readInboundItem, readInboundItems } from './inboundItem.ts';
import type { SimCall } from './simTransaction.ts';
import {
  SVM_ITEMS_PER_TRANSACTION,
  SVM_TRANSACTION_BYTES,
  svmTransactionBytes,
} from './svmTransactionBytes.ts';

type Delivery = Extract<BridgeCall, { kind: 'deliver' | 'deliverOne' }>;

interface PlacedItem {
  readonly item: InboundItem;
  readonly bytes: Uint8Array;
  readonly index: number;
  readonly proof: readonly Hex[];
}

/** Steps of a call on top of this state. Throws what decoding a malformed call throws. */
export function planSvmSteps(at: { call: BridgeCall; config: GatewayConfig; state: GatewayState }): TxStep[] {
  const { call } = at;
  switch (call.kind) {
    case 'deliver':
    case 'deliverOne':
      return planDelivery({ ...at, call });
    case 'claimQueued':
      return leavesOpen({ ...at, item: call.item, book: at.state.queue }) ? [step('claim', call)] : [];
    case 'retryCompose':
      return leavesOpen({ ...at, item: call.item, book: at.state.composePending })
        ? [step('compose', call)]
        : [];
    case 'closeRoot':
      return at.state.roots.get(call.root) === undefined ? [] : [step('close root', call)];
    case 'selfSend':
      return [];
  }
}

/** The call that a step stands for. */
export function stepCall(at: TxStep): SimCall {
  return JSON.parse(at.payload) as SimCall;
}

function leavesOpen(at: { config: GatewayConfig; item: Hex; book: { has(leaf: Leaf): boolean } }): boolean {
  return at.book.has(readInboundItem(at.config, at.item).leaf);
}

function planDelivery(at: { call: Delivery; config: GatewayConfig; state: GatewayState }): TxStep[] {
  const { call, config, state } = at;
  const placed = placeItems({ call, config });
  const open = placed.filter(({ item }) => !state.used.has(item.key));
  if (open.length === 0) return [];
  const { root, count, notAfter } = decodeCompact(call.attestation);
  const kept = state.roots.get(root);
  if (kept === undefined && placed.length === count && placed.every(({ item }) => item.composeGas === null)) {
    const items = bytesToHex(encodeItems(placed.map(({ bytes }) => bytes)));
    const { attestation, signatures } = call;
    const whole: SimCall = { kind: 'deliver', attestation, signatures, items };
    if (svmTransactionBytes(whole) <= SVM_TRANSACTION_BYTES) return [step('deliver', whole)];
  }
  const attested = kept !== undefined && kept.notAfter >= notAfter;
  return [...(attested ? [] : [attestStep(call)]), ...provenSteps({ root, open })];
}

function placeItems(at: { call: Delivery; config: GatewayConfig }): PlacedItem[] {
  const { call, config } = at;
  const raw = call.kind === 'deliver' ? call.items : call.item;
  const bytes = decodeItems(raw).map(encodeItem);
  const items = readInboundItems(config, raw);
  const leaves = items.map(({ leaf }) => leaf);
  return items.map((item, index) => ({
    item,
    bytes: bytes[index] as Uint8Array,
    index: call.kind === 'deliver' ? index : call.index,
    proof: call.kind === 'deliver' ? merkleProof(leaves, index) : call.proof,
  }));
}

function attestStep({ attestation, signatures }: Delivery): TxStep {
  return step('attest', { kind: 'attestRoot', attestation, signatures });
}

function provenSteps(at: { root: Hex; open: readonly PlacedItem[] }): TxStep[] {
  const { root, open } = at;
  const steps: TxStep[] = [];
  let first = 0;
  while (first < open.length) {
    let end = first + 1;
    while (end < open.length && fits({ root, items: open.slice(first, end + 1) })) end += 1;
    const label = end - first === 1 ? `deliver ${end}` : `deliver ${first + 1}–${end}`;
    steps.push(step(label, provenCall({ root, items: open.slice(first, end) })));
    first = end;
  }
  return steps;
}

function fits(at: { root: Hex; items: readonly PlacedItem[] }): boolean {
  if (at.items.length > SVM_ITEMS_PER_TRANSACTION) return false;
  return svmTransactionBytes(provenCall(at)) <= SVM_TRANSACTION_BYTES;
}

function provenCall(at: { root: Hex; items: readonly PlacedItem[] }): SimCall {
  return {
    kind: 'deliverProven',
    root: at.root,
    items: bytesToHex(encodeItems(at.items.map(({ bytes }) => bytes))),
    indices: at.items.map(({ index }) => index),
    proofs: at.items.map(({ proof }) => proof),
  };
}

function step(label: string, call: SimCall): TxStep {
  return { label, payload: JSON.stringify(call) };
}
