/**
 * All bridge activity in a range of final slots (relayer design §2).
 *
 * Guarantee: both ends are blocks of the node's chain; every transaction stands with the hash of its own block and its place in
 * it. That nothing is missing is shown by the lane accounts and the supply, which the caller compares.
 */
import { ChainError } from '../../core/chainError.ts';
import type { CallOptions } from '../../core/chainProvider.ts';
import type { BlockRef, ObservedPage, ObservedTransaction } from '../../core/chainTypes.ts';
import { MalformedAnswer } from '../rpc/answer.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { blockAt, type BlockWithSignatures, blockWithSignatures, slotAt } from './blocks.ts';
import { type TransactionEffects, transactionsIn } from './transactionsIn.ts';

/**
 * @throws CXT_CHAIN_BLOCKS_NOT_LINKED, CXT_CHAIN_STATE_UNAVAILABLE (not final here yet), CXT_CHAIN_EVENT_MALFORMED, other
 *   ChainError; MalformedAnswer
 */
export async function observe(
  reader: SolanaReader,
  range: { from: BlockRef; to: BlockRef },
  options: CallOptions = {},
): Promise<ObservedPage> {
  const { from, to } = range;
  await Promise.all([
    assertOnChain({ reader, block: from, options }),
    assertOnChain({ reader, block: to, options }),
    assertFinal({ reader, height: to.height, options }),
  ]);
  // WHY: a state that has settled shows that the node lists everything up to it; listed before, a page could lack what is in the state.
  await reader.memory.cuts.get(to.hash)?.catch(() => undefined);
  const page = { eid: reader.deployment.eid, from, to };
  const effects = await transactionsIn(
    reader,
    { from: from.height, to: to.height, commitment: 'finalized' },
    options,
  );
  const slots = [...new Set(effects.map(({ transaction }) => transaction.slot))];
  const blocks = new Map<bigint, BlockWithSignatures>();
  for (const slot of slots) blocks.set(slot, await finalBlock({ reader, slot, options }));
  const transactions = effects.map((entry) =>
    observed({ entry, block: blocks.get(entry.transaction.slot) as BlockWithSignatures }),
  );
  return { ...page, transactions: transactions.toSorted(inChainOrder) };
}

async function assertOnChain(at: {
  reader: SolanaReader;
  block: BlockRef;
  options: CallOptions;
}): Promise<void> {
  const { reader, block, options } = at;
  const { label } = reader.rpc;
  const own = await blockAt(reader, block.height, options);
  if (own?.hash === block.hash) return;
  throw new ChainError('CXT_CHAIN_BLOCKS_NOT_LINKED', `${label} has another block in slot ${block.height}`, {
    provider: label,
    expected: block.hash,
    actual: own?.hash ?? 'none',
  });
}

async function assertFinal(at: {
  reader: SolanaReader;
  height: bigint;
  options: CallOptions;
}): Promise<void> {
  const { reader, height, options } = at;
  const { label } = reader.rpc;
  const finalized = await slotAt({ reader, commitment: 'finalized', options });
  if (finalized >= height) return;
  throw new ChainError(
    'CXT_CHAIN_STATE_UNAVAILABLE',
    `${label} has finalized slot ${finalized}, not ${height}`,
    {
      provider: label,
      height: String(height),
    },
  );
}

async function finalBlock(at: {
  reader: SolanaReader;
  slot: bigint;
  options: CallOptions;
}): Promise<BlockWithSignatures> {
  const block = await blockWithSignatures(at.reader, at.slot, at.options);
  if (block === null) throw new MalformedAnswer(`slot ${at.slot} has transactions and no block`);
  return block;
}

function observed(at: { entry: TransactionEffects; block: BlockWithSignatures }): ObservedTransaction {
  const { transaction, events, flows, rent } = at.entry;
  const index = at.block.signatures.indexOf(transaction.signature);
  if (index === -1)
    throw new MalformedAnswer(`the block of slot ${transaction.slot} lacks a transaction listed for it`);
  const { height, hash, timestamp } = at.block.ref;
  return {
    height,
    blockHash: hash,
    timestamp,
    txHash: transaction.signature,
    index,
    gasUsed: transaction.computeUnits,
    events,
    flows,
    rent,
  };
}

function inChainOrder(a: ObservedTransaction, b: ObservedTransaction): number {
  return a.height === b.height ? a.index - b.index : Number(a.height - b.height);
}
