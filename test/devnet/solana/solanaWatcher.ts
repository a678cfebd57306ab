/**
 * Follows the gateway program: every transaction that names it, once, in order. Times are at most one poll late. A node that does not
 * answer is asked again.
 */
import { PublicKey } from '@solana/web3.js';

import type { BookEvent } from '../watch/bookEvent.ts';
import type { Sighting } from '../watch/transferRecord.ts';
import { bookEventOf, gatewayEvents } from './gatewayProgram.ts';
import type { SolanaChain } from './solanaChain.ts';

const POLL_MS = 120;

export interface SolanaSteps {
  readonly onEvent: (event: BookEvent, sighting: Sighting) => void;
  readonly onFinal: (slot: bigint, atMs: number) => void;
  /** After all events of a look. */
  readonly onLook: () => void;
}

export class SolanaWatcher {
  readonly #chain: SolanaChain;
  readonly #program: PublicKey;
  readonly #steps: SolanaSteps;
  /** Newest transaction of a final slot. WHY: the list is in no lasting order within slots that are not. */
  #settled: { readonly signature: string; readonly slot: bigint } | null = null;
  readonly #seen = new Set<string>();
  #recent: { readonly signature: string; readonly slot: bigint }[] = [];
  #final = 0n;
  #stopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(parameters: { chain: SolanaChain; program: string; steps: SolanaSteps }) {
    this.#chain = parameters.chain;
    this.#program = new PublicKey(parameters.program);
    this.#steps = parameters.steps;
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
    const finalized = BigInt(await this.#chain.connection.getSlot('finalized'));
    const transactions = await this.#chain.transactionsOf({
      account: this.#program,
      until: this.#settled?.signature ?? null,
      known: this.#seen,
    });
    const atMs = Date.now();
    for (const transaction of transactions) {
      const txHash = transaction.transaction.signatures[0] ?? '';
      const sighting = { txHash, height: BigInt(transaction.slot), atMs };
      for (const reported of gatewayEvents(transaction)) {
        const event = bookEventOf(reported);
        if (event !== null) this.#steps.onEvent(event, sighting);
      }
      this.#seen.add(txHash);
      this.#recent.push({ signature: txHash, slot: sighting.height });
    }
    this.#settle(finalized);
    if (finalized > this.#final) {
      this.#final = finalized;
      this.#steps.onFinal(finalized, atMs);
    }
    this.#steps.onLook();
  }

  #settle(finalized: bigint): void {
    for (const one of this.#recent)
      if (one.slot <= finalized && one.slot >= (this.#settled?.slot ?? 0n)) this.#settled = one;
    this.#recent = this.#recent.filter(({ slot }) => slot > finalized);
  }
}
