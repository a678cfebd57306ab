/**
 * Packet: byte-identical to LayerZero PacketV1 (protocol §3).
 *
 * Guarantee: a decoded packet has version 1, a nonce of at least 1, two different chains, addresses that fit their VM,
 * the guid of its own header and a valid message. Anything else is refused with a code of its own.
 */
import { isWireAddress } from './address.ts';
import { type VmOf, vmOfEid } from './endpoints.ts';
import { ProtocolError } from './errors.ts';
import { type BytesLike, bytesToHex, toBytes } from './hex.ts';
import { eid, type Guid } from './ids.ts';
import { keccakBytes } from './keccak.ts';
import {
  decodeLayout,
  encodeLayout,
  type Layout,
  type LayoutInput,
  type LayoutValue,
  readBigUint,
  readUint,
} from './layout.ts';
import { assertMessage, assertMessageFitsLane } from './message.ts';

/** The part of the header that the guid is the hash of (with the version in front). */
const ROUTE_LAYOUT = [
  { name: 'nonce', type: 'nonce' },
  { name: 'srcEid', type: 'eid' },
  { name: 'sender', type: 'bytes32' },
  { name: 'dstEid', type: 'eid' },
  { name: 'receiver', type: 'bytes32' },
] as const satisfies Layout;

/** Whole packet. */
export const PACKET_LAYOUT = [
  { name: 'version', type: 'u8', is: 1 },
  ...ROUTE_LAYOUT,
  { name: 'guid', type: 'guid' },
  { name: 'message', type: 'rest' },
] as const satisfies Layout;

/** Bytes before the message. */
export const PACKET_HEADER_BYTES = 113;
const GUID_OFFSET = 81;
const SENDER_OFFSET = 13;
const RECEIVER_OFFSET = 49;
const ZERO_GUID = `0x${'00'.repeat(32)}` as Guid;

/** Place of a packet: its lane, its number there and the two gateways. */
export type PacketRoute = LayoutValue<typeof ROUTE_LAYOUT>;

/** Decoded packet. */
export type Packet = LayoutValue<typeof PACKET_LAYOUT>;

/** What {@link encodePacket} takes; the guid is computed. */
export type PacketInput = Omit<LayoutInput<typeof PACKET_LAYOUT>, 'guid'>;

/** How to judge chains that are not in the built-in table. */
export type PacketRules = { readonly vmOf?: VmOf };

/**
 * Encodes a packet and checks it as {@link decodePacket} does.
 * @throws the codes of {@link decodePacket} and of the field encoders
 */
export function encodePacket(packet: PacketInput, rules: PacketRules = {}): Uint8Array {
  const bytes = encodeLayout(PACKET_LAYOUT, { ...packet, guid: ZERO_GUID });
  bytes.set(keccakBytes(bytes.subarray(1, GUID_OFFSET)), GUID_OFFSET);
  assertPacket({ bytes, vmOf: rules.vmOf ?? vmOfEid });
  return bytes;
}

/**
 * Decodes a packet.
 * @throws CXT_WIRE_PACKET_EMPTY, CXT_WIRE_PACKET_HEADER, CXT_WIRE_PACKET_VERSION, CXT_WIRE_NONCE_ZERO,
 *   CXT_WIRE_LANE_SELF, CXT_WIRE_EID_UNKNOWN, CXT_WIRE_PACKET_GUID, CXT_WIRE_PACKET_SENDER, CXT_WIRE_PACKET_RECEIVER,
 *   and those of the message: see message.ts
 */
export function decodePacket(packet: BytesLike, rules: PacketRules = {}): Packet {
  const bytes = toBytes(packet);
  assertPacket({ bytes, vmOf: rules.vmOf ?? vmOfEid });
  return decodeLayout(PACKET_LAYOUT, bytes);
}

/** The 113 bytes before the message, with the guid. @throws the codes of the field encoders */
export function encodePacketHeader(route: PacketRoute): Uint8Array {
  const bytes = encodeLayout(PACKET_LAYOUT, { ...route, guid: ZERO_GUID, message: new Uint8Array(0) });
  bytes.set(keccakBytes(bytes.subarray(1, GUID_OFFSET)), GUID_OFFSET);
  return bytes;
}

/** Guid of a place: `keccak(packet[1:81])`. @throws the codes of the field encoders */
export function packetGuid(route: PacketRoute): Guid {
  return bytesToHex(keccakBytes(encodeLayout(ROUTE_LAYOUT, route))) as Guid;
}

/** Checks encoded packet bytes without building a value. @throws the codes of {@link decodePacket} */
export function assertPacket(args: { bytes: Uint8Array; vmOf: VmOf }): void {
  const { bytes, vmOf } = args;
  if (bytes.length === 0) throw new ProtocolError('CXT_WIRE_PACKET_EMPTY');
  if (bytes.length < PACKET_HEADER_BYTES)
    throw new ProtocolError('CXT_WIRE_PACKET_HEADER', { length: bytes.length });
  if (bytes[0] !== 1) throw new ProtocolError('CXT_WIRE_PACKET_VERSION', { version: bytes[0] });
  if (readBigUint(bytes, 1, 8) === 0n) throw new ProtocolError('CXT_WIRE_NONCE_ZERO');
  const srcEid = eid(readUint(bytes, 9, 4));
  const dstEid = eid(readUint(bytes, 45, 4));
  if (srcEid === dstEid) throw new ProtocolError('CXT_WIRE_LANE_SELF', { eid: srcEid });
  const srcVm = vmOf(srcEid);
  const dstVm = vmOf(dstEid);
  if (!isWireAddress({ bytes, offset: SENDER_OFFSET, vm: srcVm }))
    throw new ProtocolError('CXT_WIRE_PACKET_SENDER');
  if (!isWireAddress({ bytes, offset: RECEIVER_OFFSET, vm: dstVm }))
    throw new ProtocolError('CXT_WIRE_PACKET_RECEIVER');
  assertGuid(bytes);
  assertMessage({ bytes, offset: PACKET_HEADER_BYTES });
  assertMessageFitsLane({ bytes, offset: PACKET_HEADER_BYTES, srcVm, dstVm });
}

function assertGuid(bytes: Uint8Array): void {
  const expected = keccakBytes(bytes.subarray(1, GUID_OFFSET));
  for (let index = 0; index < 32; index++) {
    if (expected[index] !== bytes[GUID_OFFSET + index]) throw new ProtocolError('CXT_WIRE_PACKET_GUID');
  }
}
