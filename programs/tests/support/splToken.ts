/** The few parts of the token programs that the tests speak to. */
import { PublicKey, SystemProgram, TransactionInstruction } from '@solana/web3.js';

export const TOKEN_PROGRAM = new PublicKey('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');
export const TOKEN_2022_PROGRAM = new PublicKey('TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb');
export const ASSOCIATED_TOKEN_PROGRAM = new PublicKey('ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL');
export const TOKEN_ACCOUNT_BYTES = 165;
const AMOUNT_OFFSET = 64;
const STATE_OFFSET = 108;
const SUPPLY_OFFSET = 36;

/** Associated token account of an owner. */
export function associatedAddress(at: { owner: PublicKey; mint: PublicKey }): PublicKey {
  const seeds = [at.owner.toBuffer(), TOKEN_PROGRAM.toBuffer(), at.mint.toBuffer()];
  return PublicKey.findProgramAddressSync(seeds, ASSOCIATED_TOKEN_PROGRAM)[0];
}

/** Opens an associated token account, or leaves it as it is. */
export function openAssociated(at: {
  payer: PublicKey;
  owner: PublicKey;
  mint: PublicKey;
}): TransactionInstruction {
  const key = (pubkey: PublicKey, isWritable = false, isSigner = false) => ({ pubkey, isWritable, isSigner });
  return new TransactionInstruction({
    programId: ASSOCIATED_TOKEN_PROGRAM,
    keys: [
      key(at.payer, true, true),
      key(associatedAddress(at), true),
      key(at.owner),
      key(at.mint),
      key(SystemProgram.programId),
      key(TOKEN_PROGRAM),
    ],
    data: Buffer.from([1]),
  });
}

/** Units in a token account. */
export function tokenAmount(data: Uint8Array): bigint {
  return Buffer.from(data).readBigUInt64LE(AMOUNT_OFFSET);
}

/** Units of a mint. */
export function mintSupply(data: Uint8Array): bigint {
  return Buffer.from(data).readBigUInt64LE(SUPPLY_OFFSET);
}

/** Bytes of a token account in a state that no instruction of the gateway makes. `state`: 0 none, 1 open, 2 frozen. */
export function tokenAccountBytes(at: {
  mint: PublicKey;
  owner: PublicKey;
  amountUnits?: bigint;
  state?: number;
}): Uint8Array {
  const data = Buffer.alloc(TOKEN_ACCOUNT_BYTES);
  at.mint.toBuffer().copy(data, 0);
  at.owner.toBuffer().copy(data, 32);
  data.writeBigUInt64LE(at.amountUnits ?? 0n, AMOUNT_OFFSET);
  data[STATE_OFFSET] = at.state ?? 1;
  return data;
}
