/** Network and account figures. */
import type { CallOptions } from '../../core/chainProvider.ts';
import { asKey, asLamports, asRecord } from '../rpc/answer.ts';
import type { SolanaReader } from '../solanaReader.ts';

/** The genesis hash: which cluster this is. @throws ChainError; MalformedAnswer */
export async function networkId(reader: SolanaReader, options: CallOptions = {}): Promise<string> {
  return asKey(await reader.rpc.ask({ method: 'getGenesisHash', params: [] }, options), 'genesis hash');
}

/** Lamports, confirmed. @throws ChainError; MalformedAnswer */
export async function balanceOf(
  reader: SolanaReader,
  account: string,
  options: CallOptions = {},
): Promise<bigint> {
  const params = [account, { commitment: 'confirmed' }];
  const answer = asRecord(await reader.rpc.ask({ method: 'getBalance', params }, options), 'balance');
  return asLamports(answer['value'], 'balance');
}

/** Solana's transactions are not numbered. */
export async function accountNonce(): Promise<bigint> {
  return 0n;
}
