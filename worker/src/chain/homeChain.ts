/**
 * The home chain as a node sees it, followed by one loop however many nodes share it.
 *
 * Guarantee: {@link HomeChain.nextHead} resolves only when the job book is at that head. A failing RPC is said in the log and tried again.
 */
import type { Clock } from '@cxt-bridge/adapters/core';
import type { Address } from 'viem';
import { BeaconReader } from './beaconReader.ts';
import { ABI, type ComputeContracts, resolveContracts } from './contracts.ts';
import { assertChain, createHomeClient, type Head, type HomeClient, readHead } from './homeClient.ts';
import { JobBook } from './jobBook.ts';
import type { Logger } from '@cxt-bridge/relayer/logging';

export interface HomeChainParameters {
  readonly chainId: number;
  readonly rpcUrls: readonly string[];
  readonly miningPool: Address;
  /** `HomeComputePort`, whose jobs have requesters of other chains; null where there is none. */
  readonly port: Address | null;
  /** First block that can hold events of the market. */
  readonly fromBlock: bigint;
  readonly pollMs: number;
  readonly clock: Clock;
  readonly log: Logger;
}

const PAGE_BLOCKS = 2_000n;
/** Between tries while no RPC answers. */
const RETRY_MS = 2_000;

/** A chain that was opened: see {@link openHomeChain}. */
export class HomeChain {
  readonly chainId: number;
  readonly contracts: ComputeContracts;
  readonly port: Address | null;
  readonly client: HomeClient;
  readonly jobs: JobBook;
  readonly beacons: BeaconReader;
  readonly #parameters: HomeChainParameters;
  readonly #shared = new Map<string, Promise<unknown>>();
  readonly #constants = new Map<string, Promise<unknown>>();
  #head: Head;
  #news = Promise.withResolvers<void>();

  constructor(
    parameters: HomeChainParameters,
    opened: { client: HomeClient; contracts: ComputeContracts; jobs: JobBook; head: Head },
  ) {
    const { client, contracts, jobs, head } = opened;
    this.#parameters = parameters;
    this.chainId = parameters.chainId;
    this.port = parameters.port;
    this.contracts = contracts;
    this.client = client;
    this.jobs = jobs;
    this.beacons = new BeaconReader({ client, randomness: contracts.randomness });
    this.#head = head;
  }

  /** The latest head that was read. */
  get head(): Head {
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
    while (this.#head.number <= after) {
      signal.throwIfAborted();
      await untilAborted(this.#news.promise, signal);
    }
    return this.#head;
  }

  /** Constructor parameters of the pool. */
  poolParameters(): Promise<{ readonly epochSeconds: bigint }> {
    return this.forEver('pool', () =>
      this.client.readContract({
        address: this.contracts.miningPool,
        abi: ABI.miningPool,
        functionName: 'parameters',
      }),
    );
  }

  /** One read in the life of the process, of what never changes on a chain. */
  forEver<Value>(key: string, read: () => Promise<Value>): Promise<Value> {
    return remember({ answers: this.#constants, key, read });
  }

  /** One read a head, shared by all nodes of the process. */
  shared<Value>(key: string, read: (head: Head) => Promise<Value>): Promise<Value> {
    return remember({ answers: this.#shared, key, read: () => read(this.head) });
  }

  async #update(): Promise<void> {
    const head = await readHead(this.client);
    if (head.number === this.#head.number) return;
    await this.jobs.update(head);
    this.#head = head;
    this.#shared.clear();
    const news = this.#news;
    this.#news = Promise.withResolvers<void>();
    news.resolve();
  }
}

/**
 * Connects, checks the chain and reads the market up to its head.
 * @throws WORKER_CHAIN_WRONG, WORKER_CHAIN_UNREACHABLE, what the transport throws
 */
export async function openHomeChain(parameters: HomeChainParameters): Promise<HomeChain> {
  const { chainId, rpcUrls, miningPool, fromBlock } = parameters;
  const client = createHomeClient({ chainId, rpcUrls });
  await assertChain({ client, chainId });
  const contracts = await resolveContracts({ client, miningPool });
  const jobs = new JobBook({ client, contracts, fromBlock, pageBlocks: PAGE_BLOCKS });
  const head = await readHead(client);
  await jobs.update(head);
  return new HomeChain(parameters, { client, contracts, jobs, head });
}

function remember<Value>(parameters: {
  answers: Map<string, Promise<unknown>>;
  key: string;
  read: () => Promise<Value>;
}): Promise<Value> {
  const { answers, key, read } = parameters;
  const known = answers.get(key) as Promise<Value> | undefined;
  if (known !== undefined) return known;
  const fresh = read();
  answers.set(key, fresh);
  // WHY: a failed answer must not be the answer from then on.
  fresh.catch(() => {
    if (answers.get(key) === fresh) answers.delete(key);
  });
  return fresh;
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
