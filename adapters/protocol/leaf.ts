/**
 * Leaf of a packet and hash of a lane (protocol §3, §5).
 *
 * Guarantee: the leaf commits to execution, amount, header and message; the lane hash commits to every leaf of the lane
 * in order.
 */
import { ProtocolError } from './errors.ts';
import { type BytesLike, bytesToHex, type Hex, hexInto, toBytes } from './hex.ts';
import { type Leaf, ZERO_BYTES32 } from './ids.ts';
import { keccakBytes } from './keccak.ts';
import { encodeLayout, type Layout } from './layout.ts';
import { MESSAGE_BYTES } from './message.ts';
import { PACKET_HEADER_BYTES } from './packet.ts';

/** Leaf preimage before the header (tag 0x00). */
export const LEAF_PREFIX_LAYOUT = [
  { name: 'tag', type: 'u8', is: 0x00 },
  { name: 'execution', type: 'u32' },
  { name: 'amountUnits', type: 'u64' },
] as const satisfies Layout;

const PREFIX_BYTES = 13;
const LEAF_PREIMAGE_BYTES = PREFIX_BYTES + PACKET_HEADER_BYTES + 32;

/**
 * Leaf of an encoded packet: `keccak(0x00 ‖ execution ‖ amount ‖ packet[0:113] ‖ keccak(message))`.
 *
 * The packet must have been checked before ({@link decodePacket} or {@link assertPacket}); here only its length is.
 * @throws CXT_WIRE_PACKET_HEADER if it is shorter than header and amount; CXT_WIRE_INTEGER_RANGE
 */
export function leafHash(args: { execution: number; packet: BytesLike }): Leaf {
  const packet = toBytes(args.packet);
  if (packet.length < PACKET_HEADER_BYTES + MESSAGE_BYTES) {
    throw new ProtocolError('CXT_WIRE_PACKET_HEADER', { length: packet.length });
  }
  const preimage = new Uint8Array(LEAF_PREIMAGE_BYTES);
  writeExecution(preimage, args.execution);
  preimage.set(packet.subarray(PACKET_HEADER_BYTES + 32, PACKET_HEADER_BYTES + MESSAGE_BYTES), 5);
  preimage.set(packet.subarray(0, PACKET_HEADER_BYTES), PREFIX_BYTES);
  preimage.set(keccakBytes(packet.subarray(PACKET_HEADER_BYTES)), PREFIX_BYTES + PACKET_HEADER_BYTES);
  return bytesToHex(keccakBytes(preimage)) as Leaf;
}

/**
 * Leaf from the parts that a transit knows: header, amount and the hash of the message.
 * @throws CXT_WIRE_LENGTH unless the header has 113 bytes and the hash 32; CXT_WIRE_INTEGER_RANGE
 */
export function leafHashFromParts(args: {
  execution: number;
  amountUnits: bigint;
  header: BytesLike;
  messageHash: Hex;
}): Leaf {
  const header = toBytes(args.header);
  if (header.length !== PACKET_HEADER_BYTES) {
    throw new ProtocolError('CXT_WIRE_LENGTH', { expected: PACKET_HEADER_BYTES, actual: header.length });
  }
  const preimage = new Uint8Array(LEAF_PREIMAGE_BYTES);
  preimage.set(encodeLayout(LEAF_PREFIX_LAYOUT, args));
  preimage.set(header, PREFIX_BYTES);
  hexInto({
    hex: args.messageHash,
    target: preimage,
    offset: PREFIX_BYTES + PACKET_HEADER_BYTES,
    length: 32,
  });
  return bytesToHex(keccakBytes(preimage)) as Leaf;
}

/** Hash of a lane before its first packet. */
export const INITIAL_LANE_HASH: Hex = ZERO_BYTES32;

const LANE_HASH_LAYOUT = [
  { name: 'tag', type: 'u8', is: 0x05 },
  { name: 'previous', type: 'bytes32' },
  { name: 'leaf', type: 'leaf' },
] as const satisfies Layout;

/** `keccak(0x05 ‖ previous ‖ leaf)`; start from {@link INITIAL_LANE_HASH}. @throws CXT_WIRE_HEX_INVALID, CXT_WIRE_LENGTH */
export function nextLaneHash(previous: Hex, leaf: Leaf): Hex {
  return bytesToHex(keccakBytes(encodeLayout(LANE_HASH_LAYOUT, { previous, leaf })));
}

function writeExecution(target: Uint8Array, execution: number): void {
  if (!Number.isInteger(execution) || execution < 0 || execution > 0xffff_ffff) {
    throw new ProtocolError('CXT_WIRE_INTEGER_RANGE', { field: 'execution', value: execution });
  }
  target[1] = execution >>> 24;
  target[2] = (execution >>> 16) & 0xff;
  target[3] = (execution >>> 8) & 0xff;
  target[4] = execution & 0xff;
}
