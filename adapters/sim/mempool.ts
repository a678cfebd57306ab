/**
 * Transactions that wait, by EVM rules: one per account and nonce, gaps wait, a replacement raises both fee fields by 10 %, what
 * an account has waiting must be covered by its balance.
 */
import type { BroadcastResult } from '../core/index.ts';
import type { KnownTransaction } from './simTransaction.ts';

/** What the pool needs to know of an account at the head. */
export interface AccountView {
  readonly nonce: bigint;
  readonly nativeWei: bigint;
}

interface Waiting {
  readonly tx: KnownTransaction;
  readonly arrival: number;
}

type Rejection = Extract<BroadcastResult, { outcome: 'rejected' }>;

/** The pool of one chain. */
export class Mempool {
  readonly #byAccount = new Map<string, Map<bigint, Waiting>>();
  readonly #byHash = new Map<string, KnownTransaction>();
  #arrivals = 0;

  has(hash: string): boolean {
    return this.#byHash.has(hash);
  }

  /** Whether the place of this transaction (account and nonce) is taken. */
  holds(tx: KnownTransaction): boolean {
    return this.#byAccount.get(tx.from)?.has(tx.nonce) ?? false;
  }

  get size(): number {
    return this.#byHash.size;
  }

  hashes(): string[] {
    return [...this.#byHash.keys()];
  }

  /** Takes a transaction in, or says why not. */
  add(tx: KnownTransaction, account: AccountView): BroadcastResult {
    if (this.#byHash.has(tx.hash)) return { outcome: 'known' };
    if (tx.nonce < account.nonce) return rejected('nonceTooLow', `account nonce is ${account.nonce}`);
    if (tx.maxPriorityFeePerGas > tx.maxFeePerGas) return rejected('other', 'priority fee above fee cap');
    const slot = this.#byAccount.get(tx.from)?.get(tx.nonce)?.tx;
    if (slot !== undefined && !outbids({ tx, slot })) {
      return rejected('underpriced', 'a replacement needs 10 % more on both fee fields');
    }
    const pledgedWei = this.#pledgedWei(tx.from) - (slot === undefined ? 0n : costWei(slot)) + costWei(tx);
    if (pledgedWei > account.nativeWei) {
      return rejected('insufficientFunds', `needs ${pledgedWei}, has ${account.nativeWei}`);
    }
    this.put(tx);
    return { outcome: 'accepted' };
  }

  /** Puts a transaction in its place without questions (after a reorg). */
  put(tx: KnownTransaction): void {
    const slots = this.#byAccount.get(tx.from) ?? new Map<bigint, Waiting>();
    this.#byAccount.set(tx.from, slots);
    const old = slots.get(tx.nonce);
    if (old !== undefined) this.#byHash.delete(old.tx.hash);
    slots.set(tx.nonce, { tx, arrival: this.#arrivals++ });
    this.#byHash.set(tx.hash, tx);
  }

  /** Forgets one transaction; false if it was not here. */
  drop(hash: string): boolean {
    const tx = this.#byHash.get(hash);
    if (tx === undefined) return false;
    this.#byHash.delete(hash);
    const slots = this.#byAccount.get(tx.from);
    slots?.delete(tx.nonce);
    if (slots?.size === 0) this.#byAccount.delete(tx.from);
    return true;
  }

  /** The nonce after what the account has waiting without a gap. */
  nextNonce(at: { account: string; nonce: bigint }): bigint {
    const slots = this.#byAccount.get(at.account);
    let next = at.nonce;
    while (slots?.has(next)) next += 1n;
    return next;
  }

  /**
   * The best transaction that could run now: next nonce of its account, pays the base fee, fits; highest tip first, then
   * first come.
   */
  best(at: {
    baseFeePerGas: bigint;
    gasLeft: bigint;
    accountOf: (account: string) => AccountView;
  }): KnownTransaction | null {
    let best: Waiting | null = null;
    let bestTip = -1n;
    for (const [name, slots] of this.#byAccount) {
      const account = at.accountOf(name);
      const waiting = slots.get(account.nonce);
      if (waiting === undefined || waiting.tx.maxFeePerGas < at.baseFeePerGas) continue;
      const { tx, arrival } = waiting;
      if (tx.gasLimit > at.gasLeft || costWei(tx) > account.nativeWei) continue;
      const room = tx.maxFeePerGas - at.baseFeePerGas;
      const tip = room < tx.maxPriorityFeePerGas ? room : tx.maxPriorityFeePerGas;
      if (tip > bestTip || (tip === bestTip && best !== null && arrival < best.arrival)) {
        best = waiting;
        bestTip = tip;
      }
    }
    return best?.tx ?? null;
  }

  #pledgedWei(account: string): bigint {
    let sum = 0n;
    for (const { tx } of this.#byAccount.get(account)?.values() ?? []) sum += costWei(tx);
    return sum;
  }
}

function costWei(tx: KnownTransaction): bigint {
  return tx.gasLimit * tx.maxFeePerGas;
}

function outbids(at: { tx: KnownTransaction; slot: KnownTransaction }): boolean {
  const { tx, slot } = at;
  return (
    tx.maxFeePerGas * 10n >= slot.maxFeePerGas * 11n &&
    tx.maxPriorityFeePerGas * 10n >= slot.maxPriorityFeePerGas * 11n
  );
}

function rejected(reason: Rejection['reason'], detail: string): Rejection {
  return { outcome: 'rejected', reason, detail };
}
