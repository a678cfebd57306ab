/** Inclusion on an EVM chain: a mempool ordered by account nonces and tips. */
import type { BroadcastResult } from '../core/index.ts';
import type { BlockDraft } from './blockLedger.ts';
import type { InclusionRules } from './inclusionRules.ts';
import type { AccountView, Mempool } from './mempool.ts';
import type { KnownTransaction } from './simTransaction.ts';

/** `InclusionRules` over a `Mempool`. */
export class NonceInclusion implements InclusionRules {
  readonly #pool: Mempool;
  readonly #accountOf: (name: string) => AccountView;

  constructor(options: { pool: Mempool; accountOf: (name: string) => AccountView }) {
    this.#pool = options.pool;
    this.#accountOf = options.accountOf;
  }

  has(hash: string): boolean {
    return this.#pool.has(hash);
  }

  offer(tx: KnownTransaction): BroadcastResult {
    return this.#pool.add(tx, this.#accountOf(tx.from));
  }

  next({ baseFeePerGas }: BlockDraft, gasLeft: bigint): KnownTransaction | null {
    const tx = this.#pool.best({ baseFeePerGas, gasLeft, accountOf: this.#accountOf });
    if (tx !== null) this.#pool.drop(tx.hash);
    return tx;
  }

  putBack(tx: KnownTransaction): void {
    if (tx.nonce >= this.#accountOf(tx.from).nonce && !this.#pool.holds(tx)) this.#pool.put(tx);
  }

  anchor(): null {
    return null;
  }
}
