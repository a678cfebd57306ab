/**
 * An anvil of its own for measurements: a free port on 127.0.0.1, a fixed clock, stopped at the end.
 *
 * Guarantees that two runs see the same blocks; refuses to go on when a transaction reverts.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import {
  type Abi,
  createPublicClient,
  encodeDeployData,
  encodeFunctionData,
  type Hex,
  http,
  type PublicClient,
} from 'viem';

import { foundryBinary } from '../toolchain/foundryBinary.ts';

/** Unix seconds at which the chain starts. */
export const GENESIS_SECONDS = 1_800_000_000;
const GAS_LIMIT = 30_000_000n;

/** A call to be made as a transaction. */
export interface Transaction {
  readonly from: Hex;
  readonly to?: Hex | undefined;
  readonly data: Hex;
}

/** What a measured transaction used. */
export interface Mined {
  readonly gasUsed: bigint;
  readonly contractAddress: Hex | null;
  readonly logs: readonly { readonly address: Hex; readonly topics: readonly Hex[]; readonly data: Hex }[];
}

/** The running chain. */
export interface BenchChain {
  readonly client: PublicClient;
  readonly accounts: readonly Hex[];
  mine(transaction: Transaction): Promise<Mined>;
  impersonate(account: Hex): Promise<void>;
  stop(): Promise<void>;
}

/** Creation code and constructor arguments as transaction data. */
export function creation(artifact: { abi: Abi; bytecode: Hex }, args: readonly unknown[]): Hex {
  return encodeDeployData({ abi: artifact.abi, bytecode: artifact.bytecode, args });
}

/** A function call as transaction data. */
export function callData(abi: Abi, functionName: string, args: readonly unknown[]): Hex {
  return encodeFunctionData({ abi, functionName, args });
}

async function listeningPort(output: NodeJS.ReadableStream): Promise<number> {
  let text = '';
  for await (const chunk of output) {
    text += String(chunk);
    const match = /Listening on 127\.0\.0\.1:(\d+)/.exec(text);
    if (match?.[1] !== undefined) return Number(match[1]);
  }
  throw new Error(`anvil stopped before it listened: ${text}`);
}

/** Starts the chain. */
export async function startBenchChain(): Promise<BenchChain> {
  const args = ['--port', '0', '--host', '127.0.0.1', '--timestamp', String(GENESIS_SECONDS)];
  const child = spawn(foundryBinary('anvil'), args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await listeningPort(child.stdout);
  child.stdout.resume();
  const client = createPublicClient({ transport: http(`http://127.0.0.1:${port}`), pollingInterval: 10 });
  const request = client.request as (call: { method: string; params: unknown[] }) => Promise<unknown>;
  const accounts = (await request({ method: 'eth_accounts', params: [] })) as Hex[];

  return {
    client,
    accounts,
    async mine(transaction) {
      const call = { ...transaction, gas: `0x${GAS_LIMIT.toString(16)}` };
      const hash = (await request({ method: 'eth_sendTransaction', params: [call] })) as Hex;
      const receipt = await client.waitForTransactionReceipt({ hash });
      if (receipt.status !== 'success') throw new Error(`transaction ${hash} reverted`);
      return {
        gasUsed: receipt.gasUsed,
        contractAddress: receipt.contractAddress ?? null,
        logs: receipt.logs,
      };
    },
    async impersonate(account) {
      await request({ method: 'anvil_impersonateAccount', params: [account] });
      await request({ method: 'anvil_setBalance', params: [account, '0xde0b6b3a7640000'] });
    },
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
