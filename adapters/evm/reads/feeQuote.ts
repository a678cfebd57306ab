/** What a transaction should offer for gas now (EIP-1559). */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { FeeQuote } from '../../core/transactions.ts';
import type { EvmReader } from '../evmReader.ts';
import { asArray, asRecord } from '../../rpc/answer.ts';
import { asQuantity } from '../rpc/answer.ts';
import { MalformedAnswer } from '../../rpc/malformedAnswer.ts';

const BLOCKS = '0xa';
const PERCENTILE = 60;

/**
 * Base fee of the next block; priority fee = median over the last 10 blocks of the 60th percentile paid, not below the
 * configured floor (empty blocks report 0); maximum = 2 × base fee + priority fee, which stays includable for six full blocks.
 * @throws ChainError; MalformedAnswer
 */
export async function feeQuote(reader: EvmReader, options: CallOptions = {}): Promise<FeeQuote> {
  const request = { method: 'eth_feeHistory', params: [BLOCKS, 'latest', [PERCENTILE]] };
  const history = asRecord(await reader.rpc.ask(request, options), 'fee history');
  const baseFees = asArray(history['baseFeePerGas'], 'baseFeePerGas').map((fee) =>
    asQuantity(fee, 'baseFeePerGas'),
  );
  const baseFeePerGas = baseFees.at(-1);
  if (baseFeePerGas === undefined) throw new MalformedAnswer('fee history has no base fee');
  const rewards = asArray(history['reward'] ?? [], 'reward')
    .map((block) => asQuantity(asArray(block, 'reward')[0], 'reward'))
    .filter((reward) => reward > 0n)
    .toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const median = rewards[rewards.length >> 1] ?? 0n;
  const maxPriorityFeePerGas = median > reader.minPriorityFeePerGas ? median : reader.minPriorityFeePerGas;
  return { baseFeePerGas, maxPriorityFeePerGas, maxFeePerGas: 2n * baseFeePerGas + maxPriorityFeePerGas };
}
