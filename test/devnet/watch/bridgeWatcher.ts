/** Watches all chains and lets tests and the demo wait for what the chains show. */
import type { Address } from 'viem';

import type { DevChain } from '../chain/devChain.ts';
import type { SolanaChain } from '../solana/solanaChain.ts';
import { SolanaWatcher } from '../solana/solanaWatcher.ts';
import { ChainWatcher } from './chainWatcher.ts';
import { TransferBook } from './transferBook.ts';

export interface WatchedChain {
  readonly chain: DevChain;
  readonly startHeight: bigint;
}

export class BridgeWatcher {
  readonly book = new TransferBook();
  readonly #watchers: readonly (ChainWatcher | SolanaWatcher)[];
  readonly #listeners = new Set<() => void>();

  constructor(parameters: {
    chains: readonly WatchedChain[];
    gateway: Address;
    solana: { readonly chain: SolanaChain; readonly program: string } | null;
  }) {
    const { chains, gateway, solana } = parameters;
    this.#watchers = [
      ...chains.map(({ chain, startHeight }) => this.#watch(chain, startHeight, gateway)),
      ...(solana === null ? [] : [this.#watchSolana(solana)]),
    ];
  }

  start(): void {
    for (const watcher of this.#watchers) watcher.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#watchers.map((watcher) => watcher.stop()));
  }

  /**
   * Resolves with true as soon as `condition` holds, with false after `timeoutMs`.
   * @throws the signal's reason when aborted
   */
  async until(parameters: {
    condition: () => boolean;
    timeoutMs: number;
    signal: AbortSignal;
  }): Promise<boolean> {
    const { condition, timeoutMs, signal } = parameters;
    signal.throwIfAborted();
    if (condition()) return true;
    return new Promise<boolean>((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(check);
        signal.removeEventListener('abort', abort);
        settle();
      };
      const check = (): void => {
        if (condition()) finish(() => resolve(true));
      };
      const abort = (): void => finish(() => reject(signal.reason as Error));
      const timer = setTimeout(() => finish(() => resolve(condition())), timeoutMs);
      this.#listeners.add(check);
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  #watch(chain: DevChain, fromHeight: bigint, gateway: Address): ChainWatcher {
    return new ChainWatcher({
      chain,
      gateway,
      fromHeight,
      steps: {
        onLogs: (logs, atMs) => {
          this.book.book({ chain: chain.key, logs, atMs });
          this.#tell();
        },
        onFinal: (height, atMs) => {
          this.book.finalise({ chain: chain.key, height, atMs });
          this.#tell();
        },
      },
    });
  }

  #watchSolana(solana: { chain: SolanaChain; program: string }): SolanaWatcher {
    const { key } = solana.chain;
    return new SolanaWatcher({
      ...solana,
      steps: {
        onEvent: (event, sighting) => this.book.enter({ chain: key, event, sighting }),
        onFinal: (height, atMs) => this.book.finalise({ chain: key, height, atMs }),
        onLook: () => this.#tell(),
      },
    });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
