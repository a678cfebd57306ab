/**
 * One deterministic chain, EVM-like or Solana-like: transactions that wait, blocks made when told, finality a fixed depth behind
 * the head, reorgs above it. On a Solana-like one heights are slots, some slots have no block, and transactions expire.
 *
 * Guarantee: same calls, same clock, same randomness, same chain. A reorg restores the state to the byte before it builds anew.
 * Refuses to reorganise final blocks unless `violateFinality` says that this is the fault under test.
 */
import type { BroadcastResult, CallEstimate, Hex, TxAnchor, TxStatus } from '../core/index.ts';
import { AnchoredInclusion, type SvmRules } from './anchoredInclusion.ts';
import { type BlockDraft, BlockLedger } from './blockLedger.ts';
import { baseFeeAfter } from './gasPrice.ts';
import type { InclusionRules } from './inclusionRules.ts';
import { type AccountView, Mempool } from './mempool.ts';
import { NonceInclusion } from './nonceInclusion.ts';
import type { SeededRandomness } from './seededRandomness.ts';
import type { IncludedTransaction, SimBlock } from './simBlock.ts';
import type { ReorgResult, SimChainOptions } from './simChainOptions.ts';
import {
  decodeTransaction,
  type KnownTransaction,
  knownTransaction,
  rawHash,
  type SimCall,
  SYSTEM_ACCOUNT,
  type SystemCall,
} from './simTransaction.ts';

interface Inclusion {
  readonly height: bigint;
  readonly entry: IncludedTransaction;
}

const SYSTEM_CALLS: ReadonlySet<string> = new Set(['fundNative', 'setLanePaused', 'scriptCallee']);
const INTRINSIC_GAS = 21_000n;

/** A chain that the simulator drives. */
export class SimChain {
  readonly options: SimChainOptions;
  readonly #ledger: BlockLedger;
  readonly #pool = new Mempool();
  readonly #inclusion: InclusionRules;
  #svm: SvmRules | null;
  /** The newest height that has passed, with or without a block. */
  #height = 0n;
  #forgottenHeight = 0n;
  readonly #included = new Map<string, Inclusion>();
  #system: KnownTransaction[] = [];
  #systemCount = 0n;
  #finalizedHeight = 0n;
  #finalityStalled = false;
  #salt = 0;
  #nextBaseFee: bigint | null = null;

  constructor(options: SimChainOptions) {
    if (options.keepBlocks < options.finalityDepth) throw new RangeError('keepBlocks is below finalityDepth');
    this.options = options;
    this.#ledger = new BlockLedger(options.genesis);
    this.#svm = options.svm ?? null;
    this.#inclusion =
      options.svm === undefined
        ? new NonceInclusion({ pool: this.#pool, accountOf: (name) => this.account(name) })
        : new AnchoredInclusion({
            ledger: this.#ledger,
            random: options.randomness,
            rules: () => this.#svm as SvmRules,
          });
  }

  get ledger(): BlockLedger {
    return this.#ledger;
  }

  get head(): SimBlock {
    return this.#ledger.head;
  }

  get finalizedHeight(): bigint {
    return this.#finalizedHeight;
  }

  /** Empty on a Solana-like chain. */
  get pool(): Mempool {
    return this.#pool;
  }

  /** How many blocks stand above the newest final one: the deepest honest reorg. */
  get openBlocks(): number {
    return Number(this.head.number - this.#ledger.blockAtOrBefore(this.#finalizedHeight).number);
  }

  /** Changes how often slots are skipped and transactions lost. Throws `RangeError` on an EVM-like chain. */
  setSlotFaults(change: Partial<Omit<SvmRules, 'anchorLifeBlocks'>>): void {
    if (this.#svm === null) throw new RangeError('the chain has no slots');
    this.#svm = { ...this.#svm, ...change };
  }

  /** What a transaction names that is signed by a node whose newest block is at `headHeight`; `null` on an EVM-like chain. */
  anchor(headHeight: bigint = this.head.ref.height): TxAnchor | null {
    return this.#inclusion.anchor(headHeight);
  }

  blockAt(height: bigint): SimBlock | null {
    return this.#ledger.blockAt(height);
  }

  /** Native balance and next nonce at the head. */
  account(name: string): AccountView {
    const { accountNonces, nativeWei } = this.#ledger.state;
    return { nonce: accountNonces.get(name) ?? 0n, nativeWei: nativeWei.get(name) ?? 0n };
  }

  /** The nonce a wallet would use: after what is included and what waits without a gap. */
  nextNonce(account: string): bigint {
    return this.#pool.nextNonce({ account, nonce: this.account(account).nonce });
  }

  /** Takes raw bytes as a node does whose newest block is at `headHeight`. */
  broadcast(raw: Hex, headHeight: bigint = this.head.ref.height): BroadcastResult {
    const hash = rawHash(raw);
    // SAFETY: on a Solana-like chain nothing else keeps the same bytes from being included twice.
    if (this.#included.has(hash) || this.#inclusion.has(hash)) return { outcome: 'known' };
    const tx = decodeTransaction(raw);
    const detail = tx === null ? 'not a transaction' : this.#malformed(tx);
    if (tx === null || detail !== null) return { outcome: 'rejected', reason: 'other', detail: detail ?? '' };
    return this.#inclusion.offer(tx, headHeight);
  }

  /** Why these bytes would fail on top of the head; `null` when they would not, or are included already. */
  preflight(raw: Hex): string | null {
    const tx = decodeTransaction(raw);
    if (tx === null || this.#included.has(tx.hash)) return null;
    const result = this.estimate({ call: tx.call, from: tx.from });
    return result.ok ? null : result.reason;
  }

  /** Includes `call` as the first transaction of the next block, and of its successor if that block is reorganised away. */
  system(call: SystemCall): void {
    this.#system.push(
      knownTransaction({
        networkId: this.options.genesis.networkId,
        from: SYSTEM_ACCOUNT,
        nonce: this.#systemCount++,
        gasLimit: 0n,
        maxFeePerGas: 0n,
        maxPriorityFeePerGas: 0n,
        call,
      }),
    );
  }

  /** The next height passes: with a block, or on a Solana-like chain sometimes without one (`null`). */
  passHeight(): SimBlock | null {
    const rate = this.#svm?.skippedSlotRate ?? 0;
    if (rate > 0 && this.options.randomness.chance(rate)) {
      this.skipSlot();
      return null;
    }
    return this.mine();
  }

  /** The next slot passes without a block. Throws `RangeError` on an EVM-like chain. */
  skipSlot(): void {
    if (this.#svm === null) throw new RangeError('the chain has no slots');
    this.#height += 1n;
    this.#advanceFinality();
  }

  /** Makes the next block out of what waits. */
  mine(): SimBlock {
    this.#height += 1n;
    const draft = this.#ledger.draft({
      height: this.#height,
      timestamp: this.#now(),
      baseFeePerGas: this.baseFee(),
      salt: this.#salt,
    });
    this.#nextBaseFee = null;
    for (const tx of this.#system.splice(0)) this.#include(draft, tx);
    this.#fill(draft);
    const block = this.#ledger.seal(draft);
    this.#advanceFinality();
    return block;
  }

  /**
   * Throws the newest `depth` blocks away and builds as many anew. Each transaction of theirs is dropped with probability
   * `dropRate`, comes back only after the replacements with probability `delayRate`, and is up for the replacements otherwise.
   * Throws `RangeError` when a final block would go.
   */
  reorg(at: {
    depth: number;
    dropRate?: number;
    delayRate?: number;
    violateFinality?: boolean;
  }): ReorgResult {
    const { depth, dropRate = 0, delayRate = 0, violateFinality = false } = at;
    if (depth < 1 || BigInt(depth) > this.head.number)
      throw new RangeError(`cannot reorganise ${depth} blocks`);
    const keepHeight = this.#heightBelow(depth);
    if (keepHeight < this.#finalizedHeight && !violateFinality) {
      throw new RangeError(`block ${this.#finalizedHeight} is final; a reorg of ${depth} would remove it`);
    }
    const { randomness } = this.options;
    const orphaned = this.#ledger.unwind(keepHeight);
    const late: KnownTransaction[] = [];
    const dropped: string[] = [];
    for (const { tx } of shuffled(
      orphaned.flatMap((block) => block.transactions),
      randomness,
    )) {
      this.#included.delete(tx.hash);
      if (tx.from === SYSTEM_ACCOUNT) this.#system.push(tx);
      else if (randomness.chance(dropRate)) dropped.push(tx.hash);
      else if (randomness.chance(delayRate)) late.push(tx);
      else this.#inclusion.putBack(tx);
    }
    this.#system.sort((left, right) => (left.nonce < right.nonce ? -1 : 1));
    this.#salt += 1;
    const replacements = this.#rebuild(keepHeight);
    for (const tx of late) this.#inclusion.putBack(tx);
    return { orphaned, dropped, replacements };
  }

  /** What a call would need and do on top of the head. */
  estimate(at: { call: SimCall; from: string }): CallEstimate {
    const { blockGasLimit: gasLimit } = this.options;
    const result = this.#ledger.dryRun({ ...at, timestamp: this.#now(), gasLimit });
    return result.success ? { ok: true, gas: result.gasRequired } : { ok: false, reason: result.reason };
  }

  /** What has become of a transaction, as seen from a node whose head is at `headHeight`. */
  txStatus(hash: string, headHeight: bigint = this.head.ref.height): TxStatus {
    const inclusion = this.#included.get(hash);
    // WHY: a Solana node tells of no transaction before it is in a block.
    const waiting = { state: this.#svm === null ? 'pending' : 'unknown' } as const;
    if (inclusion === undefined) return this.#inclusion.has(hash) ? waiting : { state: 'unknown' };
    const { height, entry } = inclusion;
    if (height > headHeight) return waiting;
    const { success, gasUsed, gasPriceWei } = entry;
    const blockHash = (this.blockAt(height) as SimBlock).ref.hash;
    return { state: 'included', height, blockHash, success, gasUsed, gasPriceWei };
  }

  /** The receipt of an included transaction, with everything it did. */
  receipt(hash: string): IncludedTransaction | null {
    return this.#included.get(hash)?.entry ?? null;
  }

  /** Base fee of the next block: up or down by at most an eighth with the fill of the last one (EIP-1559), never below genesis. */
  baseFee(): bigint {
    if (this.#nextBaseFee !== null) return this.#nextBaseFee;
    const floor = this.options.genesis.baseFeePerGas;
    if (this.#svm !== null) return floor;
    const moved = baseFeeAfter({ block: this.head, blockGasLimit: this.options.blockGasLimit });
    return moved < floor ? floor : moved;
  }

  /** Sets the next block's base fee; it decays from there. Nothing to a Solana-like chain, which has none. */
  spikeBaseFee(baseFeePerGas: bigint): void {
    if (this.#svm === null) this.#nextBaseFee = baseFeePerGas;
  }

  /** While true, no further block becomes final. */
  stallFinality(stalled: boolean): void {
    this.#finalityStalled = stalled;
    this.#advanceFinality();
  }

  #include(draft: BlockDraft, tx: KnownTransaction): void {
    const entry = this.#ledger.execute(draft, tx);
    this.#included.set(tx.hash, { height: draft.height, entry });
  }

  #fill(draft: BlockDraft): void {
    for (;;) {
      const tx = this.#inclusion.next(draft, this.options.blockGasLimit - draft.gasUsed);
      if (tx === null) return;
      this.#include(draft, tx);
    }
  }

  /** Height of the block `depth` blocks below the head. */
  #heightBelow(depth: number): bigint {
    let block = this.head;
    for (let left = depth; left > 0; left--) block = this.#ledger.blockAtOrBefore(block.ref.height - 1n);
    return block.ref.height;
  }

  /** The heights above `keepHeight` pass again, on another fork. */
  #rebuild(keepHeight: bigint): SimBlock[] {
    const until = this.#height;
    const blocks: SimBlock[] = [];
    this.#height = keepHeight;
    while (this.#height < until) {
      const block = this.passHeight();
      if (block !== null) blocks.push(block);
    }
    return blocks;
  }

  #malformed(tx: KnownTransaction): string | null {
    if (tx.networkId !== this.options.genesis.networkId) return `chain id ${tx.networkId} is not ours`;
    if (tx.from === SYSTEM_ACCOUNT || SYSTEM_CALLS.has(tx.call.kind)) return 'nobody may sign that';
    if (tx.gasLimit > this.options.blockGasLimit) return 'gas limit above the block gas limit';
    if (tx.gasLimit < INTRINSIC_GAS) return 'intrinsic gas too low';
    return null;
  }

  #advanceFinality(): void {
    if (this.#finalityStalled) return;
    const depth = this.#height - BigInt(this.options.finalityDepth);
    const { height } = this.#ledger.blockAtOrBefore(depth < 0n ? 0n : depth).ref;
    // WHY: never backwards; a shorter chain after a reorg does not make final blocks open again.
    if (height > this.#finalizedHeight) this.#finalizedHeight = height;
    const keepHeight = this.head.ref.height - BigInt(this.options.keepBlocks);
    const lowest = keepHeight < this.#finalizedHeight ? keepHeight : this.#finalizedHeight;
    if (lowest < this.#forgottenHeight + 64n) return;
    this.#ledger.forgetBelow(lowest);
    this.#forgottenHeight = lowest;
  }

  #now(): bigint {
    const seconds = BigInt(Math.floor(this.options.clock.nowMs() / 1000));
    const { timestamp } = this.head.ref;
    return seconds > timestamp ? seconds : timestamp;
  }
}

function shuffled<Item>(items: readonly Item[], randomness: SeededRandomness): Item[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last--) {
    const pick = randomness.below(last + 1);
    [mixed[last], mixed[pick]] = [mixed[pick] as Item, mixed[last] as Item];
  }
  return mixed;
}
