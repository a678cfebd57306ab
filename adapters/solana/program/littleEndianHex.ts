/** Unsigned integers as the lane account keeps its tariff: bytes, little-endian. */
import { bytesToHex, type Hex, hexToBytes } from '../../protocol/index.ts';
import { littleEndian } from './addresses.ts';

/** Hex of `size` bytes. */
export function littleEndianHex(value: bigint, size: number): Hex {
  return bytesToHex(littleEndian(value, size));
}

/** Value of such bytes. @throws ProtocolError for what is no hex */
export function fromLittleEndianHex(hex: Hex): bigint {
  return hexToBytes(hex).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
