/** What became of a transaction, as the node's chain stands now. */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { TxStatus } from '../../core/transactions.ts';
import type { EvmReader } from '../evmReader.ts';
import { asRecord } from '../../rpc/answer.ts';
import { asData, asInteger, asQuantity } from '../rpc/answer.ts';
import { resultOf } from '../rpc/rpcFault.ts';
import { MalformedAnswer } from '../../rpc/malformedAnswer.ts';

/** Unknown, pending or included; after a reorg an included one is pending or unknown again. @throws ChainError; MalformedAnswer */
export async function txStatus(
  reader: EvmReader,
  hash: string,
  options: CallOptions = {},
): Promise<TxStatus> {
  const { rpc } = reader;
  const methods = ['eth_getTransactionReceipt', 'eth_getTransactionByHash'] as const;
  const outcomes = await rpc.askAll(
    methods.map((method) => ({ method, params: [hash] })),
    options,
  );
  const receipt = resultOf({ outcome: outcomes[0], label: rpc.label, method: methods[0] });
  if (receipt !== null) return included(receipt, hash);
  const transaction = resultOf({ outcome: outcomes[1], label: rpc.label, method: methods[1] });
  return { state: transaction === null ? 'unknown' : 'pending' };
}

function included(answer: unknown, hash: string): TxStatus {
  const receipt = asRecord(answer, 'receipt');
  if (asData(receipt['transactionHash'], 'receipt.transactionHash', 32) !== hash.toLowerCase()) {
    throw new MalformedAnswer('the receipt is of another transaction');
  }
  return {
    state: 'included',
    height: asQuantity(receipt['blockNumber'], 'receipt.blockNumber'),
    blockHash: asData(receipt['blockHash'], 'receipt.blockHash', 32),
    success: asInteger(receipt['status'], 'receipt.status') === 1,
    gasUsed: asQuantity(receipt['gasUsed'], 'receipt.gasUsed'),
    gasPriceWei: asQuantity(receipt['effectiveGasPrice'], 'receipt.effectiveGasPrice'),
  };
}
