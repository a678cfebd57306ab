/**
 * Instructions, accounts and events of a program, put together from its IDL alone. An account that is not given and has a
 * fixed address is filled in; an optional one becomes the program's own address, as Anchor wants it.
 */
import { BorshCoder, type Idl } from '@coral-xyz/anchor';
import { type AccountMeta, PublicKey, TransactionInstruction } from '@solana/web3.js';
import type { Artifact } from './artifacts.ts';
import type { Receipt } from './liteChain.ts';

/** An account of an instruction, as the IDL describes it. */
export interface IdlAccount {
  readonly name: string;
  readonly writable?: boolean;
  readonly signer?: boolean;
  readonly optional?: boolean;
  readonly address?: string;
}

/** Accounts by their name in the IDL. */
export type Accounts = Readonly<Record<string, PublicKey | undefined>>;

/** One call. `following` are the accounts after those of the IDL. */
export interface Call {
  readonly name: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly accounts: Accounts;
  readonly following?: readonly AccountMeta[];
}

/** An event with its name; fields in the client's spelling. */
export interface DecodedEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const EVENT_TAG = Buffer.from('e445a52e51cb9a1d', 'hex');

export class IdlClient {
  readonly program: PublicKey;
  readonly idl: Idl;
  private readonly coder: BorshCoder;

  constructor(artifact: Artifact) {
    this.program = artifact.address;
    this.idl = artifact.idl;
    this.coder = new BorshCoder(artifact.idl);
  }

  /** Address of this program. */
  address(...seeds: readonly (string | Uint8Array)[]): PublicKey {
    const bytes = seeds.map((seed) => (typeof seed === 'string' ? Buffer.from(seed) : seed));
    return PublicKey.findProgramAddressSync(bytes, this.program)[0];
  }

  /** Accounts that the IDL lists for an instruction. */
  accountsOf(name: string): readonly IdlAccount[] {
    const found = this.idl.instructions.find((instruction) => instruction.name === name);
    if (found === undefined) throw new Error(`no instruction ${name}`);
    return found.accounts as readonly IdlAccount[];
  }

  instruction(call: Call): TransactionInstruction {
    const keys = this.accountsOf(call.name).map((account): AccountMeta => {
      const given = call.accounts[account.name] ?? this.fixed(account);
      if (given === undefined && account.optional !== true)
        throw new Error(`${call.name}: account ${account.name} is not given`);
      return {
        pubkey: given ?? this.program,
        isSigner: account.signer === true,
        isWritable: account.writable === true && given !== undefined,
      };
    });
    return new TransactionInstruction({
      programId: this.program,
      keys: [...keys, ...(call.following ?? [])],
      data: this.coder.instruction.encode(call.name, call.args ?? {}),
    });
  }

  /** Fields of an account of this program. */
  decode(name: string, data: Uint8Array): Record<string, unknown> {
    return this.coder.accounts.decode(name, Buffer.from(data));
  }

  /** Events that the program emitted by self-CPI, in order. */
  events(receipt: Receipt): DecodedEvent[] {
    return receipt.inner
      .filter((data) => EVENT_TAG.equals(data.subarray(0, 8)))
      .flatMap((data) => {
        const event = this.coder.events.decode(Buffer.from(data.subarray(8)).toString('base64'));
        return event === null ? [] : [event];
      });
  }

  /** Name of the error that made a transaction fail, or the runtime's own words. */
  errorName(receipt: Receipt): string {
    const named = receipt.logs.findLast((line) => line.includes('Error Code: '));
    return named === undefined ? receipt.error : (/Error Code: (\w+)/.exec(named)?.[1] ?? receipt.error);
  }

  private fixed(account: IdlAccount): PublicKey | undefined {
    if (account.name === 'eventAuthority') return this.address('__event_authority');
    if (account.name === 'program') return this.program;
    return account.address === undefined ? undefined : new PublicKey(account.address);
  }
}
