/** Whether a recipient can own a credit: everybody who sends CXT to Solana asks this before the money leaves. */
import { PublicKey } from '@solana/web3.js';
import type { CallOptions } from '../../core/chainProvider.ts';
import { TOKEN_PROGRAM } from '../program/addresses.ts';
import type { SolanaRpc } from '../rpc/solanaRpc.ts';
import { translated } from '../rpc/translated.ts';
import { accountsNow } from './accountsAt.ts';

const TOKEN_ACCOUNT_BYTES = 165;
const OWNER_OFFSET = 32;

/** The recipient is no owner but one of the accounts in which owners keep tokens. */
export class RecipientIsTokenAccount extends Error {
  override readonly name = 'RecipientIsTokenAccount';
  readonly code = 'CXT_SEND_RECIPIENT_TOKEN_ACCOUNT';
  readonly hint: string;
  /** Whom the account belongs to, base58. */
  readonly owner: string;

  constructor(at: { recipient: string; owner: string }) {
    super(`the recipient ${at.recipient} is a token account, not a wallet`);
    this.owner = at.owner;
    this.hint = `send to its owner ${at.owner}: the gateway finds the token account, and a credit to this one could never be claimed`;
  }
}

/**
 * Resolves where `recipient` (base58) may be sent to; an address where nothing is yet is one.
 * @throws RecipientIsTokenAccount for a token account of any mint; TypeError for no Solana address; ChainError
 */
export async function assertRecipient(
  at: { rpc: SolanaRpc; recipient: string },
  options: CallOptions = {},
): Promise<void> {
  const { rpc, recipient } = at;
  const key = publicKey(recipient);
  const work = () => accountsNow(rpc, [key], options);
  const [account] = await translated({ label: rpc.label, work });
  if (account?.owner !== TOKEN_PROGRAM.toBase58() || account.data.length !== TOKEN_ACCOUNT_BYTES) return;
  const owner = new PublicKey(account.data.slice(OWNER_OFFSET, OWNER_OFFSET + 32)).toBase58();
  throw new RecipientIsTokenAccount({ recipient, owner });
}

function publicKey(text: string): PublicKey {
  try {
    return new PublicKey(text);
  } catch {
    throw new TypeError(`the recipient ${text} is no Solana address (base58 of 32 bytes)`);
  }
}
