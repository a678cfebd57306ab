/**
 * Branded identifiers and amounts.
 *
 * Guarantee: a value of a branded type went through its constructor, so it has the right shape and range. Branding
 * costs nothing at run time.
 */
import { ProtocolError } from './errors.ts';
import { type Hex, isHex } from './hex.ts';

declare const brand: unique symbol;
/** A `Base` that only the constructor of `Name` makes. */
export type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** LayerZero endpoint id, u32 (protocol §2). */
export type Eid = Branded<number, 'Eid'>;
/** 32-byte packet id: names the place in the lane, not the content (protocol §3). */
export type Guid = Branded<Hex, 'Guid'>;
/** 32-byte hash that stands for the content of one packet (protocol §5). */
export type Leaf = Branded<Hex, 'Leaf'>;
/** `srcEid:dstEid`. */
export type LaneId = Branded<string, 'LaneId'>;
/** Per-lane packet number, u64, from 1 (protocol §3). */
export type Nonce = Branded<bigint, 'Nonce'>;
/** Amount in units of 1e-9 CXT, u64 (protocol §2). */
export type Units = Branded<bigint, 'Units'>;
/** Amount in wei (1e-18 CXT), u256. */
export type Wei = Branded<bigint, 'Wei'>;

const U64_MAX = 2n ** 64n - 1n;
const U256_MAX = 2n ** 256n - 1n;

/** Endpoint id from a number. @throws CXT_WIRE_EID_INVALID */
export function eid(value: number): Eid {
  if (!Number.isInteger(value) || value < 1 || value > 0xffff_ffff) {
    throw new ProtocolError('CXT_WIRE_EID_INVALID', { value });
  }
  return value as Eid;
}

/** Guid from 32 bytes of hex, made lower case. @throws CXT_WIRE_HEX_INVALID, CXT_WIRE_LENGTH */
export function guid(value: string): Guid {
  return bytes32(value) as Guid;
}

/** Leaf from 32 bytes of hex, made lower case. @throws CXT_WIRE_HEX_INVALID, CXT_WIRE_LENGTH, CXT_WIRE_TREE_LEAF_ZERO */
export function leaf(value: string): Leaf {
  const hex = bytes32(value);
  if (hex === ZERO_BYTES32) throw new ProtocolError('CXT_WIRE_TREE_LEAF_ZERO');
  return hex as Leaf;
}

/** Lane nonce. @throws CXT_WIRE_INTEGER_RANGE, CXT_WIRE_NONCE_ZERO */
export function nonce(value: bigint): Nonce {
  if (typeof value !== 'bigint' || value < 0n || value > U64_MAX) {
    throw new ProtocolError('CXT_WIRE_INTEGER_RANGE', { field: 'nonce', value });
  }
  if (value === 0n) throw new ProtocolError('CXT_WIRE_NONCE_ZERO');
  return value as Nonce;
}

/** Amount in units. @throws CXT_WIRE_UNITS_RANGE */
export function units(value: bigint): Units {
  if (typeof value !== 'bigint' || value < 0n || value > U64_MAX) {
    throw new ProtocolError('CXT_WIRE_UNITS_RANGE', { value });
  }
  return value as Units;
}

/** Amount in wei. @throws CXT_WIRE_WEI_RANGE */
export function wei(value: bigint): Wei {
  if (typeof value !== 'bigint' || value < 0n || value > U256_MAX)
    throw new ProtocolError('CXT_WIRE_WEI_RANGE', { value });
  return value as Wei;
}

/** Lane id of two chains. @throws CXT_WIRE_EID_INVALID, CXT_WIRE_LANE_SELF */
export function laneId(lane: { srcEid: number; dstEid: number }): LaneId {
  const srcEid = eid(lane.srcEid);
  const dstEid = eid(lane.dstEid);
  if (srcEid === dstEid) throw new ProtocolError('CXT_WIRE_LANE_SELF', { eid: srcEid });
  return `${srcEid}:${dstEid}` as LaneId;
}

/** The two chains of a lane id. @throws CXT_WIRE_LANE_INVALID, CXT_WIRE_EID_INVALID, CXT_WIRE_LANE_SELF */
export function parseLaneId(value: string): { srcEid: Eid; dstEid: Eid } {
  const match = /^([1-9][0-9]{0,9}):([1-9][0-9]{0,9})$/.exec(value);
  if (match === null) throw new ProtocolError('CXT_WIRE_LANE_INVALID', { value });
  const lane = { srcEid: eid(Number(match[1])), dstEid: eid(Number(match[2])) };
  laneId(lane);
  return lane;
}

/** 32 zero bytes. */
export const ZERO_BYTES32: Hex = `0x${'00'.repeat(32)}`;

/** 32 bytes of hex, made lower case. @throws CXT_WIRE_HEX_INVALID, CXT_WIRE_LENGTH */
export function bytes32(value: string): Hex {
  if (!isHex(value)) throw new ProtocolError('CXT_WIRE_HEX_INVALID', { value: String(value).slice(0, 80) });
  if (value.length !== 66)
    throw new ProtocolError('CXT_WIRE_LENGTH', { expected: 32, actual: (value.length - 2) / 2 });
  return value.toLowerCase() as Hex;
}
