/**
 * Items: what is delivered, in calldata and instruction data, the same bytes on every chain (protocol §7).
 *
 * Guarantee: an item consumes its bytes exactly. Sender, receiver and guid are no part of it: they come from the peers of
 * whoever rebuilds the leaf, so they cannot be forged.
 */
import type { VmOf } from './endpoints.ts';
import { ProtocolError } from './errors.ts';
import { type BytesLike, concatBytes, type Hex, toBytes } from './hex.ts';
import { eid, type Leaf, nonce } from './ids.ts';
import { keccak256 } from './keccak.ts';
import {
  decodeLayout,
  encodeLayout,
  type Layout,
  type LayoutInput,
  type LayoutValue,
  readLayout,
} from './layout.ts';
import { leafHash, leafHashFromParts } from './leaf.ts';
import { assertMessageLength, MESSAGE_BYTES, MESSAGE_LAYOUT } from './message.ts';
import { decodePacket, encodePacket, encodePacketHeader, type PacketRoute } from './packet.ts';
import { MAX_LEAVES } from './tree.ts';

/** One item; the body is a message, or at home the amount and message hash of a transit. */
export const ITEM_LAYOUT = [
  { name: 'srcEid', type: 'eid' },
  { name: 'dstEid', type: 'eid' },
  { name: 'nonce', type: 'nonce' },
  { name: 'execution', type: 'u32' },
  { name: 'body', type: 'prefixed' },
] as const satisfies Layout;

/** Body of a transit. */
export const TRANSIT_BODY_LAYOUT = [
  { name: 'amountUnits', type: 'units' },
  { name: 'messageHash', type: 'bytes32' },
] as const satisfies Layout;

/** Decoded item. */
export type Item = LayoutValue<typeof ITEM_LAYOUT>;

/** Gateway of a chain as bytes32, or undefined if none is registered. */
export type Peers = (eid: number) => Hex | undefined;

const CODES = { truncated: 'CXT_WIRE_ITEM_TRUNCATED', trailing: 'CXT_WIRE_ITEM_TRAILING' } as const;

/** Encodes an item. @throws the codes of {@link decodeItem} and of the field encoders */
export function encodeItem(item: LayoutInput<typeof ITEM_LAYOUT>): Uint8Array {
  const bytes = encodeLayout(ITEM_LAYOUT, item);
  assertItem({ ...item, body: toBytes(item.body) });
  return bytes;
}

/**
 * Encodes a transit: the item with which home records a message between two spokes.
 * @throws CXT_WIRE_TRANSIT_AMOUNT_ZERO and the codes of {@link encodeItem}
 */
export function encodeTransitItem(
  transit: Omit<LayoutInput<typeof ITEM_LAYOUT>, 'body'> & LayoutInput<typeof TRANSIT_BODY_LAYOUT>,
): Uint8Array {
  if (transit.amountUnits === 0n) throw new ProtocolError('CXT_WIRE_TRANSIT_AMOUNT_ZERO');
  return encodeItem({ ...transit, body: encodeLayout(TRANSIT_BODY_LAYOUT, transit) });
}

/**
 * Decodes exactly one item. Whether a body of 40 bytes is a message or a transit only the executing chain knows.
 * @throws CXT_WIRE_ITEM_EMPTY, CXT_WIRE_ITEM_TRUNCATED, CXT_WIRE_ITEM_TRAILING, CXT_WIRE_NONCE_ZERO, CXT_WIRE_LANE_SELF,
 *   CXT_WIRE_EID_INVALID and the length codes of messages
 */
export function decodeItem(item: BytesLike): Item {
  const bytes = toBytes(item);
  if (bytes.length === 0) throw new ProtocolError('CXT_WIRE_ITEM_EMPTY');
  const decoded = decodeLayout(ITEM_LAYOUT, bytes, CODES);
  assertItem(decoded);
  return decoded;
}

/** Decodes a concatenation of 1 to 256 items. @throws CXT_WIRE_ITEM_COUNT and the codes of {@link decodeItem} */
export function decodeItems(items: BytesLike): Item[] {
  const bytes = toBytes(items);
  if (bytes.length === 0) throw new ProtocolError('CXT_WIRE_ITEM_EMPTY');
  const decoded: Item[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const { value, end } = readLayout({ layout: ITEM_LAYOUT, bytes, offset, codes: CODES });
    assertItem(value);
    decoded.push(value);
    if (decoded.length > MAX_LEAVES) throw new ProtocolError('CXT_WIRE_ITEM_COUNT');
    offset = end;
  }
  return decoded;
}

/** Concatenation of encoded items. @throws CXT_WIRE_ITEM_EMPTY, CXT_WIRE_ITEM_COUNT */
export function encodeItems(items: readonly Uint8Array[]): Uint8Array {
  if (items.length === 0) throw new ProtocolError('CXT_WIRE_ITEM_EMPTY');
  if (items.length > MAX_LEAVES) throw new ProtocolError('CXT_WIRE_ITEM_COUNT', { count: items.length });
  return concatBytes(items);
}

/** Item that delivers a packet. @throws the codes of {@link decodePacket} and {@link encodeItem} */
export function itemFromPacket(args: { packet: BytesLike; execution: number; vmOf?: VmOf }): Uint8Array {
  const { srcEid, dstEid, nonce: number, message } = decodePacket(args.packet, rulesOf(args.vmOf));
  return encodeItem({ srcEid, dstEid, nonce: number, execution: args.execution, body: message });
}

/** Item that records a packet at home as a transit. @throws the codes of {@link decodePacket}, {@link encodeTransitItem} */
export function transitItemFromPacket(args: {
  packet: BytesLike;
  execution: number;
  vmOf?: VmOf;
}): Uint8Array {
  const { srcEid, dstEid, nonce: number, message } = decodePacket(args.packet, rulesOf(args.vmOf));
  const { amountUnits } = decodeLayout(MESSAGE_LAYOUT, message.subarray(0, MESSAGE_BYTES));
  const messageHash = keccak256(message);
  return encodeTransitItem({
    srcEid,
    dstEid,
    nonce: number,
    execution: args.execution,
    amountUnits,
    messageHash,
  });
}

/**
 * Leaf that an item stands for on the chain that executes it, rebuilt from that chain's own peers as the gateway does.
 * At home an item between two spokes is a transit.
 * @throws CXT_WIRE_ITEM_DESTINATION, CXT_WIRE_ITEM_PEER, CXT_WIRE_TRANSIT_BODY, CXT_WIRE_TRANSIT_HOME,
 *   CXT_WIRE_TRANSIT_AMOUNT_ZERO and the codes of packets
 */
export function leafFromItem(args: {
  item: Item;
  peers: Peers;
  executingEid: number;
  homeEid: number;
  vmOf?: VmOf;
}): Leaf {
  const { item, executingEid, homeEid } = args;
  const route = routeOf(args);
  if (item.dstEid === executingEid) {
    const packet = encodePacket({ ...route, message: item.body }, rulesOf(args.vmOf));
    return leafHash({ execution: item.execution, packet });
  }
  if (executingEid !== homeEid) {
    throw new ProtocolError('CXT_WIRE_ITEM_DESTINATION', { dstEid: item.dstEid, executingEid });
  }
  if (item.srcEid === homeEid) throw new ProtocolError('CXT_WIRE_TRANSIT_HOME', { srcEid: item.srcEid });
  if (item.body.length !== MESSAGE_BYTES)
    throw new ProtocolError('CXT_WIRE_TRANSIT_BODY', { length: item.body.length });
  const { amountUnits, messageHash } = decodeLayout(TRANSIT_BODY_LAYOUT, item.body);
  if (amountUnits === 0n) throw new ProtocolError('CXT_WIRE_TRANSIT_AMOUNT_ZERO');
  const header = encodePacketHeader(route);
  return leafHashFromParts({ execution: item.execution, amountUnits, header, messageHash });
}

function routeOf(args: { item: Item; peers: Peers }): PacketRoute {
  const { srcEid, dstEid, nonce: number } = args.item;
  const sender = args.peers(srcEid);
  const receiver = args.peers(dstEid);
  if (sender === undefined) throw new ProtocolError('CXT_WIRE_ITEM_PEER', { eid: srcEid });
  if (receiver === undefined) throw new ProtocolError('CXT_WIRE_ITEM_PEER', { eid: dstEid });
  return { nonce: number, srcEid, sender, dstEid, receiver };
}

function assertItem(item: Item): void {
  eid(item.srcEid);
  eid(item.dstEid);
  nonce(item.nonce);
  if (item.srcEid === item.dstEid) throw new ProtocolError('CXT_WIRE_LANE_SELF', { eid: item.srcEid });
  assertMessageLength(item.body.length);
}

function rulesOf(vmOf: VmOf | undefined): { vmOf?: VmOf } {
  return vmOf === undefined ? {} : { vmOf };
}
