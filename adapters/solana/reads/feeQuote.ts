/**
 * What inclusion costs now. Solana has a fixed fee for each signature; what is bid is micro-lamports per compute unit, and that
 * is the "native wei per gas" of the port here.
 */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { FeeQuote } from '../../core/transactions.ts';
import type { GatewayAddresses } from '../program/addresses.ts';
import { asArray, asCount, asRecord } from '../rpc/answer.ts';
import type { SolanaRpc } from '../rpc/solanaRpc.ts';
import type { SolanaReader } from '../solanaReader.ts';

/** Least that is ever bid: some leaders take nothing that bids nothing. */
const LEAST = 1n;
/** Of the slots in which somebody bid for the same accounts: three quarters paid less. */
const PERCENTILE = 0.75;

/** Base 0, and the priority fee that {@link priorityFee} finds. @throws ChainError; MalformedAnswer */
export async function feeQuote(reader: SolanaReader, options: CallOptions = {}): Promise<FeeQuote> {
  const { rpc, addresses, maxPriorityFee } = reader;
  const fee = await priorityFee({ rpc, addresses, maxPriorityFee }, options);
  return { baseFeePerGas: 0n, maxPriorityFeePerGas: fee, maxFeePerGas: fee };
}

/** Micro-lamports per compute unit, at least 1 and at most `maxPriorityFee`. @throws ChainError; MalformedAnswer */
export async function priorityFee(
  at: { rpc: SolanaRpc; addresses: GatewayAddresses; maxPriorityFee: bigint },
  options: CallOptions = {},
): Promise<bigint> {
  const { rpc, addresses, maxPriorityFee } = at;
  // The accounts that every delivery writes: only those who want them too compete with us.
  const request = { method: 'getRecentPrioritizationFees', params: [[addresses.mint.toBase58()]] };
  const fees = asArray(await rpc.ask(request, options), 'recent fees')
    .map((entry) => asCount(asRecord(entry, 'recent fee')['prioritizationFee'], 'prioritizationFee'))
    .filter((fee) => fee > 0n)
    .toSorted((a, b) => Number(a - b));
  const usual = fees[Math.floor(fees.length * PERCENTILE)] ?? LEAST;
  const bounded = usual < maxPriorityFee ? usual : maxPriorityFee;
  return bounded > LEAST ? bounded : LEAST;
}
