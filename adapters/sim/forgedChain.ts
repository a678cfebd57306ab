/**
 * The chain as a liar tells it: the true blocks run again from genesis on a state of its own, with the lie worked in. What comes
 * out is consistent (hashes, lanes, supply, flows), so nothing but another provider contradicts it.
 */
import { WEI_PER_CXT, WEI_PER_UNIT } from '../protocol/index.ts';
import { BlockLedger } from './blockLedger.ts';
import type { Lie } from './providerFaults.ts';
import type { SimBlock } from './simBlock.ts';
import type { SimChain } from './simChain.ts';
import { type KnownTransaction, knownTransaction } from './simTransaction.ts';

/** Supply that a `forgedSupply` lie adds, wei. */
export const FORGED_SUPPLY_WEI = 1_000n * WEI_PER_CXT;

/** One liar's version of one chain; follows the true one, reorgs included. */
export class ForgedChain {
  readonly #chain: SimChain;
  readonly #lie: Lie;
  readonly #ledger: BlockLedger;
  /** Hash of the true block behind each of ours, by height; empty where the height was skipped. */
  readonly #truth: string[];

  constructor(at: { chain: SimChain; lie: Lie }) {
    this.#chain = at.chain;
    this.#lie = at.lie;
    this.#ledger = new BlockLedger(at.chain.options.genesis);
    this.#truth = [this.#ledger.head.ref.hash];
  }

  /** The liar's block at a height of the true chain. */
  blockAt(height: bigint): SimBlock | null {
    this.#follow();
    return this.#ledger.blockAt(height);
  }

  /** True where the liar's block holds other transactions than the true one. */
  isTampered(height: bigint): boolean {
    const ours = this.blockAt(height)?.transactions ?? [];
    const theirs = this.#chain.blockAt(height)?.transactions ?? [];
    return (
      ours.length !== theirs.length || ours.some((entry, index) => entry.tx.hash !== theirs[index]?.tx.hash)
    );
  }

  #follow(): void {
    let top = this.#truth.length - 1;
    while (top > 0 && (this.#truth[top] === '' || this.#trueHash(top) !== this.#truth[top])) top -= 1;
    if (top < this.#truth.length - 1) {
      this.#ledger.unwind(BigInt(top));
      this.#truth.length = top + 1;
    }
    const head = Number(this.#chain.head.ref.height);
    for (let height = top + 1; height <= head; height++) {
      const block = this.#chain.blockAt(BigInt(height));
      if (block === null) this.#truth.push('');
      else this.#retell(block);
    }
  }

  #trueHash(height: number): string | undefined {
    return this.#chain.blockAt(BigInt(height))?.ref.hash;
  }

  #retell(block: SimBlock): void {
    const { timestamp, height, hash } = block.ref;
    const { baseFeePerGas, salt } = block;
    const draft = this.#ledger.draft({ timestamp, baseFeePerGas, salt, height });
    const isLying = height >= this.#lie.fromHeight;
    for (const { tx } of block.transactions) {
      const told = isLying ? this.#tamper(tx) : tx;
      if (told !== null) this.#ledger.execute(draft, told);
    }
    const isFirstLie = isLying && this.#ledger.head.ref.height < this.#lie.fromHeight;
    if (this.#lie.kind === 'forgedSupply' && isFirstLie) {
      this.#ledger.state.addFigure('totalSupplyWei', FORGED_SUPPLY_WEI);
    }
    this.#ledger.seal(draft);
    this.#truth.push(hash);
  }

  #tamper(tx: KnownTransaction): KnownTransaction | null {
    const { call } = tx;
    if (call.kind !== 'send' || call.amountWei < WEI_PER_UNIT) return tx;
    if (this.#lie.kind === 'droppedEvent') return null;
    if (this.#lie.kind !== 'forgedAmount') return tx;
    const doubled = { ...call, amountWei: 2n * call.amountWei };
    const { gasLimit, from } = tx;
    const { timestamp } = this.#ledger.head.ref;
    // WHY: a forged send must succeed in the liar's own world, or it would be a dropped event.
    const canDouble = this.#ledger.dryRun({ call: doubled, from, gasLimit, timestamp }).success;
    const forgedWei = canDouble ? doubled.amountWei : call.amountWei - WEI_PER_UNIT;
    return knownTransaction({ ...tx, call: { ...call, amountWei: forgedWei } });
  }
}
