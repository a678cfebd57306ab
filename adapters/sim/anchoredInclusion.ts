/**
 * Inclusion on a Solana-like chain: no account nonces; a transaction names a recent block of the fork it wants to be on, dies when
 * that block is too old, and must fit one packet of the network. Who loses one hears nothing.
 */
import type { BroadcastResult, TxAnchor } from '../core/index.ts';
import type { BlockDraft, BlockLedger } from './blockLedger.ts';
import type { InclusionRules } from './inclusionRules.ts';
import type { SeededRandomness } from './seededRandomness.ts';
import type { KnownTransaction } from './simTransaction.ts';
import { SVM_TRANSACTION_BYTES, svmTransactionBytes } from './svmTransactionBytes.ts';

/** Rules and faults of a Solana-like chain; rates are probabilities. */
export interface SvmRules {
  /** Blocks after the named one in which a transaction can still be included. */
  readonly anchorLifeBlocks: number;
  /** A slot passes without a block. */
  readonly skippedSlotRate: number;
  /** A waiting transaction is lost when its turn comes. */
  readonly dropRate: number;
}

/** `InclusionRules` by anchors. */
export class AnchoredInclusion implements InclusionRules {
  readonly #ledger: BlockLedger;
  readonly #random: SeededRandomness;
  readonly #rules: () => SvmRules;
  readonly #waiting = new Map<string, KnownTransaction>();

  constructor(options: { ledger: BlockLedger; random: SeededRandomness; rules: () => SvmRules }) {
    this.#ledger = options.ledger;
    this.#random = options.random;
    this.#rules = options.rules;
  }

  has(hash: string): boolean {
    return this.#waiting.has(hash);
  }

  offer(tx: KnownTransaction, headHeight: bigint): BroadcastResult {
    const bytes = svmTransactionBytes(tx.call);
    if (bytes > SVM_TRANSACTION_BYTES) return rejected('other', `transaction too large: ${bytes} bytes`);
    const head = this.#ledger.blockAtOrBefore(headHeight);
    const anchor = this.#ledger.blockByHash(tx.anchor ?? '');
    // WHY: a node that is behind does not know a block that others have already.
    if (anchor === null || anchor.number > head.number) return rejected('other', 'blockhash not found');
    if (head.number >= this.#lastNumber(anchor.number)) return rejected('other', 'blockhash not found');
    if (!this.#canPay(tx)) return rejected('insufficientFunds', 'the fee payer has too little');
    this.#waiting.set(tx.hash, tx);
    return { outcome: 'accepted' };
  }

  next(draft: BlockDraft, gasLeft: bigint): KnownTransaction | null {
    for (const tx of this.#waiting.values()) {
      if (tx.gasLimit > gasLeft) continue;
      this.#waiting.delete(tx.hash);
      if (!this.#isLive(tx, draft.number) || !this.#canPay(tx)) continue;
      const { dropRate } = this.#rules();
      if (dropRate > 0 && this.#random.chance(dropRate)) continue;
      return tx;
    }
    return null;
  }

  putBack(tx: KnownTransaction): void {
    this.#waiting.set(tx.hash, tx);
  }

  anchor(headHeight: bigint): TxAnchor {
    const { ref, number } = this.#ledger.blockAtOrBefore(headHeight);
    return { hash: ref.hash, expiresAt: this.#lastNumber(number) };
  }

  /** Number of the last block that can include a transaction that names block `number`. */
  #lastNumber(number: bigint): bigint {
    return number + BigInt(this.#rules().anchorLifeBlocks);
  }

  #isLive(tx: KnownTransaction, number: bigint): boolean {
    const anchor = this.#ledger.blockByHash(tx.anchor ?? '');
    return anchor !== null && number <= this.#lastNumber(anchor.number);
  }

  #canPay(tx: KnownTransaction): boolean {
    return (this.#ledger.state.nativeWei.get(tx.from) ?? 0n) >= tx.gasLimit * tx.maxFeePerGas;
  }
}

function rejected(reason: 'other' | 'insufficientFunds', detail: string): BroadcastResult {
  return { outcome: 'rejected', reason, detail };
}
