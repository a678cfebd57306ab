/** How many bytes a call hands to the chain, roughly: what its transaction is charged for. */
import type { SimCall } from './simTransaction.ts';

/** Bytes of calldata (or instruction data). */
export function calldataBytes(call: SimCall): number {
  switch (call.kind) {
    case 'deliver':
      return (call.attestation.length + call.signatures.length + call.items.length) >> 1;
    case 'deliverOne':
      return (
        ((call.attestation.length + call.signatures.length + call.item.length) >> 1) + 32 * call.proof.length
      );
    case 'attestRoot':
      return (call.attestation.length + call.signatures.length) >> 1;
    case 'deliverProven':
      return (call.items.length >> 1) + 32 * call.proofs.reduce((sum, proof) => sum + proof.length, 0);
    case 'claimQueued':
    case 'retryCompose':
      return call.item.length >> 1;
    case 'send':
      return 228 + (call.composeMsg.length >> 1);
    default:
      return 0;
  }
}
