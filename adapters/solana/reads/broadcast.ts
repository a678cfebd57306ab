/** Hands signed bytes to the node. */
import { VersionedTransaction } from '@solana/web3.js';
import { Buffer } from 'buffer';
import { ChainError } from '../../core/chainError.ts';
import type { BroadcastResult, CallOptions } from '../../core/chainProvider.ts';
import { type Hex, hexToBytes } from '../../protocol/index.ts';
import { refusesTransaction, solanaFaultError } from '../rpc/solanaFault.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { transactionIdToBase58, transactionIdToHex } from '../tx/transactionId.ts';
import { balanceOf } from './accounts.ts';
import { signatureStatus } from './txStatus.ts';

const METHOD = 'sendTransaction';
/** Fee of one signature (Solana, `lamports_per_signature`). */
const SIGNATURE_LAMPORTS = 5_000n;

/**
 * - accepted: the node forwards the bytes to the next leaders, which is no promise: hand them over again until they are in a block
 *   or have expired;
 * - known: a block has them;
 * - rejected: the fee payer cannot pay, or the node takes no such bytes.
 * @throws ChainError: whether the bytes went out is then unknown, and sending them again is safe
 */
export async function broadcast(
  reader: SolanaReader,
  raw: Hex,
  options: CallOptions = {},
): Promise<BroadcastResult> {
  const bytes = hexToBytes(raw);
  const transaction = VersionedTransaction.deserialize(bytes);
  const signature = transactionIdToBase58(transactionIdToHex(transaction.signatures[0] as Uint8Array));
  if ((await signatureStatus(reader, signature, options)) !== null) return { outcome: 'known' };
  // WHY: without preflight nobody says that the payer has no coin; the bytes would vanish for ever.
  const payer = transaction.message.staticAccountKeys[0]?.toBase58() ?? '';
  const balance = await balanceOf(reader, payer, options);
  if (balance < SIGNATURE_LAMPORTS) {
    return { outcome: 'rejected', reason: 'insufficientFunds', detail: `${payer} has ${balance} lamports` };
  }
  // No preflight and no retries of the node's own: identical bytes come again from the caller.
  const config = { encoding: 'base64', skipPreflight: true, maxRetries: 0 };
  const params = [Buffer.from(bytes).toString('base64'), config];
  const outcome = await reader.rpc.outcome({ method: METHOD, params }, options);
  const { label } = reader.rpc;
  if (!outcome.ok) {
    const { fault } = outcome;
    if (!refusesTransaction(fault)) throw solanaFaultError({ label, method: METHOD, fault });
    if ((await signatureStatus(reader, signature, options)) !== null) return { outcome: 'known' };
    return { outcome: 'rejected', reason: 'other', detail: fault.message };
  }
  if (outcome.result !== signature) {
    throw new ChainError('CXT_CHAIN_BAD_ANSWER', `${label} answered another signature`, {
      provider: label,
      signature,
    });
  }
  return { outcome: 'accepted' };
}
