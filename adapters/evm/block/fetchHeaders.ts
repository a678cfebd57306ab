/** A run of headers, each proven by its hash and linked to the one before. */
import { ChainError } from '../../core/chainError.ts';
import type { CallOptions } from '../../core/chainProvider.ts';
import type { BlockRef } from '../../core/chainTypes.ts';
import type { EvmReader } from '../evmReader.ts';
import { resultOf } from '../rpc/rpcFault.ts';
import { type EvmHeader, readEvmHeader } from './evmHeader.ts';
import { toQuantity } from './quantityBytes.ts';

const METHOD = 'eth_getBlockByNumber';

/**
 * Headers of (from, to], ascending. The guarantee: the first one's parent is `from.hash`, each next one's parent is the one
 * before, the last one's hash is `to.hash`.
 *
 * - same block: nothing to read, the hashes must agree;
 * - the node lacks one of the heights: CXT_CHAIN_STATE_UNAVAILABLE;
 * - any other chain between the two ends: CXT_CHAIN_BLOCKS_NOT_LINKED.
 * @throws ChainError; MalformedAnswer
 */
export async function fetchHeaders(
  reader: EvmReader,
  range: { from: BlockRef; to: BlockRef },
  options: CallOptions = {},
): Promise<readonly EvmHeader[]> {
  const { from, to } = range;
  const { label } = reader.rpc;
  const count = Number(to.height - from.height);
  if (count < 0) throw new RangeError(`a page cannot end (${to.height}) before it begins (${from.height})`);
  const requests = Array.from({ length: count }, (_, index) => ({
    method: METHOD,
    params: [toQuantity(from.height + BigInt(index + 1)), false],
  }));
  const outcomes = await reader.rpc.askAll(requests, options);
  const headers = outcomes.map((outcome, index) => {
    const height = from.height + BigInt(index + 1);
    const answer = resultOf({ outcome, label, method: METHOD });
    if (answer === null) {
      throw new ChainError('CXT_CHAIN_STATE_UNAVAILABLE', `${label} does not have block ${height}`, {
        provider: label,
        height: String(height),
      });
    }
    return readEvmHeader({ answer, label });
  });
  assertLinked({ from, to, headers, label });
  return headers;
}

function assertLinked(args: {
  from: BlockRef;
  to: BlockRef;
  headers: readonly EvmHeader[];
  label: string;
}): void {
  let tip: { height: bigint; hash: string } = args.from;
  for (const header of args.headers) {
    if (header.parentHash !== tip.hash || header.height !== tip.height + 1n) {
      throw notLinked({
        label: args.label,
        height: header.height,
        expected: tip.hash,
        actual: header.parentHash,
      });
    }
    tip = header;
  }
  if (tip.hash !== args.to.hash) {
    throw notLinked({ label: args.label, height: tip.height, expected: args.to.hash, actual: tip.hash });
  }
}

function notLinked(args: { label: string; height: bigint; expected: string; actual: string }): ChainError {
  const { label, height, expected, actual } = args;
  return new ChainError(
    'CXT_CHAIN_BLOCKS_NOT_LINKED',
    `${label}: block ${height} is not linked to the asked range`,
    {
      provider: label,
      height: String(height),
      expected,
      actual,
    },
  );
}
