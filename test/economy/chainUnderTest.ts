/** One anvil with the real contracts, without signatures and gas prices; a block an operation, at a moment of our choice. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Hex } from '@cxt-bridge/adapters/protocol';
import {
  type Abi,
  createPublicClient,
  decodeErrorResult,
  encodeFunctionData,
  hexToString,
  http,
  maxUint256,
  type PublicClient,
} from 'viem';

import { foundryBinary } from '../../contracts/toolchain/foundryBinary.ts';
import { devAccount } from '../devnet/chain/devAccounts.ts';
import { rpcCall } from '../devnet/chain/jsonRpc.ts';
import { artifact } from '../devnet/deploy/artifact.ts';
import { PortPool } from '../devnet/process/freePorts.ts';
import { Watchdog } from '../devnet/process/watchdog.ts';
import { ACTOR_ADDRESSES, ADDRESSES, initCodes, PARAMS } from './deployment.ts';
import type { Transaction } from './encodeOperation.ts';

const GAS = '0x1000000';
const START_ATTEMPTS = 3_000;

export interface Moment {
  readonly now: bigint;
  readonly block: bigint;
}

export interface Answer {
  /** Named error and its values; null when it went through. */
  readonly refusal: { readonly error: string; readonly args: readonly (bigint | string | boolean)[] } | null;
}

export class ChainUnderTest {
  readonly #process: ChildProcess;
  readonly #url: string;
  /** Ends the node when this process dies. */
  readonly #watchdog = new Watchdog();
  /** Seconds since the pool's construction are counted from here. */
  startsAt = 0n;

  /** For views. */
  readonly client: PublicClient;

  private constructor(process: ChildProcess, url: string) {
    this.#process = process;
    this.#url = url;
    this.client = createPublicClient({ transport: http(url, { timeout: 600_000, retryCount: 0 }) });
  }

  static async start(): Promise<ChainUnderTest> {
    const port = await new PortPool(null).take();
    const args = ['--host', '127.0.0.1', '--port', String(port), '--chain-id', '31337', '--no-mining'];
    const free = ['--auto-impersonate', '--gas-price', '0', '--base-fee', '0', '--gas-limit', '100000000'];
    const child = spawn(foundryBinary('anvil'), [...args, ...free, '--silent', '--threads', '1'], {
      stdio: 'ignore',
    });
    const chain = new ChainUnderTest(child, `http://127.0.0.1:${port}`);
    if (child.pid !== undefined) chain.#watchdog.add(child.pid);
    try {
      await chain.#untilReady();
      await chain.#deploy();
    } catch (error) {
      await chain.stop();
      throw error;
    }
    return chain;
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#watchdog.close();
  }

  async call<T>(method: string, params: readonly unknown[] = []): Promise<T> {
    return rpcCall<T>(this.#url, { method, params });
  }

  /** Puts one transaction into the next block, at that moment. */
  async send(transaction: Transaction, now: bigint): Promise<Answer> {
    await this.call('eth_sendTransaction', [{ ...transaction, gas: GAS, gasPrice: '0x0' }]);
    await this.call('evm_mine', [{ timestamp: Number(now) }]);
    const [receipt] = await this.call<{ status: Hex; blockNumber: Hex }[]>('eth_getBlockReceipts', [
      'latest',
    ]);
    if (receipt === undefined) throw new Error('the block is empty');
    if (receipt.status === '0x1') return { refusal: null };
    return { refusal: await this.#reasonOf(transaction, { now, block: BigInt(receipt.blockNumber) }) };
  }

  /** Empty blocks; the last one is at `now`. */
  async mine(count: number, now: bigint): Promise<void> {
    if (count > 1) await this.call('anvil_mine', [`0x${(count - 1).toString(16)}`, '0x0']);
    await this.call('evm_mine', [{ timestamp: Number(now) }]);
  }

  async moment(): Promise<Moment> {
    const { timestamp, number } = await this.call<{ timestamp: Hex; number: Hex }>('eth_getBlockByNumber', [
      'latest',
      false,
    ]);
    return { now: BigInt(timestamp), block: BigInt(number) };
  }

  /** Hash of a block; null when it is not there yet. */
  async hashOf(block: bigint): Promise<Hex | null> {
    const found = await this.call<{ hash: Hex } | null>('eth_getBlockByNumber', [
      `0x${block.toString(16)}`,
      false,
    ]);
    return found?.hash ?? null;
  }

  async #untilReady(): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.call('eth_chainId');
        return;
      } catch (error) {
        if (attempt === START_ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  async #deploy(): Promise<void> {
    const from = devAccount(0).address;
    let { now } = await this.moment();
    for (const data of initCodes()) {
      now += 1n;
      await this.call('eth_sendTransaction', [{ from, data, gas: GAS, gasPrice: '0x0' }]);
      await this.call('evm_mine', [{ timestamp: Number(now) }]);
      const receipts = await this.call<{ status: Hex; contractAddress: Hex }[]>('eth_getBlockReceipts', [
        'latest',
      ]);
      const [receipt] = receipts;
      if (receipt?.status !== '0x1') throw new Error('a contract of the economy cannot be deployed');
      if (receipt.contractAddress.toLowerCase() === ADDRESSES.MiningPool) this.startsAt = now;
    }
    await this.#approveAll(now);
  }

  /** Allowances are not part of the model: everybody gives them once. */
  async #approveAll(start: bigint): Promise<void> {
    let now = start;
    const { pool, stakeRegistry, jobMarket, port } = PARAMS.wiring;
    for (const spender of [pool, stakeRegistry, jobMarket]) {
      for (const from of [...ACTOR_ADDRESSES, port]) {
        now += 1n;
        const args = [spender, maxUint256] as const;
        const data = encodeFunctionData({ abi: artifact('CXT').abi, functionName: 'approve', args });
        const { refusal } = await this.send({ from, to: ADDRESSES.CXT, data }, now);
        if (refusal !== null) throw new Error(`approve: ${refusal.error}`);
      }
    }
  }

  /** WHY a second run: a receipt does not say why it failed. The call sees the state and the block that the transaction saw. */
  async #reasonOf(transaction: Transaction, at: Moment): Promise<Answer['refusal']> {
    const { from, to, data } = transaction;
    const parent = `0x${(at.block - 1n).toString(16)}`;
    const block = { number: `0x${at.block.toString(16)}`, time: `0x${at.now.toString(16)}` };
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'eth_call',
        params: [{ from, to, data, gas: GAS, gasPrice: '0x0' }, parent, {}, block],
      }),
    });
    const answer = (await response.json()) as { error?: { message: string; data?: Hex } };
    return answer.error?.data === undefined
      ? { error: `no reason: ${answer.error?.message ?? 'the call went through'}`, args: [] }
      : namedError(answer.error.data);
  }
}

const ERRORS: Abi = Object.keys(ADDRESSES)
  .flatMap((name) => [...artifact(name).abi])
  .filter(({ type }) => type === 'error');

function namedError(data: Hex): NonNullable<Answer['refusal']> {
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi: ERRORS, data }) as {
      errorName: string;
      args?: readonly unknown[];
    };
    return { error: errorName, args: args.map(plain) };
  } catch {
    return { error: `unknown error ${data.slice(0, 10)}`, args: [] };
  }
}

/** As the model writes it: numbers as bigint, hex in lower case, short text out of bytes32. */
function plain(value: unknown): bigint | string | boolean {
  if (typeof value === 'number' || typeof value === 'bigint') return BigInt(value);
  if (typeof value === 'boolean') return value;
  const text = String(value).toLowerCase();
  return /^0x[0-9a-f]{2,}(00){10,}$/.test(text) && text.length === 66 && /^0x[67]/.test(text)
    ? hexToString(String(value) as Hex, { size: 32 })
    : text;
}
