/** The node's confirmed and its finalized block: Solana's own finality, never a count of slots. */
import { ChainError } from '../../core/chainError.ts';
import type { CallOptions, Heads } from '../../core/chainProvider.ts';
import { MalformedAnswer } from '../rpc/answer.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { blockAtOrBefore, slotAt } from './blocks.ts';

/** @throws CXT_CHAIN_NO_FINALITY when the node has no finalized block; other ChainError; MalformedAnswer */
export async function heads(reader: SolanaReader, options: CallOptions = {}): Promise<Heads> {
  // WHY: finalized first, so that a node whose head moves meanwhile never reports it above latest.
  const finalizedSlot = await slotAt({ reader, commitment: 'finalized', options });
  const latestSlot = await slotAt({ reader, commitment: 'confirmed', options });
  if (finalizedSlot > latestSlot) throw new MalformedAnswer('the finalized slot is above the confirmed one');
  const [finalized, latest] = await Promise.all([
    blockAtOrBefore(reader, finalizedSlot, options),
    blockAtOrBefore(reader, latestSlot, options),
  ]);
  const { label } = reader.rpc;
  if (finalized === null || latest === null) {
    throw new ChainError('CXT_CHAIN_NO_FINALITY', `${label} has no finalized block`, { provider: label });
  }
  return { finalized, latest };
}
