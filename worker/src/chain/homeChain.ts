/**
 * The home chain as a node sees it, followed by one loop however many nodes share it.
 *
 * Guarantee: {@link HomeChain.nextHead} resolves only when the job book is at that head. A failing RPC is said in the log and tried again.
 */
import type { Clock } from '@cxt-bridge/adapters/core';
import type { ComputeContracts } from './contracts.ts';
import { assertChain, createHomeClient, type Head, type HomeClient, readHead } from './homeClient.ts';
import { JobBook } from './jobBook.ts';
import type { Logger } from './ports.ts';

export interface HomeChainParameters {
  readonly chainId: number;
  readonly rpcUrls: readonly string[];
  readonly contracts: ComputeContracts;
  /** First block that can hold events of the market. */
  readonly fromBlock: bigint;
  readonly pollMs: number;
  readonly clock: Clock;
  readonly log: Logger;
}

const PAGE_BLOCKS = 2_000n;
/** Between tries while no RPC answers. */
const RETRY_MS = 2_000;

export class HomeChain {
  readonly chainId: number;
  readonly contracts: ComputeContracts;
  readonly client: HomeClient;
  readonly jobs: JobBook;
  readonly #parameters: HomeChainParameters;
  readonly #shared = new Map<string, Promise<unknown>>();
  #head: Head | null = null;
  #news = Promise.withResolvers<void>();

  constructor(parameters: HomeChainParameters) {
    const { chainId, rpcUrls, contracts, fromBlock } = parameters;
    this.#parameters = parameters;
    this.chainId = chainId;
    this.contracts = contracts;
    this.client = createHomeClient({ chainId, rpcUrls });
    this.jobs = new JobBook({ client: this.client, contracts, fromBlock, pageBlocks: PAGE_BLOCKS });
  }

  /** Reads the first head. @throws WORKER_CHAIN_WRONG, WORKER_CHAIN_UNREACHABLE, what the transport throws */
  async open(): Promise<Head> {
    await assertChain({ client: this.client, chainId: this.chainId });
    return this.#update();
  }

  /** The latest head that was read. */
  get head(): Head {
    if (this.#head === null) throw new Error('HomeChain.open comes first');
    return this.#head;
  }

  /** Follows the chain until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log, pollMs } = this.#parameters;
    let pauseMs = pollMs;
    while (!signal.aborted) {
      await clock.sleep(pauseMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.#update();
        pauseMs = pollMs;
      } catch (error) {
        pauseMs = RETRY_MS;
        log.warn({ error }, 'the chain cannot be read now, trying again');
      }
    }
  }

  /** A head after block `after`. @throws the signal's reason */
  async nextHead(after: bigint, signal: AbortSignal): Promise<Head> {
    while (this.#head === null || this.#head.number <= after) {
      signal.throwIfAborted();
      await untilAborted(this.#news.promise, signal);
    }
    return this.#head;
  }

  /** One read a head, shared by all nodes of the process. */
  shared<Value>(key: string, read: (head: Head) => Promise<Value>): Promise<Value> {
    const known = this.#shared.get(key) as Promise<Value> | undefined;
    if (known !== undefined) return known;
    const fresh = read(this.head);
    this.#shared.set(key, fresh);
    // WHY: a failed answer must not be the answer for the rest of the block.
    fresh.catch(() => this.#shared.delete(key));
    return fresh;
  }

  async #update(): Promise<Head> {
    const head = await readHead(this.client);
    if (this.#head !== null && head.number === this.#head.number) return this.#head;
    await this.jobs.update(head);
    this.#head = head;
    this.#shared.clear();
    const news = this.#news;
    this.#news = Promise.withResolvers<void>();
    news.resolve();
    return head;
  }
}

function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, reject);
  });
}
