/** A block by height. */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { BlockRef } from '../../core/chainTypes.ts';
import { blockRefOf } from '../block/blockRefOf.ts';
import { readEvmHeader } from '../block/evmHeader.ts';
import { toQuantity } from '../block/quantityBytes.ts';
import type { EvmReader } from '../evmReader.ts';
import { MalformedAnswer } from '../../rpc/malformedAnswer.ts';

/** The node's block at `height`, `null` when it has none. @throws ChainError; MalformedAnswer for another height */
export async function blockAt(
  reader: EvmReader,
  height: bigint,
  options: CallOptions = {},
): Promise<BlockRef | null> {
  const answer = await reader.rpc.ask(
    { method: 'eth_getBlockByNumber', params: [toQuantity(height), false] },
    options,
  );
  if (answer === null) return null;
  const header = readEvmHeader({ answer, label: reader.rpc.label });
  if (header.height !== height) throw new MalformedAnswer(`block ${header.height} was not asked for`);
  return blockRefOf(header);
}
