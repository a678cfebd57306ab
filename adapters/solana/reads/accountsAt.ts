/** Accounts, several at one moment. */
import type { PublicKey } from '@solana/web3.js';
import { Buffer } from 'buffer';
import type { CallOptions } from '../../core/chainProvider.ts';
import { asArray, asCount, asKey, asLamports, asRecord, asText, MalformedAnswer } from '../rpc/answer.ts';
import type { SolanaRpc } from '../rpc/solanaRpc.ts';

/** Most that a node gives at once. */
const AT_ONCE = 100;

export type Commitment = 'confirmed' | 'finalized';

export interface AccountData {
  readonly owner: string;
  readonly executable: boolean;
  readonly lamports: bigint;
  readonly data: Uint8Array;
}

export interface AccountsAt {
  /** Slot whose state was read. */
  readonly slot: bigint;
  /** In the order asked; `null` where there is no account. */
  readonly accounts: readonly (AccountData | null)[];
}

/**
 * Accounts at one slot, which is at least `minSlot`.
 * @throws CXT_CHAIN_STATE_UNAVAILABLE when the node has not come that far; RangeError above 100 keys; other ChainError; MalformedAnswer
 */
export async function accountsAt(
  rpc: SolanaRpc,
  at: { keys: readonly PublicKey[]; commitment: Commitment; minSlot?: bigint },
  options: CallOptions = {},
): Promise<AccountsAt> {
  if (at.keys.length > AT_ONCE) throw new RangeError('too many accounts for one moment');
  const config = {
    encoding: 'base64',
    commitment: at.commitment,
    ...(at.minSlot === undefined ? {} : { minContextSlot: Number(at.minSlot) }),
  };
  const params = [at.keys.map((key) => key.toBase58()), config];
  const answer = asRecord(await rpc.ask({ method: 'getMultipleAccounts', params }, options), 'accounts');
  const accounts = asArray(answer['value'], 'accounts').map(readAccount);
  if (accounts.length !== at.keys.length) throw new MalformedAnswer('another number of accounts than asked');
  return { slot: asCount(asRecord(answer['context'], 'context')['slot'], 'context.slot'), accounts };
}

/** Accounts of any number of keys, confirmed, not necessarily of one slot. @throws as {@link accountsAt} */
export async function accountsNow(
  rpc: SolanaRpc,
  keys: readonly PublicKey[],
  options: CallOptions = {},
): Promise<readonly (AccountData | null)[]> {
  const accounts: (AccountData | null)[] = [];
  for (let start = 0; start < keys.length; start += AT_ONCE) {
    const some = { keys: keys.slice(start, start + AT_ONCE), commitment: 'confirmed' } as const;
    accounts.push(...(await accountsAt(rpc, some, options)).accounts);
  }
  return accounts;
}

/** One account of an answer in base64. @throws MalformedAnswer */
export function readAccount(value: unknown): AccountData | null {
  if (value === null) return null;
  const { owner, executable, lamports, data } = asRecord(value, 'account');
  const [content, encoding] = asArray(data, 'account.data');
  if (encoding !== 'base64') throw new MalformedAnswer('account data in another encoding than asked');
  return {
    owner: asKey(owner, 'account.owner'),
    executable: executable === true,
    lamports: asLamports(lamports, 'account.lamports'),
    data: Uint8Array.from(Buffer.from(asText(content, 'account.data'), 'base64')),
  };
}
