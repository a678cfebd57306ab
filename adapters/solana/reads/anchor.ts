/** The recent block that a transaction names, and its end (solana design §4). */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { TxAnchor } from '../../core/transactions.ts';
import { asCount, asKey, asRecord } from '../rpc/answer.ts';
import type { SolanaReader } from '../solanaReader.ts';

/** A confirmed block's hash, and the last block height that may include a transaction with it. @throws ChainError; MalformedAnswer */
export async function anchor(reader: SolanaReader, options: CallOptions = {}): Promise<TxAnchor> {
  const request = { method: 'getLatestBlockhash', params: [{ commitment: 'confirmed' }] };
  const answer = asRecord(await reader.rpc.ask(request, options), 'latest blockhash');
  const { blockhash, lastValidBlockHeight } = asRecord(answer['value'], 'latest blockhash');
  return {
    hash: asKey(blockhash, 'blockhash'),
    expiresAt: asCount(lastValidBlockHeight, 'lastValidBlockHeight'),
  };
}

/**
 * Whether the finalized chain is longer than the anchor's life: then every block that could have included the transaction is
 * final or gone. @throws ChainError; MalformedAnswer
 */
export async function anchorExpired(
  reader: SolanaReader,
  at: TxAnchor,
  options: CallOptions = {},
): Promise<boolean> {
  const request = { method: 'getBlockHeight', params: [{ commitment: 'finalized' }] };
  return asCount(await reader.rpc.ask(request, options), 'block height') > at.expiresAt;
}
