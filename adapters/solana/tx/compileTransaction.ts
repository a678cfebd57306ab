/** Versioned transactions with lookup tables, compute limit and priority fee; and whether they fit. */
import {
  type AddressLookupTableAccount,
  ComputeBudgetProgram,
  PublicKey,
  type TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from '@solana/web3.js';

/** Most bytes of a transaction: what one IPv6 packet carries (Solana, `PACKET_DATA_SIZE`). */
export const MAX_TRANSACTION_BYTES = 1_232;
/** Most compute units of a transaction (Solana, `MAX_COMPUTE_UNIT_LIMIT`). */
export const MAX_COMPUTE_UNITS = 1_400_000;

export interface TransactionParts {
  readonly payer: PublicKey;
  readonly instructions: readonly TransactionInstruction[];
  readonly tables: readonly AddressLookupTableAccount[];
  readonly computeUnits: number;
  /** Micro-lamports per compute unit. */
  readonly priorityFee: bigint;
  /** Base58. */
  readonly blockhash: string;
}

/** Unsigned transaction. @throws RangeError when the message is too long to be encoded */
export function compileTransaction(parts: TransactionParts): VersionedTransaction {
  const message = new TransactionMessage({
    payerKey: parts.payer,
    recentBlockhash: parts.blockhash,
    instructions: [
      ComputeBudgetProgram.setComputeUnitLimit({ units: parts.computeUnits }),
      ComputeBudgetProgram.setComputeUnitPrice({ microLamports: parts.priorityFee }),
      ...parts.instructions,
    ],
  });
  return new VersionedTransaction(message.compileToV0Message([...parts.tables]));
}

/** Whether these instructions fit one transaction. */
export function fitsTransaction(parts: Pick<TransactionParts, 'payer' | 'instructions' | 'tables'>): boolean {
  try {
    const transaction = compileTransaction({
      ...parts,
      computeUnits: MAX_COMPUTE_UNITS,
      priorityFee: 0n,
      blockhash: PublicKey.default.toBase58(),
    });
    return transaction.serialize().length <= MAX_TRANSACTION_BYTES;
  } catch (error) {
    // web3.js encodes into a buffer of a packet's size.
    if (error instanceof RangeError) return false;
    throw error;
  }
}
