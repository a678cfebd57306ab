/**
 * Instructions of the gateway, laid out by its IDL: order, writability and signers of accounts come from there.
 *
 * Refuses an account that is missing and one that the instruction does not have.
 */
import { BorshInstructionCoder } from '@coral-xyz/anchor';
import { type AccountMeta, PublicKey, TransactionInstruction } from '@solana/web3.js';
import type { Buffer } from 'buffer';
import type { GatewayAddresses } from './addresses.ts';
import { GATEWAY_IDL } from './gatewayIdl.ts';
import { coderValue } from './plainValue.ts';

interface IdlAccount {
  readonly name: string;
  readonly writable?: boolean;
  readonly signer?: boolean;
  readonly optional?: boolean;
  readonly address?: string;
}

export interface GatewayInstruction {
  /** As in Rust, `deliver_proven`. */
  readonly name: string;
  /** By the names of the Rust arguments in camelCase; byte strings as Uint8Array. */
  readonly args: Readonly<Record<string, unknown>>;
  /** By the names of the Rust accounts; those with one address only need not be given, `null` for an optional one. */
  readonly accounts: Readonly<Record<string, PublicKey | null>>;
  readonly remaining?: readonly AccountMeta[];
}

const coder = new BorshInstructionCoder(GATEWAY_IDL);

/** Encodes an instruction. @throws Error for an account that is missing or unknown; RangeError for arguments that fit no transaction */
export function gatewayInstruction(
  addresses: GatewayAddresses,
  instruction: GatewayInstruction,
): TransactionInstruction {
  const { name, args, accounts, remaining = [] } = instruction;
  const declared = GATEWAY_IDL.instructions.find((entry) => entry.name === name);
  if (declared === undefined) throw new Error(`the gateway has no instruction ${name}`);
  const known: Readonly<Record<string, PublicKey | null>> = {
    config: addresses.config,
    mint: addresses.mint,
    mint_authority: addresses.mintAuthority,
    fee_vault: addresses.feeVault,
    fee_authority: addresses.feeAuthority,
    event_authority: addresses.eventAuthority,
    program_data: addresses.programData,
    program: addresses.program,
    ...accounts,
  };
  const entries = declared.accounts as readonly IdlAccount[];
  const unknown = Object.keys(accounts).find((given) => entries.every((entry) => entry.name !== given));
  if (unknown !== undefined) throw new Error(`${name} has no account ${unknown}`);
  return new TransactionInstruction({
    programId: addresses.program,
    keys: [
      ...entries.map((entry) => accountMeta({ entry, known, name, program: addresses.program })),
      ...remaining,
    ],
    data: encodeArguments(name, args),
  });
}

function encodeArguments(name: string, args: GatewayInstruction['args']): Buffer {
  try {
    return coder.encode(name, coderValue(args));
  } catch (error) {
    // Anchor encodes into 1,000 bytes; with the accounts beside them no transaction holds more.
    if (error instanceof RangeError) throw new RangeError(`the arguments of ${name} fit no transaction`);
    throw error;
  }
}

function accountMeta(at: {
  entry: IdlAccount;
  known: Readonly<Record<string, PublicKey | null>>;
  name: string;
  program: PublicKey;
}): AccountMeta {
  const { entry, known, name, program } = at;
  const given = entry.address === undefined ? known[entry.name] : new PublicKey(entry.address);
  // An optional account that is not there is written as the program itself (Anchor).
  if (given === null || (given === undefined && entry.optional === true)) {
    return { pubkey: program, isSigner: false, isWritable: false };
  }
  if (given === undefined) throw new Error(`${name} needs the account ${entry.name}`);
  return { pubkey: given, isSigner: entry.signer === true, isWritable: entry.writable === true };
}
