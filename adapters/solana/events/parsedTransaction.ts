/**
 * One successful transaction as a flat list of the instructions it ran, outer and inner, in the order in which they began.
 *
 * Logs are never read: a program's output can be cut off (solana design §1).
 */
import {
  asArray,
  asBase58,
  asCount,
  asIndex,
  asKey,
  asLamports,
  asRecord,
  asText,
  MalformedAnswer,
} from '../rpc/answer.ts';

export interface FlatInstruction {
  readonly program: string;
  readonly accounts: readonly string[];
  readonly data: Uint8Array;
}

export interface AccountBalance {
  readonly account: string;
  readonly before: bigint;
  readonly after: bigint;
}

export interface ParsedTransaction {
  readonly signature: string;
  readonly slot: bigint;
  /** Fee payer. */
  readonly payer: string;
  readonly instructions: readonly FlatInstruction[];
  readonly computeUnits: bigint;
  readonly feeLamports: bigint;
  /** Of every account that the transaction names, the payer first: lamports before and after. */
  readonly balances: readonly AccountBalance[];
  /** By mint: what all token accounts of the transaction together gained, in units of the token; 0 where nothing is told. */
  readonly tokenDelta: ReadonlyMap<string, bigint>;
}

/** Reads a `getTransaction` answer in `json` encoding. @throws MalformedAnswer */
export function parseTransaction(at: { answer: unknown; signature: string }): ParsedTransaction {
  const { signature } = at;
  const answer = asRecord(at.answer, 'transaction');
  const meta = asRecord(answer['meta'], 'transaction.meta');
  const transaction = asRecord(answer['transaction'], 'transaction.transaction');
  const message = asRecord(transaction['message'], 'transaction.message');
  const [first] = asArray(transaction['signatures'], 'transaction.signatures');
  if (first !== signature) throw new MalformedAnswer('the transaction is another one');
  const keys = [...keysOf(message['accountKeys']), ...loadedKeys(meta['loadedAddresses'])];
  const inner = innerInstructions(meta['innerInstructions']);
  const outer = asArray(message['instructions'], 'instructions');
  const instructions = outer.flatMap((instruction, index) => [
    flat({ instruction, keys }),
    ...(inner.get(index) ?? []).map((nested) => flat({ instruction: nested, keys })),
  ]);
  return {
    signature,
    slot: asCount(answer['slot'], 'transaction.slot'),
    payer: keys[0] ?? '',
    instructions,
    computeUnits: asCount(meta['computeUnitsConsumed'], 'computeUnitsConsumed'),
    feeLamports: asCount(meta['fee'], 'fee'),
    balances: balances({ meta, keys }),
    tokenDelta: tokenDelta(meta),
  };
}

function keysOf(value: unknown): string[] {
  return asArray(value, 'account keys').map((key) => asKey(key, 'account key'));
}

function loadedKeys(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const loaded = asRecord(value, 'loadedAddresses');
  return [...keysOf(loaded['writable']), ...keysOf(loaded['readonly'])];
}

function innerInstructions(value: unknown): ReadonlyMap<number, readonly unknown[]> {
  // WHY: `null` means that the node did not record them; then nothing can be said of the transaction.
  const groups = asArray(value, 'inner instructions');
  return new Map(
    groups.map((group) => {
      const { index, instructions } = asRecord(group, 'inner instruction group');
      return [asIndex(index, 'inner index'), asArray(instructions, 'inner instructions')] as const;
    }),
  );
}

function flat(at: { instruction: unknown; keys: readonly string[] }): FlatInstruction {
  const { keys } = at;
  const { programIdIndex, accounts, data } = asRecord(at.instruction, 'instruction');
  const keyAt = (index: unknown): string => {
    const key = keys[asIndex(index, 'account index')];
    if (key === undefined) throw new MalformedAnswer('an instruction names an account that is not there');
    return key;
  };
  return {
    program: keyAt(programIdIndex),
    accounts: asArray(accounts, 'instruction accounts').map(keyAt),
    data: asBase58(data, 'instruction data'),
  };
}

function balances(at: {
  meta: Readonly<Record<string, unknown>>;
  keys: readonly string[];
}): readonly AccountBalance[] {
  const { meta, keys } = at;
  const [before, after] = ['preBalances', 'postBalances'].map((field) =>
    asArray(meta[field], field).map((value) => asLamports(value, field)),
  );
  return keys.map((account, index) => {
    const [first, last] = [before?.[index], after?.[index]];
    if (first === undefined || last === undefined)
      throw new MalformedAnswer('an account without its balance');
    return { account, before: first, after: last };
  });
}

function tokenDelta(meta: Readonly<Record<string, unknown>>): ReadonlyMap<string, bigint> {
  const delta = new Map<string, bigint>();
  for (const [field, sign] of [
    ['preTokenBalances', -1n],
    ['postTokenBalances', 1n],
  ] as const) {
    for (const entry of asArray(meta[field] ?? [], field)) {
      const { mint, uiTokenAmount } = asRecord(entry, field);
      const amount = asText(asRecord(uiTokenAmount, 'token amount')['amount'], 'token amount');
      if (!/^\d{1,20}$/.test(amount)) throw new MalformedAnswer('a token amount is no number');
      const key = asKey(mint, 'mint');
      delta.set(key, (delta.get(key) ?? 0n) + sign * BigInt(amount));
    }
  }
  return delta;
}
