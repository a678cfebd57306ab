/**
 * All receipts of a block, proven by the root in its header.
 *
 * Guarantee: the logs, their order, status and gas are what the chain committed to. `txHash` and `from` are outside the proof.
 */
import { ChainError } from '../../core/chainError.ts';
import type { CallOptions } from '../../core/chainProvider.ts';
import type { EvmHeader } from '../block/evmHeader.ts';
import type { EvmReader } from '../evmReader.ts';
import { asArray } from '../../rpc/answer.ts';
import { resultOf } from '../rpc/rpcFault.ts';
import { type EvmReceipt, encodeReceipt, readEvmReceipt } from './evmReceipt.ts';
import { orderedTrieRoot } from './orderedTrieRoot.ts';

const METHOD = 'eth_getBlockReceipts';
/** WHY: a mainnet block has 1–2 MB of receipts; more in one exchange would run into the answer limit. */
const BLOCKS_PER_EXCHANGE = 8;

/**
 * Receipts of each of `headers`, in their order.
 * @throws CXT_CHAIN_RECEIPTS_FORGED when they do not hash to the header's root; other ChainError; MalformedAnswer
 */
export async function fetchProvenReceipts(
  reader: EvmReader,
  headers: readonly EvmHeader[],
  options: CallOptions = {},
): Promise<readonly (readonly EvmReceipt[])[]> {
  const { rpc } = reader;
  const proven: (readonly EvmReceipt[])[] = [];
  for (let start = 0; start < headers.length; start += BLOCKS_PER_EXCHANGE) {
    const chunk = headers.slice(start, start + BLOCKS_PER_EXCHANGE);
    const outcomes = await rpc.askAll(
      chunk.map((header) => ({ method: METHOD, params: [header.hash] })),
      options,
    );
    for (const [index, header] of chunk.entries()) {
      const answer = resultOf({ outcome: outcomes[index], label: rpc.label, method: METHOD });
      proven.push(proveReceipts({ answer, header, label: rpc.label }));
    }
  }
  return proven;
}

/** Reads and proves one answer. @throws as {@link fetchProvenReceipts} */
export function proveReceipts(args: {
  answer: unknown;
  header: EvmHeader;
  label: string;
}): readonly EvmReceipt[] {
  const { answer, header, label } = args;
  const context = { provider: label, height: String(header.height), blockHash: header.hash };
  if (answer === null) {
    throw new ChainError(
      'CXT_CHAIN_STATE_UNAVAILABLE',
      `${label} has no receipts of block ${header.height}`,
      context,
    );
  }
  const receipts = asArray(answer, 'receipts').map(readEvmReceipt);
  const root = orderedTrieRoot(receipts.map(encodeReceipt));
  if (root !== header.receiptsRoot) {
    throw new ChainError(
      'CXT_CHAIN_RECEIPTS_FORGED',
      `${label}: receipts of block ${header.height} hash to ${root}, the header says ${header.receiptsRoot}`,
      { ...context, computedRoot: root, headerRoot: header.receiptsRoot },
    );
  }
  return receipts;
}
