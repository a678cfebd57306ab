/** Which token account of a recipient can be credited. */
import { PublicKey, SystemProgram } from '@solana/web3.js';
import { Buffer } from 'buffer';
import { type GatewayAddresses, TOKEN_PROGRAM } from '../program/addresses.ts';
import { type AccountData, accountsNow } from '../reads/accountsAt.ts';
import { asArray, asKey, asRecord, asText } from '../rpc/answer.ts';
import type { SolanaRpc } from '../rpc/solanaRpc.ts';

const ACCOUNT_BYTES = 165;
const OWNER_OFFSET = 32;
const STATE_OFFSET = 108;
const INITIALIZED = 1;

export type CreditTarget =
  /** A token account of the mint that the recipient owns. */
  | { readonly kind: 'usable'; readonly token: PublicKey }
  /** Nothing is at the associated address yet. */
  | { readonly kind: 'vacant'; readonly token: PublicKey }
  /** The associated account is frozen, of another owner, or something else. */
  | { readonly kind: 'unusable'; readonly token: PublicKey };

/** For every recipient what can be credited: his associated token account, else any other of his. @throws ChainError; MalformedAnswer */
export async function creditTargets(
  at: { rpc: SolanaRpc; addresses: GatewayAddresses },
  recipients: readonly PublicKey[],
): Promise<readonly CreditTarget[]> {
  const { rpc, addresses } = at;
  const associated = recipients.map((owner) => addresses.tokenAccount(owner));
  const accounts = await accountsNow(rpc, associated);
  return Promise.all(
    recipients.map(async (owner, index): Promise<CreditTarget> => {
      const token = associated[index] as PublicKey;
      const account = accounts[index] ?? null;
      if (isUsable({ account, owner, mint: addresses.mint })) return { kind: 'usable', token };
      const other = await otherTokenAccount({ ...at, owner });
      if (other !== null) return { kind: 'usable', token: other };
      const isVacant =
        account === null ||
        (account.owner === SystemProgram.programId.toBase58() && account.data.length === 0);
      return { kind: isVacant ? 'vacant' : 'unusable', token };
    }),
  );
}

async function otherTokenAccount(at: {
  rpc: SolanaRpc;
  addresses: GatewayAddresses;
  owner: PublicKey;
}): Promise<PublicKey | null> {
  const { rpc, addresses, owner } = at;
  const params = [
    owner.toBase58(),
    { mint: addresses.mint.toBase58() },
    { encoding: 'base64', commitment: 'confirmed' },
  ];
  const answer = asRecord(await rpc.ask({ method: 'getTokenAccountsByOwner', params }), 'token accounts');
  for (const entry of asArray(answer['value'], 'token accounts')) {
    const { pubkey, account } = asRecord(entry, 'token account');
    const { owner: program, data } = asRecord(account, 'token account');
    const [content] = asArray(data, 'token account data');
    const state = {
      owner: asKey(program, 'token account owner'),
      executable: false,
      lamports: 0n,
      data: Uint8Array.from(Buffer.from(asText(content, 'token account data'), 'base64')),
    };
    if (isUsable({ account: state, owner, mint: addresses.mint }))
      return new PublicKey(asKey(pubkey, 'token account'));
  }
  return null;
}

/** Whether CXT can be minted there for `owner`: initialised, of the mint, his, not frozen. */
function isUsable(at: { account: AccountData | null; owner: PublicKey; mint: PublicKey }): boolean {
  const { account, owner, mint } = at;
  if (account?.owner !== TOKEN_PROGRAM.toBase58() || account.data.length !== ACCOUNT_BYTES) return false;
  const { data } = account;
  return (
    mint.equals(new PublicKey(data.slice(0, OWNER_OFFSET))) &&
    owner.equals(new PublicKey(data.slice(OWNER_OFFSET, OWNER_OFFSET + 32))) &&
    data[STATE_OFFSET] === INITIALIZED
  );
}
