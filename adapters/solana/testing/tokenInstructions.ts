/** What holders do with their tokens beside the bridge (spl-token instructions). */
import { type PublicKey, TransactionInstruction } from '@solana/web3.js';
import { littleEndian, TOKEN_PROGRAM } from '../program/addresses.ts';

const TRANSFER = 3;
const BURN = 8;

/** The owner burns. */
export function burnInstruction(at: {
  account: PublicKey;
  mint: PublicKey;
  owner: PublicKey;
  units: bigint;
}): TransactionInstruction {
  const { account, mint, owner, units } = at;
  return tokenInstruction({ keys: [account, mint], owner, tag: BURN, units });
}

/** The owner gives tokens to another account. */
export function transferInstruction(at: {
  from: PublicKey;
  to: PublicKey;
  owner: PublicKey;
  units: bigint;
}): TransactionInstruction {
  const { from, to, owner, units } = at;
  return tokenInstruction({ keys: [from, to], owner, tag: TRANSFER, units });
}

function tokenInstruction(at: {
  keys: readonly PublicKey[];
  owner: PublicKey;
  tag: number;
  units: bigint;
}): TransactionInstruction {
  const writable = at.keys.map((pubkey) => ({ pubkey, isSigner: false, isWritable: true }));
  return new TransactionInstruction({
    programId: TOKEN_PROGRAM,
    keys: [...writable, { pubkey: at.owner, isSigner: true, isWritable: false }],
    data: Buffer.from([at.tag, ...littleEndian(at.units, 8)]),
  });
}
