/**
 * One deterministic EVM-like chain: a mempool, blocks made when told, finality a fixed depth behind the head, reorgs above it.
 *
 * Guarantee: same calls, same clock, same randomness, same chain. A reorg restores the state to the byte before it builds anew.
 * Refuses to reorganise final blocks unless `violateFinality` says that this is the fault under test.
 */
import type { BroadcastResult, CallEstimate, Clock, Hex, TxStatus } from '../core/index.ts';
import { type BlockDraft, BlockLedger, type Genesis } from './blockLedger.ts';
import { type AccountView, Mempool } from './mempool.ts';
import type { SeededRandomness } from './seededRandomness.ts';
import type { IncludedTransaction, SimBlock } from './simBlock.ts';
import {
  decodeTransaction,
  type KnownTransaction,
  knownTransaction,
  rawHash,
  type SimCall,
  SYSTEM_ACCOUNT,
  type SystemCall,
} from './simTransaction.ts';

/** Rules of a chain. */
export interface SimChainOptions {
  readonly genesis: Genesis;
  readonly clock: Clock;
  readonly randomness: SeededRandomness;
  /** Blocks between the head and the newest final block; 0 = instant finality. */
  readonly finalityDepth: number;
  /** How often the simulator is expected to call `mine`, ms. */
  readonly blockMs: number;
  readonly blockGasLimit: bigint;
  /** How many blocks can be unwound or looked back at; at least the finality depth. */
  readonly keepBlocks: number;
}

/** What a reorg did. */
export interface ReorgResult {
  /** Blocks that are gone, oldest first. */
  readonly orphaned: readonly SimBlock[];
  /** Hashes of transactions that no pool remembers any more. */
  readonly dropped: readonly string[];
  /** Blocks that took their place, oldest first. */
  readonly replacements: readonly SimBlock[];
}

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

  get pool(): Mempool {
    return this.#pool;
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

  /** Takes raw bytes as a node does. */
  broadcast(raw: Hex): BroadcastResult {
    const hash = rawHash(raw);
    if (this.#included.has(hash) || this.#pool.has(hash)) return { outcome: 'known' };
    const tx = decodeTransaction(raw);
    const detail = tx === null ? 'not a transaction' : this.#malformed(tx);
    if (tx === null || detail !== null) return { outcome: 'rejected', reason: 'other', detail: detail ?? '' };
    return this.#pool.add(tx, this.account(tx.from));
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

  /** Makes the next block out of what waits. */
  mine(): SimBlock {
    const draft = this.#ledger.draft({
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
    const keepHeight = this.head.ref.height - BigInt(depth);
    if (depth < 1 || keepHeight < 0n) throw new RangeError(`cannot reorganise ${depth} blocks`);
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
      else this.#putBack(tx);
    }
    this.#system.sort((left, right) => (left.nonce < right.nonce ? -1 : 1));
    this.#salt += 1;
    const replacements = orphaned.map(() => this.mine());
    for (const tx of late) this.#putBack(tx);
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
    if (inclusion === undefined) return { state: this.#pool.has(hash) ? 'pending' : 'unknown' };
    const { height, entry } = inclusion;
    if (height > headHeight) return { state: 'pending' };
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
    const { baseFeePerGas, gasUsed } = this.head;
    const target = this.options.blockGasLimit / 2n;
    const moved = baseFeePerGas + (baseFeePerGas * (gasUsed - target)) / target / 8n;
    const floor = this.options.genesis.baseFeePerGas;
    return moved < floor ? floor : moved;
  }

  /** Sets the next block's base fee; it decays from there. */
  spikeBaseFee(baseFeePerGas: bigint): void {
    this.#nextBaseFee = baseFeePerGas;
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
    const { blockGasLimit } = this.options;
    const accountOf = (name: string): AccountView => this.account(name);
    for (;;) {
      const gasLeft = blockGasLimit - draft.gasUsed;
      const tx = this.#pool.best({ baseFeePerGas: draft.baseFeePerGas, gasLeft, accountOf });
      if (tx === null) return;
      this.#pool.drop(tx.hash);
      this.#include(draft, tx);
    }
  }

  #putBack(tx: KnownTransaction): void {
    if (tx.nonce >= this.account(tx.from).nonce && !this.#pool.holds(tx)) this.#pool.put(tx);
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
    const depth = BigInt(this.options.finalityDepth);
    const height = this.head.ref.height - depth;
    // WHY: never backwards; a shorter chain after a reorg does not make final blocks open again.
    if (height > this.#finalizedHeight) this.#finalizedHeight = height;
    const keepHeight = this.head.ref.height - BigInt(this.options.keepBlocks);
    const lowest = keepHeight < this.#finalizedHeight ? keepHeight : this.#finalizedHeight;
    if (lowest > 0n && lowest % 64n === 0n) this.#ledger.forgetBelow(lowest);
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
