/** Native balance and next nonce of an account. */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { EvmReader } from '../evmReader.ts';
import { asQuantity } from '../rpc/answer.ts';

/** Native balance in the latest block, wei. @throws ChainError; MalformedAnswer */
export async function balanceOf(
  reader: EvmReader,
  account: string,
  options: CallOptions = {},
): Promise<bigint> {
  return asQuantity(
    await reader.rpc.ask({ method: 'eth_getBalance', params: [account, 'latest'] }, options),
    'balance',
  );
}

/** Number of transactions included up to the latest block: the next nonce, pending ones not counted. @throws ChainError; MalformedAnswer */
export async function accountNonce(
  reader: EvmReader,
  account: string,
  options: CallOptions = {},
): Promise<bigint> {
  const request = { method: 'eth_getTransactionCount', params: [account, 'latest'] };
  return asQuantity(await reader.rpc.ask(request, options), 'transaction count');
}
