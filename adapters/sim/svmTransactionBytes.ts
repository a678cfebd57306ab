/**
 * How large a transaction of the Solana-like chain is. An estimate with an address lookup table: a plain item takes about 90
 * bytes of accounts beside its own, so that four of them with five signatures come to 1,197 (solana design §3).
 */
import { decodeItems } from '../protocol/index.ts';
import type { SimCall } from './simTransaction.ts';

/** One packet of the network: IPv6 MTU less headers (Solana, `PACKET_DATA_SIZE`). */
export const SVM_TRANSACTION_BYTES = 1_232;
/** Most items whose accounts fit one transaction. */
export const SVM_ITEMS_PER_TRANSACTION = 4;

const FRAME_BYTES = 200;
const ITEM_ACCOUNTS_BYTES = 90;
const HASH_BYTES = 32;

/** Bytes on the wire. Throws the codes of `decodeItems`. */
export function svmTransactionBytes(call: SimCall): number {
  switch (call.kind) {
    case 'deliver':
      return FRAME_BYTES + size(call.attestation) + size(call.signatures) + itemsBytes(call.items);
    case 'attestRoot':
      return FRAME_BYTES + size(call.attestation) + size(call.signatures);
    case 'deliverProven': {
      const nodes = call.proofs.reduce((sum, proof) => sum + proof.length, 0);
      return FRAME_BYTES + HASH_BYTES + HASH_BYTES * nodes + 2 * call.indices.length + itemsBytes(call.items);
    }
    case 'deliverOne':
      return FRAME_BYTES + size(call.attestation) + size(call.signatures) + itemsBytes(call.item);
    case 'claimQueued':
    case 'retryCompose':
      return FRAME_BYTES + itemsBytes(call.item);
    case 'closeRoot':
      return FRAME_BYTES + HASH_BYTES;
    case 'send':
      return FRAME_BYTES + 250 + size(call.composeMsg);
    default:
      return FRAME_BYTES;
  }
}

function size(hex: string): number {
  return (hex.length - 2) >> 1;
}

function itemsBytes(items: `0x${string}`): number {
  const count = decodeItems(items).length;
  // WHY: a fifth item's accounts do not fit, whatever its bytes.
  const tooMany = count > SVM_ITEMS_PER_TRANSACTION ? SVM_TRANSACTION_BYTES : 0;
  return size(items) + ITEM_ACCOUNTS_BYTES * count + tooMany;
}
