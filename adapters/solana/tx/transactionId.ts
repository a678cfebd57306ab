/** A transaction's id: its first signature, 64 bytes; hex towards the port, base58 towards nodes and people. */
import { utils } from '@coral-xyz/anchor';
import { bytesToHex, type Hex, hexToBytes } from '../../protocol/index.ts';

const { bs58 } = utils.bytes;

/** Id as the port has it. */
export function transactionIdToHex(signature: Uint8Array): Hex {
  return bytesToHex(signature);
}

/** Id as nodes and explorers have it, from either form. */
export function transactionIdToBase58(id: string): string {
  return id.startsWith('0x') ? bs58.encode(hexToBytes(id)) : id;
}
