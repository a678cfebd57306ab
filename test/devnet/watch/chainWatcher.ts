/**
 * Follows one chain: when was a block first seen, when was it first final, what did the gateway log in it.
 *
 * Guarantee: every block once, in order. Times are at most one poll late. A node that does not answer is asked again.
 */
import { type Address, formatLog, type Log, type RpcLog } from 'viem';

import type { DevChain } from '../chain/devChain.ts';
import { rpcBatch, rpcCall } from '../chain/jsonRpc.ts';

const POLL_MS = 80;

export interface ChainSteps {
  readonly onLogs: (logs: readonly Log[], atMs: number) => void;
  readonly onFinal: (height: bigint, atMs: number) => void;
}

export class ChainWatcher {
  readonly #chain: DevChain;
  readonly #gateway: Address;
  readonly #steps: ChainSteps;
  #seen: bigint;
  #final = 0n;
  #stopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(parameters: { chain: DevChain; gateway: Address; fromHeight: bigint; steps: ChainSteps }) {
    this.#chain = parameters.chain;
    this.#gateway = parameters.gateway;
    this.#steps = parameters.steps;
    this.#seen = parameters.fromHeight - 1n;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.#poll().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async #poll(): Promise<void> {
    const { rpcUrl } = this.#chain;
    const [latest, finalized] = (await rpcBatch(rpcUrl, [
      { method: 'eth_getBlockByNumber', params: ['latest', false] },
      { method: 'eth_getBlockByNumber', params: ['finalized', false] },
    ])) as { number: string }[];
    const atMs = Date.now();
    const top = BigInt(latest?.number ?? 0);
    if (top > this.#seen) await this.#read({ top, atMs });
    const final = BigInt(finalized?.number ?? 0);
    if (final > this.#final) {
      this.#final = final;
      this.#steps.onFinal(final, atMs);
    }
  }

  async #read(parameters: { top: bigint; atMs: number }): Promise<void> {
    const fromBlock = `0x${(this.#seen + 1n).toString(16)}`;
    const toBlock = `0x${parameters.top.toString(16)}`;
    const logs = await rpcCall<RpcLog[]>(this.#chain.rpcUrl, {
      method: 'eth_getLogs',
      params: [{ address: this.#gateway, fromBlock, toBlock }],
    });
    this.#seen = parameters.top;
    const formatted = logs.map((log) => formatLog(log));
    this.#steps.onLogs(formatted, parameters.atMs);
  }
}
