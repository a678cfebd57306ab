/**
 * Signs instructions and gets them into a block: for deployments and users, who wait for one transaction at a time. Relayers
 * journal what they sign and use `createSolanaTxSigner` instead.
 */
import type { AddressLookupTableAccount, Keypair, PublicKey, TransactionInstruction } from '@solana/web3.js';
import { Buffer } from 'buffer';
import { ChainError } from '../../core/chainError.ts';
import type { Clock } from '../../core/clock.ts';
import { asArray, asCount, asKey, asRecord, asText } from '../rpc/answer.ts';
import type { SolanaRpc } from '../rpc/solanaRpc.ts';
import { compileTransaction, MAX_COMPUTE_UNITS } from './compileTransaction.ts';
import { simulate } from './simulate.ts';

const LOOK_MS = 200;

export interface Execution {
  readonly rpc: SolanaRpc;
  readonly clock: Pick<Clock, 'sleep'>;
  /** The gateway program: its errors are named. */
  readonly program: PublicKey;
  /** The first pays. */
  readonly signers: readonly Keypair[];
  readonly instructions: readonly TransactionInstruction[];
  readonly tables?: readonly AddressLookupTableAccount[];
  /** Micro-lamports per compute unit. Default 1. */
  readonly priorityFee?: bigint;
}

/** The call failed in a dry run or in its block; `reason` is the program's error name where it has one. */
export class ExecutionFailed extends Error {
  override readonly name = 'ExecutionFailed';
  readonly reason: string;

  constructor(reason: string) {
    super(`the transaction fails: ${reason}`);
    this.reason = reason;
  }
}

/**
 * Resolves with id and slot once a confirmed block has it.
 * @throws ExecutionFailed; CXT_CHAIN_TIMEOUT when it expired without being included; other ChainError; MalformedAnswer
 */
export async function executeInstructions(at: Execution): Promise<{ signature: string; slot: bigint }> {
  const { rpc, clock, signers, instructions, tables = [], priorityFee = 1n } = at;
  const payer = (signers[0] as Keypair).publicKey;
  const run = await simulate(rpc, { payer, instructions, tables, program: at.program });
  if (!run.ok) throw new ExecutionFailed(run.reason);
  const { blockhash, lastValid } = await latestBlockhash(rpc);
  const computeUnits = Math.min(Math.ceil(run.computeUnits * 1.1), MAX_COMPUTE_UNITS);
  const transaction = compileTransaction({
    payer,
    instructions,
    tables,
    computeUnits,
    priorityFee,
    blockhash,
  });
  transaction.sign([...signers]);
  const raw = Buffer.from(transaction.serialize()).toString('base64');
  const config = { encoding: 'base64', skipPreflight: true, maxRetries: 0 };
  const signature = asText(await rpc.ask({ method: 'sendTransaction', params: [raw, config] }), 'signature');
  for (;;) {
    const slot = await includedIn({ rpc, signature });
    if (slot !== null) return { signature, slot };
    const height = await rpc.ask({ method: 'getBlockHeight', params: [{ commitment: 'finalized' }] });
    if (asCount(height, 'block height') > lastValid) {
      throw new ChainError('CXT_CHAIN_TIMEOUT', `${rpc.label}: the transaction expired without a block`, {
        signature,
      });
    }
    await clock.sleep(LOOK_MS);
    // The same bytes again; a node that has them in a block says so with an error.
    await rpc.outcome({ method: 'sendTransaction', params: [raw, config] });
  }
}

async function latestBlockhash(rpc: SolanaRpc): Promise<{ blockhash: string; lastValid: bigint }> {
  const answer = await rpc.ask({ method: 'getLatestBlockhash', params: [{ commitment: 'confirmed' }] });
  const value = asRecord(asRecord(answer, 'latest blockhash')['value'], 'latest blockhash');
  return {
    blockhash: asKey(value['blockhash'], 'blockhash'),
    lastValid: asCount(value['lastValidBlockHeight'], 'lastValidBlockHeight'),
  };
}

async function includedIn(at: { rpc: SolanaRpc; signature: string }): Promise<bigint | null> {
  const params = [[at.signature], { searchTransactionHistory: true }];
  const answer = await at.rpc.ask({ method: 'getSignatureStatuses', params });
  const [entry] = asArray(asRecord(answer, 'statuses')['value'], 'statuses');
  if (entry === null || entry === undefined) return null;
  const { confirmationStatus, err, slot } = asRecord(entry, 'status');
  if (confirmationStatus === 'processed') return null;
  if (err !== null) throw new ExecutionFailed(JSON.stringify(err));
  return asCount(slot, 'status.slot');
}
