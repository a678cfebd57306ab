/** Dry runs: compute units, returned data, or the reason of a failure by name. */
import { type AddressLookupTableAccount, PublicKey, type TransactionInstruction } from '@solana/web3.js';
import { Buffer } from 'buffer';
import type { CallOptions } from '../../core/chainProvider.ts';
import { gatewayErrorName } from '../program/errorNames.ts';
import { asArray, asRecord, asText, MalformedAnswer } from '../rpc/answer.ts';
import { solanaFaultError } from '../rpc/solanaFault.ts';
import type { SolanaRpc } from '../rpc/solanaRpc.ts';
import { compileTransaction, MAX_COMPUTE_UNITS } from './compileTransaction.ts';

const METHOD = 'simulateTransaction';
/** How the runtime names the program that failed first; only for a reason that people read. */
const FAILED_PROGRAM = /^Program ([1-9A-HJ-NP-Za-km-z]{32,44}) failed/;

export type Simulation =
  | { readonly ok: true; readonly computeUnits: number; readonly returnData: Uint8Array }
  | { readonly ok: false; readonly reason: string };

/**
 * Runs instructions on the confirmed state with an unlimited budget and without signatures.
 * @throws RangeError when they do not fit a transaction; ChainError; MalformedAnswer
 */
export async function simulate(
  rpc: SolanaRpc,
  run: {
    payer: PublicKey;
    instructions: readonly TransactionInstruction[];
    tables: readonly AddressLookupTableAccount[];
    /** The gateway: only its error numbers are names of ours. */
    program: PublicKey;
  },
  options: CallOptions = {},
): Promise<Simulation> {
  const transaction = compileTransaction({
    ...run,
    computeUnits: MAX_COMPUTE_UNITS,
    priorityFee: 0n,
    blockhash: PublicKey.default.toBase58(),
  });
  const config = {
    encoding: 'base64',
    commitment: 'confirmed',
    sigVerify: false,
    replaceRecentBlockhash: true,
  };
  const params = [Buffer.from(transaction.serialize()).toString('base64'), config];
  const outcome = await rpc.outcome({ method: METHOD, params }, options);
  if (!outcome.ok) throw solanaFaultError({ label: rpc.label, method: METHOD, fault: outcome.fault });
  const { err, logs, unitsConsumed, returnData } = asRecord(
    asRecord(outcome.result, 'simulation')['value'],
    'simulation',
  );
  if (err !== null) return { ok: false, reason: reasonOf({ err, logs, program: run.program.toBase58() }) };
  if (typeof unitsConsumed !== 'number') throw new MalformedAnswer('a simulation without compute units');
  return { ok: true, computeUnits: unitsConsumed, returnData: bytesOf(returnData) };
}

function bytesOf(returnData: unknown): Uint8Array {
  if (returnData === null || returnData === undefined) return new Uint8Array();
  const [content] = asArray(asRecord(returnData, 'return data')['data'], 'return data');
  return Uint8Array.from(Buffer.from(asText(content, 'return data'), 'base64'));
}

function reasonOf(at: { err: unknown; logs: unknown; program: string }): string {
  const { err, logs, program } = at;
  if (typeof err === 'string') return err;
  const { InstructionError: failure } = asRecord(err, 'simulation error');
  if (failure === undefined) return Object.keys(err as object)[0] ?? 'TransactionError';
  const [, cause] = asArray(failure, 'instruction error');
  if (typeof cause === 'string') return cause;
  const custom = asRecord(cause, 'instruction error')['Custom'];
  if (typeof custom !== 'number') return Object.keys(cause as object)[0] ?? 'InstructionError';
  const innermost = (Array.isArray(logs) ? logs : [])
    .map((line) => FAILED_PROGRAM.exec(String(line))?.[1])
    .find((name) => name !== undefined);
  // WHY: programs number their errors alike; another one's must not be given a name of the gateway's.
  return innermost === undefined || innermost === program ? gatewayErrorName(custom) : 'CallFailed';
}
