/** Integers as RLP and JSON-RPC write them. */
import { type Hex, hexToBytes } from '../../protocol/index.ts';

/** Shortest big-endian bytes of `value` (none for 0). Source: Yellow Paper appendix B. */
export function quantityBytes(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array(0);
  const hex = value.toString(16);
  return hexToBytes(`0x${hex.length % 2 === 0 ? hex : `0${hex}`}`);
}

/** JSON-RPC quantity of `value`. */
export function toQuantity(value: bigint): Hex {
  return `0x${value.toString(16)}`;
}
