/**
 * Addresses and their 32-byte form on the wire (protocol §2).
 *
 * Guarantee: an EVM address is only taken with 0x and 20 bytes, and if it is written in mixed case its EIP-55 checksum is
 * right; zero is nobody and is refused; a Solana address is 32 bytes of base58. Neither is ever read as the other.
 */
import { decodeBase58Key, encodeBase58Key } from './base58.ts';
import type { Vm } from './endpoints.ts';
import { ProtocolError } from './errors.ts';
import { bytesToHex, type Hex } from './hex.ts';
import { bytes32, ZERO_BYTES32 } from './ids.ts';
import { keccakText } from './keccak.ts';

const PADDING = '00'.repeat(12);

/**
 * Lower-case EVM address.
 * @throws CXT_WIRE_ADDRESS_SYNTAX, CXT_WIRE_ADDRESS_CHECKSUM, CXT_WIRE_ADDRESS_ZERO
 */
export function evmAddress(text: string): Hex {
  if (typeof text !== 'string' || !/^0x[0-9a-fA-F]{40}$/.test(text)) {
    throw new ProtocolError('CXT_WIRE_ADDRESS_SYNTAX', { text: String(text).slice(0, 80) });
  }
  const digits = text.slice(2);
  const lower = `0x${digits.toLowerCase()}` as Hex;
  const isOneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase();
  if (!isOneCase && toChecksumAddress(lower) !== text)
    throw new ProtocolError('CXT_WIRE_ADDRESS_CHECKSUM', { text });
  if (/^0x0{40}$/.test(lower)) throw new ProtocolError('CXT_WIRE_ADDRESS_ZERO');
  return lower;
}

/** EIP-55 form of an address (EIP-55). @throws CXT_WIRE_ADDRESS_SYNTAX */
export function toChecksumAddress(address: string): Hex {
  if (!/^0x[0-9a-fA-F]{40}$/.test(address))
    throw new ProtocolError('CXT_WIRE_ADDRESS_SYNTAX', { text: address });
  const lower = address.slice(2).toLowerCase();
  const hash = keccakText(lower);
  let text = '0x';
  for (let index = 0; index < 40; index++) {
    const upper = Number.parseInt(hash.charAt(2 + index), 16) >= 8;
    text += upper ? lower.charAt(index).toUpperCase() : lower.charAt(index);
  }
  return text as Hex;
}

/** 32-byte form of an EVM address. @throws as {@link evmAddress} */
export function evmAddressToBytes32(text: string): Hex {
  return `0x${PADDING}${evmAddress(text).slice(2)}`;
}

/**
 * EVM address of a 32-byte form.
 * @throws CXT_WIRE_HEX_INVALID, CXT_WIRE_LENGTH, CXT_WIRE_ADDRESS_HIGH_BYTES, CXT_WIRE_ADDRESS_ZERO
 */
export function bytes32ToEvmAddress(value: string): Hex {
  const hex = bytes32(value);
  if (!hex.startsWith(PADDING, 2)) throw new ProtocolError('CXT_WIRE_ADDRESS_HIGH_BYTES', { value });
  if (hex === ZERO_BYTES32) throw new ProtocolError('CXT_WIRE_ADDRESS_ZERO');
  return `0x${hex.slice(26)}`;
}

/** 32-byte form of a Solana wallet address. @throws CXT_WIRE_BASE58, CXT_WIRE_ADDRESS_ZERO */
export function solanaAddressToBytes32(text: string): Hex {
  const hex = bytesToHex(decodeBase58Key(text));
  if (hex === ZERO_BYTES32) throw new ProtocolError('CXT_WIRE_ADDRESS_ZERO');
  return hex;
}

/** Solana address of a 32-byte form. @throws CXT_WIRE_HEX_INVALID, CXT_WIRE_LENGTH, CXT_WIRE_ADDRESS_ZERO */
export function bytes32ToSolanaAddress(value: string): string {
  const hex = bytes32(value);
  if (hex === ZERO_BYTES32) throw new ProtocolError('CXT_WIRE_ADDRESS_ZERO');
  const bytes = Uint8Array.from({ length: 32 }, (_, index) =>
    Number.parseInt(hex.slice(2 + 2 * index, 4 + 2 * index), 16),
  );
  return encodeBase58Key(bytes);
}

/** 32-byte form of an address as people of that VM write it. @throws as the function of the VM */
export function addressToBytes32(args: { vm: Vm; address: string }): Hex {
  return args.vm === 'evm' ? evmAddressToBytes32(args.address) : solanaAddressToBytes32(args.address);
}

/** Address as people of that VM write it (EVM: EIP-55). @throws as the function of the VM */
export function bytes32ToAddress(args: { vm: Vm; value: string }): string {
  if (args.vm === 'svm') return bytes32ToSolanaAddress(args.value);
  return toChecksumAddress(bytes32ToEvmAddress(args.value));
}

/**
 * Whether 32 bytes inside `bytes` are an address of that VM: EVM 12 zero bytes and a non-zero rest, Solana non-zero.
 */
export function isWireAddress(args: { bytes: Uint8Array; offset: number; vm: Vm }): boolean {
  const { bytes, offset, vm } = args;
  let high = 0;
  for (let index = offset; index < offset + 12; index++) high |= bytes[index] as number;
  let low = 0;
  for (let index = offset + 12; index < offset + 32; index++) low |= bytes[index] as number;
  return vm === 'evm' ? high === 0 && low !== 0 : (high | low) !== 0;
}
