/**
 * A Solana chain in memory (LiteSVM) behind the types of `@solana/web3.js`.
 *
 * Guarantees real signatures, real transaction bytes (so the size limit holds), and that a failed transaction changes
 * nothing.
 */
import {
  AddressLookupTableAccount,
  ComputeBudgetProgram,
  Keypair,
  PublicKey,
  type TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from '@solana/web3.js';
import { FailedTransactionMetadata, LiteSVM, type TransactionMetadata } from 'litesvm';

type LiteTransaction = Parameters<LiteSVM['sendTransaction']>[0];
type LiteAddress = Parameters<LiteSVM['getAccount']>[0];
type LiteAccount = Parameters<LiteSVM['setAccount']>[0];

/** An account of the chain. */
export interface ChainAccount {
  readonly owner: PublicKey;
  readonly lamports: bigint;
  readonly data: Uint8Array;
  readonly executable: boolean;
}

/** What became of a transaction. */
export interface Receipt {
  readonly ok: boolean;
  /** Empty when it succeeded. */
  readonly error: string;
  readonly logs: readonly string[];
  readonly computeUnits: number;
  /** Size on the wire. */
  readonly bytes: number;
  /** Data of all inner instructions, in order. */
  readonly inner: readonly Uint8Array[];
  readonly returned: Uint8Array;
}

/** How a transaction is sent. */
export interface SendOptions {
  readonly payer?: Keypair;
  readonly signers?: readonly Keypair[];
  readonly lookupTable?: AddressLookupTableAccount;
  readonly computeUnitLimit?: number;
}

export const MAX_TRANSACTION_BYTES = 1_232;
const LOOKUP_TABLE_PROGRAM = new PublicKey('AddressLookupTab1e1111111111111111111111111');
const COMPUTE_UNIT_LIMIT = 1_400_000;

export class LiteChain {
  readonly svm: LiteSVM;
  /** Pays where nobody else is named. */
  readonly payer: Keypair;

  constructor(startUnixSeconds: bigint) {
    this.svm = new LiteSVM();
    this.payer = this.newWallet('payer');
    this.setTime(startUnixSeconds);
  }

  /** A funded wallet; the same name gives the same keys. */
  newWallet(name: string): Keypair {
    const seed = new Uint8Array(32);
    seed.set(Buffer.from(name).subarray(0, 32));
    const wallet = Keypair.fromSeed(seed);
    this.svm.airdrop(at(wallet.publicKey), 1_000_000_000_000n as never);
    return wallet;
  }

  /** Puts a program on the chain, under the upgradeable loader and without an upgrade authority. */
  deploy(address: PublicKey, sharedObject: Uint8Array): void {
    this.svm.addProgram(at(address), sharedObject);
  }

  get time(): bigint {
    return this.svm.getClock().unixTimestamp;
  }

  setTime(unixSeconds: bigint): void {
    const clock = this.svm.getClock();
    clock.unixTimestamp = unixSeconds;
    this.svm.setClock(clock);
  }

  account(address: PublicKey): ChainAccount | undefined {
    const found = this.svm.getAccount(at(address));
    if (!found.exists) return undefined;
    return {
      owner: new PublicKey(found.programAddress),
      lamports: found.lamports,
      data: Uint8Array.from(found.data),
      executable: found.executable,
    };
  }

  lamports(address: PublicKey): bigint {
    return this.svm.getBalance(at(address)) ?? 0n;
  }

  setAccount(address: PublicKey, account: ChainAccount): void {
    this.svm.setAccount({
      address: at(address),
      programAddress: at(account.owner),
      lamports: account.lamports,
      data: Uint8Array.from(account.data),
      executable: account.executable,
      space: BigInt(account.data.length),
    } as unknown as LiteAccount);
  }

  rentFor(bytes: number): bigint {
    return this.svm.minimumBalanceForRentExemption(BigInt(bytes));
  }

  /** A lookup table that holds these addresses, as if extended long ago. */
  lookupTable(addresses: readonly PublicKey[]): AddressLookupTableAccount {
    const key = Keypair.generate().publicKey;
    const head = Buffer.alloc(56);
    head.writeUInt32LE(1, 0);
    head.writeBigUInt64LE(2n ** 64n - 1n, 4);
    const data = Buffer.concat([head, ...addresses.map((address) => address.toBuffer())]);
    this.setAccount(key, {
      owner: LOOKUP_TABLE_PROGRAM,
      lamports: this.rentFor(data.length),
      data,
      executable: false,
    });
    return new AddressLookupTableAccount({ key, state: AddressLookupTableAccount.deserialize(data) });
  }

  /** Sends one v0 transaction. Throws only when it cannot be put together or is above the size limit. */
  send(instructions: readonly TransactionInstruction[], options: SendOptions = {}): Receipt {
    const transaction = this.transaction(instructions, options);
    const bytes = transaction.serialize().length;
    if (bytes > MAX_TRANSACTION_BYTES) throw new RangeError(`transaction of ${bytes} bytes`);
    const result = this.svm.sendTransaction(toKit(transaction));
    this.svm.expireBlockhash();
    return receiptOf(result, bytes);
  }

  /** As {@link send}; throws with the logs when the transaction fails. */
  mustSend(instructions: readonly TransactionInstruction[], options: SendOptions = {}): Receipt {
    const receipt = this.send(instructions, options);
    if (!receipt.ok) throw new Error(`${receipt.error}\n${receipt.logs.join('\n')}`);
    return receipt;
  }

  /** Size on the wire, whether it fits or not. */
  bytesOf(instructions: readonly TransactionInstruction[], options: SendOptions = {}): number {
    const message = this.message(instructions, options);
    return 1 + 64 * message.header.numRequiredSignatures + message.serialize().length;
  }

  private message(instructions: readonly TransactionInstruction[], options: SendOptions) {
    const { payer = this.payer, lookupTable, computeUnitLimit = COMPUTE_UNIT_LIMIT } = options;
    const budget = [
      ComputeBudgetProgram.setComputeUnitLimit({ units: computeUnitLimit }),
      ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 0 }),
    ];
    return new TransactionMessage({
      payerKey: payer.publicKey,
      recentBlockhash: this.svm.latestBlockhash(),
      instructions: [...budget, ...instructions],
    }).compileToV0Message(lookupTable === undefined ? [] : [lookupTable]);
  }

  private transaction(instructions: readonly TransactionInstruction[], options: SendOptions) {
    const { payer = this.payer, signers = [] } = options;
    const transaction = new VersionedTransaction(this.message(instructions, options));
    const { header, staticAccountKeys } = transaction.message;
    const required = staticAccountKeys.slice(0, header.numRequiredSignatures);
    transaction.sign(
      [payer, ...signers].filter(({ publicKey }) => required.some((key) => key.equals(publicKey))),
    );
    return transaction;
  }
}

function at(address: PublicKey): LiteAddress {
  return address.toBase58() as LiteAddress;
}

function toKit(transaction: VersionedTransaction): LiteTransaction {
  const { message, signatures } = transaction;
  const signers = message.staticAccountKeys.slice(0, message.header.numRequiredSignatures);
  return {
    messageBytes: message.serialize(),
    signatures: Object.fromEntries(signers.map((key, index) => [key.toBase58(), signatures[index]])),
  } as unknown as LiteTransaction;
}

function receiptOf(result: TransactionMetadata | FailedTransactionMetadata, bytes: number): Receipt {
  const failed = result instanceof FailedTransactionMetadata;
  const meta = failed ? result.meta() : result;
  return {
    ok: !failed,
    error: failed ? String(result.err()) : '',
    logs: meta.logs(),
    computeUnits: Number(meta.computeUnitsConsumed()),
    bytes,
    inner: meta
      .innerInstructions()
      .flat()
      .map((inner) => Uint8Array.from(inner.instruction().data())),
    returned: Uint8Array.from(meta.returnData().data()),
  };
}
