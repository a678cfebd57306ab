/** One transaction of a call before it is signed, and its form in the journal. */
import { PublicKey, TransactionInstruction } from '@solana/web3.js';
import { Buffer } from 'buffer';
import type { TxStep } from '../../core/transactions.ts';

export interface PlannedStep {
  readonly label: string;
  readonly instructions: readonly TransactionInstruction[];
  /** Compute units to allow where nothing can be simulated yet. */
  readonly computeUnits: number;
  /** Compute units that must be allowed whatever a simulation uses: what a sender bought for his call. */
  readonly leastComputeUnits?: number;
}

/** The chain would refuse the call now, and why; by the program's own error names where it has one. */
export class PlanRefused extends Error {
  override readonly name = 'PlanRefused';
  readonly reason: string;

  constructor(reason: string) {
    super(`the call cannot be carried out now: ${reason}`);
    this.reason = reason;
  }
}

const SIGNER = 1;
const WRITABLE = 2;

interface Payload {
  readonly instructions: readonly {
    readonly program: string;
    readonly accounts: readonly (readonly [key: string, flags: number])[];
    readonly data: string;
  }[];
  readonly tables: readonly string[];
  readonly computeUnits: number;
  readonly leastComputeUnits: number;
}

/** A step and the lookup tables it was planned with. */
export interface DecodedStep {
  readonly step: PlannedStep & { readonly leastComputeUnits: number };
  readonly tables: readonly PublicKey[];
}

export function encodeStep(at: { step: PlannedStep; tables: readonly PublicKey[] }): TxStep {
  const { step, tables } = at;
  const payload: Payload = {
    instructions: step.instructions.map(({ programId, keys, data }) => ({
      program: programId.toBase58(),
      accounts: keys.map(({ pubkey, isSigner, isWritable }) => [
        pubkey.toBase58(),
        (isSigner ? SIGNER : 0) | (isWritable ? WRITABLE : 0),
      ]),
      data: Buffer.from(data).toString('base64'),
    })),
    tables: tables.map((table) => table.toBase58()),
    computeUnits: step.computeUnits,
    leastComputeUnits: step.leastComputeUnits ?? 0,
  };
  return { label: step.label, payload: JSON.stringify(payload) };
}

/** The step that {@link encodeStep} wrote. @throws when the payload is none of ours */
export function decodeStep({ label, payload }: TxStep): DecodedStep {
  const { instructions, tables, computeUnits, leastComputeUnits } = JSON.parse(payload) as Payload;
  return {
    step: {
      label,
      instructions: instructions.map(
        ({ program, accounts, data }) =>
          new TransactionInstruction({
            programId: new PublicKey(program),
            keys: accounts.map(([key, flags]) => ({
              pubkey: new PublicKey(key),
              isSigner: (flags & SIGNER) !== 0,
              isWritable: (flags & WRITABLE) !== 0,
            })),
            data: Buffer.from(data, 'base64'),
          }),
      ),
      computeUnits,
      leastComputeUnits,
    },
    tables: tables.map((table) => new PublicKey(table)),
  };
}
