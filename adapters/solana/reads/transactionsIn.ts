/** Everything that the gateway did, and everything that changed the supply, in a range of slots. */
import { ChainError } from '../../core/chainError.ts';
import type { CallOptions } from '../../core/chainProvider.ts';
import type { BridgeEvent, RentFlow, TokenFlow } from '../../core/chainTypes.ts';
import { bridgeEvents } from '../events/bridgeEvents.ts';
import { type ParsedTransaction, parseTransaction } from '../events/parsedTransaction.ts';
import { rentFlows } from '../events/rentFlows.ts';
import { tokenFlows } from '../events/tokenFlows.ts';
import { MalformedAnswer } from '../rpc/answer.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { type ListedSignature, signaturesIn } from './signaturesIn.ts';

const REMEMBERED = 4_096;

export interface TransactionEffects {
  readonly transaction: ParsedTransaction;
  readonly events: readonly BridgeEvent[];
  readonly flows: readonly TokenFlow[];
  /** Of transactions that ran the gateway. */
  readonly rent: readonly RentFlow[];
}

/**
 * Transactions with events, flows or rent, by slot; those of one slot in no particular order.
 *
 * Every transaction that runs the gateway names its program; every mint and burn names the mint.
 * @throws ChainError; MalformedAnswer
 */
export async function transactionsIn(
  reader: SolanaReader,
  range: { from: bigint; to: bigint; commitment: 'confirmed' | 'finalized' },
  options: CallOptions = {},
): Promise<readonly TransactionEffects[]> {
  if (range.from >= range.to) return [];
  const { program, mint } = reader.addresses;
  const lists = await Promise.all(
    [program, mint].map((key) => signaturesIn(reader, { ...range, address: key.toBase58() }, options)),
  );
  const listed = new Map(lists.flat().map((entry) => [entry.signature, entry]));
  const ascending = [...listed.values()].toSorted((a, b) => Number(a.slot - b.slot));
  const transactions = await fetchAll({ reader, listed: ascending, commitment: range.commitment, options });
  return transactions
    .map((transaction) => effectsOf({ reader, transaction }))
    .filter(({ events, flows, rent }) => events.length + flows.length + rent.length > 0);
}

function effectsOf(at: { reader: SolanaReader; transaction: ParsedTransaction }): TransactionEffects {
  const { transaction } = at;
  const { deployment, addresses } = at.reader;
  const gateway = addresses.program.toBase58();
  const isOfGateway = transaction.instructions.some(({ program }) => program === gateway);
  return {
    transaction,
    events: bridgeEvents({ transaction, deployment, addresses }),
    flows: tokenFlows({ transaction, mint: addresses.mint.toBase58() }),
    rent: isOfGateway ? rentFlows(transaction.balances) : [],
  };
}

async function fetchAll(at: {
  reader: SolanaReader;
  listed: readonly ListedSignature[];
  commitment: string;
  options: CallOptions;
}): Promise<readonly ParsedTransaction[]> {
  const { reader, listed, commitment, options } = at;
  const { transactions } = reader.memory;
  const isKnown = ({ signature, slot }: ListedSignature) => transactions.get(signature)?.slot === slot;
  const missing = listed.filter((entry) => !isKnown(entry));
  const config = { encoding: 'json', commitment, maxSupportedTransactionVersion: 0 };
  const answers = await reader.rpc.askAll(
    missing.map(({ signature }) => ({ method: 'getTransaction', params: [signature, config] })),
    options,
  );
  const fetched = new Map(
    missing.map((entry, index) => [entry.signature, read({ reader, entry, answer: answers[index] })]),
  );
  const all = listed.map(({ signature }) => fetched.get(signature) ?? transactions.get(signature));
  for (const [signature, transaction] of fetched) transactions.set(signature, transaction);
  for (const oldest of transactions.keys()) {
    if (transactions.size <= REMEMBERED) break;
    transactions.delete(oldest);
  }
  return all.filter((transaction) => transaction !== undefined);
}

function read(at: { reader: SolanaReader; entry: ListedSignature; answer: unknown }): ParsedTransaction {
  const { reader, entry, answer } = at;
  const { label } = reader.rpc;
  if (answer === null) {
    // Listed already, and not stored yet: indices of a node are written one after the other.
    throw new ChainError(
      'CXT_CHAIN_STATE_UNAVAILABLE',
      `${label} does not have transaction ${entry.signature} yet`,
      {
        provider: label,
      },
    );
  }
  const transaction = parseTransaction({ answer, signature: entry.signature });
  if (transaction.slot !== entry.slot)
    throw new MalformedAnswer('a transaction is in another slot than listed');
  return transaction;
}
