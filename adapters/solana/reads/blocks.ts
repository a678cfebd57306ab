/** Blocks by slot. A slot without a block is `null`, which is normal; the height of a block is its slot. */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { BlockRef } from '../../core/chainTypes.ts';
import { asArray, asCount, asHash, asRecord, asText } from '../rpc/answer.ts';
import { saysNoBlock, solanaFaultError } from '../rpc/solanaFault.ts';
import type { SolanaReader } from '../solanaReader.ts';

/** Solana's first block, March 2020: nothing earlier is a time of one of its blocks. */
const FIRST_SECONDS = 1_584_000_000n;
/** Slots looked back over at once; doubled while all of them are empty. */
const LOOK_BACK = 64n;
const LOOK_BACK_MAX = 200_000n;

export interface BlockWithSignatures {
  readonly ref: BlockRef;
  /** In the order of the block. */
  readonly signatures: readonly string[];
}

/** Block of a slot as the node's confirmed chain has it. @throws ChainError; MalformedAnswer */
export async function blockAt(
  reader: SolanaReader,
  height: bigint,
  options: CallOptions = {},
): Promise<BlockRef | null> {
  const answer = await fetchBlock({ reader, slot: height, details: 'none', options });
  return answer === null ? null : blockRef({ reader, slot: height, answer, options });
}

/** Block of a slot with the signatures of its transactions. @throws ChainError; MalformedAnswer */
export async function blockWithSignatures(
  reader: SolanaReader,
  height: bigint,
  options: CallOptions = {},
): Promise<BlockWithSignatures | null> {
  const answer = await fetchBlock({ reader, slot: height, details: 'signatures', options });
  if (answer === null) return null;
  const signatures = asArray(asRecord(answer, 'block')['signatures'], 'block.signatures');
  return {
    ref: await blockRef({ reader, slot: height, answer, options }),
    signatures: signatures.map((signature) => asText(signature, 'block.signature')),
  };
}

/** Newest block at or below a slot; `null` while the node has not come that far. @throws ChainError; MalformedAnswer */
export async function blockAtOrBefore(
  reader: SolanaReader,
  height: bigint,
  options: CallOptions = {},
): Promise<BlockRef | null> {
  if (height > (await slotAt({ reader, commitment: 'confirmed', options }))) return null;
  const exact = await blockAt(reader, height, options);
  if (exact !== null) return exact;
  for (let span = LOOK_BACK, end = height; span <= LOOK_BACK_MAX && end > 0n; span *= 2n) {
    const start = end > span ? end - span : 0n;
    const params = [Number(start), Number(end), { commitment: 'confirmed' }];
    const slots = asArray(await reader.rpc.ask({ method: 'getBlocks', params }, options), 'blocks');
    const last = slots.at(-1);
    if (last !== undefined) return blockAt(reader, asCount(last, 'slot'), options);
    end = start;
  }
  return null;
}

/** The node's slot of a commitment. @throws ChainError; MalformedAnswer */
export async function slotAt(at: {
  reader: SolanaReader;
  commitment: 'confirmed' | 'finalized';
  options: CallOptions;
}): Promise<bigint> {
  const { reader, commitment, options } = at;
  return asCount(await reader.rpc.ask({ method: 'getSlot', params: [{ commitment }] }, options), 'slot');
}

async function fetchBlock(at: {
  reader: SolanaReader;
  slot: bigint;
  details: 'none' | 'signatures';
  options: CallOptions;
}): Promise<unknown> {
  const { reader, slot, details, options } = at;
  const method = 'getBlock';
  const config = {
    transactionDetails: details,
    rewards: false,
    maxSupportedTransactionVersion: 0,
    commitment: 'confirmed',
  };
  const outcome = await reader.rpc.outcome({ method, params: [Number(slot), config] }, options);
  if (outcome.ok) return outcome.result;
  if (saysNoBlock(outcome.fault)) return null;
  throw solanaFaultError({ label: reader.rpc.label, method, fault: outcome.fault });
}

async function blockRef(at: {
  reader: SolanaReader;
  slot: bigint;
  answer: unknown;
  options: CallOptions;
}): Promise<BlockRef> {
  const { slot } = at;
  const block = asRecord(at.answer, 'block');
  return {
    height: slot,
    hash: asHash(block['blockhash'], 'block.blockhash'),
    parentHash: asHash(block['previousBlockhash'], 'block.previousBlockhash'),
    timestamp: await timestamp({ ...at, told: block['blockTime'] }),
  };
}

/** WHY: a block may come without its time, and local runtimes write it in another unit; the time has a method of its own. */
async function timestamp(at: {
  reader: SolanaReader;
  slot: bigint;
  told: unknown;
  options: CallOptions;
}): Promise<bigint> {
  const { reader, slot, told, options } = at;
  if (typeof told === 'number' && BigInt(Math.trunc(told)) >= FIRST_SECONDS)
    return asCount(told, 'block.blockTime');
  return asCount(
    await reader.rpc.ask({ method: 'getBlockTime', params: [Number(slot)] }, options),
    'block time',
  );
}
