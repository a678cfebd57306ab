/** What became of a transaction. */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { TxStatus } from '../../core/transactions.ts';
import { asArray, asCount, asRecord } from '../rpc/answer.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { transactionIdToBase58 } from '../tx/transactionId.ts';
import { blockAt } from './blocks.ts';

const MICRO = 1_000_000n;

/**
 * Unknown while no block has it (a node does not show what it forwards), pending while its block is not confirmed, then included.
 * `gasUsed` in compute units, `gasPriceWei` in micro-lamports per unit, everything paid included. @throws ChainError; MalformedAnswer
 */
export async function txStatus(
  reader: SolanaReader,
  hash: string,
  options: CallOptions = {},
): Promise<TxStatus> {
  const signature = transactionIdToBase58(hash);
  const status = await signatureStatus(reader, signature, options);
  if (status === null) return { state: 'unknown' };
  if (status['confirmationStatus'] === 'processed') return { state: 'pending' };
  const config = { encoding: 'json', commitment: 'confirmed', maxSupportedTransactionVersion: 0 };
  const answer = await reader.rpc.ask({ method: 'getTransaction', params: [signature, config] }, options);
  // Indices of a node are written one after the other.
  if (answer === null) return { state: 'pending' };
  const transaction = asRecord(answer, 'transaction');
  const slot = asCount(transaction['slot'], 'transaction.slot');
  const block = await blockAt(reader, slot, options);
  if (block === null) return { state: 'pending' };
  const meta = asRecord(transaction['meta'], 'transaction.meta');
  const gasUsed = asCount(meta['computeUnitsConsumed'], 'computeUnitsConsumed');
  const fee = asCount(meta['fee'], 'fee');
  return {
    state: 'included',
    height: slot,
    blockHash: block.hash,
    success: meta['err'] === null,
    gasUsed,
    gasPriceWei: gasUsed === 0n ? 0n : (fee * MICRO) / gasUsed,
  };
}

/** The node's status entry; `null` when it has none. @throws ChainError; MalformedAnswer */
export async function signatureStatus(
  reader: SolanaReader,
  signature: string,
  options: CallOptions = {},
): Promise<Readonly<Record<string, unknown>> | null> {
  const params = [[signature], { searchTransactionHistory: true }];
  const answer = asRecord(
    await reader.rpc.ask({ method: 'getSignatureStatuses', params }, options),
    'statuses',
  );
  const [status] = asArray(answer['value'], 'statuses');
  return status === null || status === undefined ? null : asRecord(status, 'status');
}
