/**
 * One RPC endpoint of a simulated chain, read side and broadcast, with its faults.
 *
 * Guarantee: without a lie it answers truthfully or throws a `ChainError`; with one it lies in exactly the way the lie says.
 */
import {
  type BlockRef,
  type BridgeCall,
  type BroadcastResult,
  type CallEstimate,
  type CallOptions,
  type ChainDeployment,
  ChainError,
  type ChainErrorCode,
  type ChainProvider,
  type Clock,
  type FeeQuote,
  type Heads,
  type Hex,
  type InboundLaneState,
  type ObservedPage,
  type ObservedTransaction,
  type OutboundLaneState,
  type SignerSetState,
  type SupplyState,
  type TxStatus,
} from '../core/index.ts';
import type { Eid, Nonce, Wei } from '../protocol/index.ts';
import { signingConstants } from './batchAttestation.ts';
import { ForgedChain } from './forgedChain.ts';
import { packetKey } from './gatewayState.ts';
import { type Lie, NO_FAULTS, type ProviderFaults } from './providerFaults.ts';
import type { SeededRandomness } from './seededRandomness.ts';
import type { SimBlock } from './simBlock.ts';
import type { SimChain } from './simChain.ts';
import type { JournalMark } from './stateJournal.ts';
import { FULL_BUCKET, refilled, WEI_PER_MILLI_CXT } from './tokenBucket.ts';

const PRIORITY_FEE_WEI = 1_000_000_000n;

/** What a provider is made of. */
export interface SimProviderOptions {
  readonly label: string;
  readonly chain: SimChain;
  readonly deployment: ChainDeployment;
  readonly clock: Clock;
  readonly randomness: SeededRandomness;
  readonly faults?: Partial<ProviderFaults>;
}

/** `ChainProvider` over a `SimChain`. */
export class SimProvider implements ChainProvider {
  readonly label: string;
  readonly deployment: ChainDeployment;
  readonly #chain: SimChain;
  readonly #clock: Clock;
  readonly #randomness: SeededRandomness;
  #faults: ProviderFaults;
  #forged: { lie: Lie; chain: ForgedChain } | null = null;
  #seenHeight = 0n;

  constructor(options: SimProviderOptions) {
    this.label = options.label;
    this.deployment = options.deployment;
    this.#chain = options.chain;
    this.#clock = options.clock;
    this.#randomness = options.randomness;
    this.#faults = { ...NO_FAULTS, ...options.faults };
  }

  get faults(): ProviderFaults {
    return this.#faults;
  }

  /** Changes some faults from now on; the rest stay. */
  setFaults(change: Partial<ProviderFaults>): void {
    this.#faults = { ...this.#faults, ...change };
  }

  networkId(options?: CallOptions): Promise<string> {
    return this.#answer(options, () => this.#chain.options.genesis.networkId);
  }

  heads(options?: CallOptions): Promise<Heads> {
    return this.#answer(options, () => {
      if (this.#faults.withoutFinality) throw this.#error('CXT_CHAIN_NO_FINALITY', 'no finalized tag');
      const latest = this.#visibleHeight();
      const finalized = this.#visibleFinalized(latest);
      return { latest: this.#told(latest).ref, finalized: this.#told(finalized).ref };
    });
  }

  blockAt(height: bigint, options?: CallOptions): Promise<BlockRef | null> {
    return this.#answer(options, () => {
      if (height < 0n || height > this.#visibleHeight()) return null;
      return this.#told(height).ref;
    });
  }

  observe(range: { from: BlockRef; to: BlockRef }, options?: CallOptions): Promise<ObservedPage> {
    return this.#answer(options, () => {
      const { from, to } = range;
      this.#assertOurs(from);
      this.#assertOurs(to);
      if (from.height > to.height) throw this.#error('CXT_CHAIN_BLOCKS_NOT_LINKED', 'range runs backwards');
      const transactions: ObservedTransaction[] = [];
      for (let height = from.height + 1n; height <= to.height; height++) {
        transactions.push(...this.#observedAt(height));
      }
      return { eid: this.deployment.eid, from, to, transactions };
    });
  }

  outboundLanes(at: BlockRef, options?: CallOptions): Promise<readonly OutboundLaneState[]> {
    return this.#answer(options, () => {
      const { lanes } = this.#stateAt(at).figures;
      const forged = this.#forgedBlock(at.height, 'adapter');
      const isForged = forged?.figures.lanes.some((lane, index) => lane.laneHash !== lanes[index]?.laneHash);
      if (isForged) throw this.#error('CXT_CHAIN_PROOF_FORGED', 'the lane does not match the state root');
      return lanes;
    });
  }

  supplyState(at: BlockRef, options?: CallOptions): Promise<SupplyState> {
    return this.#answer(options, () => {
      const { supply } = this.#stateAt(at).figures;
      const forged = this.#forgedBlock(at.height, 'adapter')?.figures.supply;
      if (forged !== undefined && !isSameSupply(forged, supply)) {
        throw this.#error('CXT_CHAIN_PROOF_FORGED', 'the supply does not match the state root');
      }
      const isTold = this.#faults.lie?.kind === 'forgedSupply';
      return (isTold ? this.#forgedBlock(at.height, 'relayer')?.figures.supply : undefined) ?? supply;
    });
  }

  signerSet(options?: CallOptions): Promise<SignerSetState> {
    return this.#answer(options, () => {
      const { config } = this.#chain.options.genesis;
      return { ...config.signerSet, setHash: signingConstants(config).setHash };
    });
  }

  inboundLane(srcEid: Eid, options?: CallOptions): Promise<InboundLaneState> {
    return this.#answer(options, () => {
      const { state, genesis } = this.#chain.ledger;
      const limits = genesis.config.inboundLimits.get(srcEid);
      if (limits === undefined) throw this.#error('CXT_CHAIN_BAD_ANSWER', `no lane from ${srcEid}`);
      const { block, mark } = this.#latest();
      const held = this.#past(() => state.buckets.getAt(mark, srcEid)) ?? FULL_BUCKET;
      const { debtMilli } = refilled({ limits, state: held, now: block.ref.timestamp });
      return {
        capacityWei: limits.capacityWei as Wei,
        refillWeiPerSecond: limits.refillWeiPerSecond as Wei,
        debtWei: (debtMilli * WEI_PER_MILLI_CXT) as Wei,
        thresholdWei: limits.thresholdWei as Wei,
        delaySeconds: limits.delaySeconds,
        paused: this.#past(() => state.pausedLanes.getAt(mark, srcEid)) ?? false,
      };
    });
  }

  noncesUsed(
    keys: readonly { srcEid: Eid; dstEid: Eid; nonce: Nonce }[],
    options?: CallOptions,
  ): Promise<readonly boolean[]> {
    return this.#answer(options, () => {
      const { used } = this.#chain.ledger.state;
      const { mark } = this.#latest();
      return this.#past(() => keys.map((key) => used.getAt(mark, packetKey(key)) ?? false));
    });
  }

  hasCode(options?: CallOptions): Promise<boolean> {
    return this.#answer(options, () => true);
  }

  balanceOf(account: string, options?: CallOptions): Promise<bigint> {
    return this.#answer(options, () => {
      const { nativeWei } = this.#chain.ledger.state;
      return this.#past(() => nativeWei.getAt(this.#latest().mark, account)) ?? 0n;
    });
  }

  accountNonce(account: string, options?: CallOptions): Promise<bigint> {
    return this.#answer(options, () => {
      const { accountNonces } = this.#chain.ledger.state;
      return this.#past(() => accountNonces.getAt(this.#latest().mark, account)) ?? 0n;
    });
  }

  feeQuote(options?: CallOptions): Promise<FeeQuote> {
    return this.#answer(options, () => {
      const baseFeePerGas = this.#chain.baseFee();
      const maxPriorityFeePerGas = PRIORITY_FEE_WEI;
      return { baseFeePerGas, maxPriorityFeePerGas, maxFeePerGas: 2n * baseFeePerGas + maxPriorityFeePerGas };
    });
  }

  estimate(call: BridgeCall & { from: string }, options?: CallOptions): Promise<CallEstimate> {
    return this.#answer(options, () => this.#chain.estimate({ call, from: call.from }));
  }

  broadcast(raw: Hex, options?: CallOptions): Promise<BroadcastResult> {
    return this.#answer(options, () => {
      if (this.#randomness.chance(this.#faults.broadcastLostRate)) return { outcome: 'accepted' };
      const result = this.#chain.broadcast(raw);
      if (this.#randomness.chance(this.#faults.broadcastErrorRate)) {
        throw this.#error('CXT_CHAIN_TIMEOUT', 'no answer to a broadcast');
      }
      return result;
    });
  }

  txStatus(hash: string, options?: CallOptions): Promise<TxStatus> {
    return this.#answer(options, () => this.#chain.txStatus(hash, this.#visibleHeight()));
  }

  async #answer<Result>(options: CallOptions | undefined, produce: () => Result): Promise<Result> {
    const signal = options?.signal;
    signal?.throwIfAborted();
    const { latencyMs, timeoutMs, timeoutRate, unreachableRate, rateLimitedRate } = this.#faults;
    const isHanging = timeoutRate > 0 && this.#randomness.chance(timeoutRate);
    const span = latencyMs.max - latencyMs.min;
    const waitMs = isHanging ? timeoutMs : latencyMs.min + (span > 0 ? this.#randomness.next() * span : 0);
    if (waitMs > 0) await this.#clock.sleep(waitMs, signal);
    if (isHanging) throw this.#error('CXT_CHAIN_TIMEOUT', `no answer in ${timeoutMs} ms`);
    const isGone = this.#faults.down || (unreachableRate > 0 && this.#randomness.chance(unreachableRate));
    if (isGone) throw this.#error('CXT_CHAIN_UNREACHABLE', 'connection refused');
    if (rateLimitedRate > 0 && this.#randomness.chance(rateLimitedRate)) {
      throw this.#error('CXT_CHAIN_RATE_LIMITED', 'too many requests');
    }
    return produce();
  }

  /** The newest height this node has. */
  #visibleHeight(): bigint {
    const head = this.#chain.head.ref.height;
    const lagging = head - BigInt(this.#faults.lagBlocks);
    const reached = lagging > this.#seenHeight ? lagging : this.#seenHeight;
    this.#seenHeight = reached > head ? head : reached;
    return this.#seenHeight;
  }

  #visibleFinalized(latest: bigint): bigint {
    const { finalizedHeight, options } = this.#chain;
    const own = latest - BigInt(options.finalityDepth);
    const isLagging = latest < this.#chain.head.ref.height;
    const seen = isLagging && own < finalizedHeight ? own : finalizedHeight;
    const told = seen - BigInt(this.#faults.finalizedBackBlocks);
    return told < 0n ? 0n : told;
  }

  #latest(): { block: SimBlock; mark: JournalMark } {
    const block = this.#chain.blockAt(this.#visibleHeight()) as SimBlock;
    return { block, mark: block.mark };
  }

  #past<Result>(read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      if (error instanceof RangeError) throw this.#error('CXT_CHAIN_STATE_UNAVAILABLE', 'state is pruned');
      throw error;
    }
  }

  /** The block as this provider tells it. */
  #told(height: bigint): SimBlock {
    return (this.#forgedBlock(height, 'quorum') ?? this.#chain.blockAt(height)) as SimBlock;
  }

  /** The liar's block, if this provider lies in that way about that height. */
  #forgedBlock(height: bigint, caughtBy: Lie['caughtBy']): SimBlock | null {
    const forged = this.#liar();
    const isTold = forged !== null && forged.lie.caughtBy === caughtBy && height >= forged.lie.fromHeight;
    return isTold ? forged.chain.blockAt(height) : null;
  }

  #liar(): { lie: Lie; chain: ForgedChain } | null {
    const { lie } = this.#faults;
    if (lie === null) return null;
    if (this.#forged?.lie !== lie)
      this.#forged = { lie, chain: new ForgedChain({ chain: this.#chain, lie }) };
    return this.#forged;
  }

  #observedAt(height: bigint): ObservedTransaction[] {
    const { ref, transactions } = this.#told(height);
    const liar = this.#liar();
    if (liar?.lie.caughtBy === 'adapter' && liar.chain.isTampered(height)) {
      throw this.#error(
        'CXT_CHAIN_RECEIPTS_FORGED',
        `receipts of block ${height} do not hash to its receiptsRoot`,
      );
    }
    const told = this.#forgedBlock(height, 'relayer')?.transactions ?? transactions;
    return told
      .filter(({ events, flows }) => events.length > 0 || flows.length > 0)
      .map(({ tx, index, gasUsed, events, flows }) => ({
        height,
        blockHash: ref.hash,
        timestamp: ref.timestamp,
        txHash: tx.hash,
        index,
        gasUsed,
        events,
        flows,
      }));
  }

  #stateAt(at: BlockRef): SimBlock {
    const known = at.height <= this.#visibleHeight() && at.height >= 0n ? this.#told(at.height) : null;
    if (known?.ref.hash !== at.hash) {
      throw this.#error('CXT_CHAIN_STATE_UNAVAILABLE', `no state for block ${at.height} ${at.hash}`);
    }
    return known;
  }

  #assertOurs(ref: BlockRef): void {
    const known = ref.height <= this.#visibleHeight() && ref.height >= 0n ? this.#told(ref.height) : null;
    if (known?.ref.hash !== ref.hash) {
      throw this.#error('CXT_CHAIN_BLOCKS_NOT_LINKED', `block ${ref.height} ${ref.hash} is not on our chain`);
    }
  }

  #error(code: ChainErrorCode, message: string): ChainError {
    return new ChainError(code, `${this.label}: ${message}`, { provider: this.label });
  }
}

function isSameSupply(left: SupplyState, right: SupplyState): boolean {
  if (left.totalSupplyWei !== right.totalSupplyWei || left.vaultWei !== right.vaultWei) return false;
  if (left.lockedWei !== right.lockedWei) return false;
  return [...left.outstandingWei].every(([eid, amountWei]) => right.outstandingWei.get(eid) === amountWei);
}
