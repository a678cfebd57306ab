/**
 * One RPC endpoint of a simulated chain, read side and broadcast, with its faults.
 *
 * Guarantee: without a lie it answers truthfully or throws a `ChainError`; with one it lies in exactly the way the lie says.
 */
import type {
  BlockRef,
  BridgeCall,
  BroadcastResult,
  CallEstimate,
  CallOptions,
  ChainDeployment,
  ChainProvider,
  Clock,
  FeeQuote,
  Heads,
  Hex,
  InboundLaneState,
  ObservedPage,
  ObservedTransaction,
  OutboundLaneState,
  SignerSetState,
  SupplyState,
  TxAnchor,
  TxStatus,
} from '../core/index.ts';
import type { Eid, Nonce, Wei } from '../protocol/index.ts';
import { signingConstants } from './batchAttestation.ts';
import { type GatewayState, packetKey } from './gatewayState.ts';
import { NO_FAULTS, type ProviderFaults } from './providerFaults.ts';
import type { SeededRandomness } from './seededRandomness.ts';
import type { SimBlock } from './simBlock.ts';
import type { SimChain } from './simChain.ts';
import type { JournalMark } from './stateJournal.ts';
import { FULL_BUCKET, refilled, WEI_PER_MILLI_CXT } from './tokenBucket.ts';
import { ToldChain } from './toldChain.ts';

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
  /** Only where roots are stored and transactions expire. */
  readonly closableRoots?: (payer: string, options?: CallOptions) => Promise<readonly Hex[]>;
  readonly anchor?: (options?: CallOptions) => Promise<TxAnchor>;
  readonly anchorExpired?: (anchor: TxAnchor, options?: CallOptions) => Promise<boolean>;
  readonly #chain: SimChain;
  readonly #told: ToldChain;
  readonly #clock: Clock;
  readonly #randomness: SeededRandomness;
  #faults: ProviderFaults;

  constructor(options: SimProviderOptions) {
    const { label, chain } = options;
    this.label = label;
    this.deployment = options.deployment;
    this.#chain = chain;
    this.#clock = options.clock;
    this.#randomness = options.randomness;
    this.#faults = { ...NO_FAULTS, ...options.faults };
    this.#told = new ToldChain({ chain, label, faults: () => this.#faults });
    if (chain.anchor() === null) return;
    this.closableRoots = (payer, call) => this.#answer(call, () => this.#closableRoots(payer));
    this.anchor = (call) => this.#answer(call, () => chain.anchor(this.#told.latestHeight()) as TxAnchor);
    this.anchorExpired = (anchor, call) => this.#answer(call, () => this.#hasExpired(anchor));
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
      if (this.#faults.withoutFinality)
        throw this.#told.error('CXT_CHAIN_NO_FINALITY', 'has no finalized tag');
      const latest = this.#told.blockAtOrBefore(this.#told.latestHeight()) as SimBlock;
      const finalized = this.#told.blockAt(this.#told.finalizedHeight()) as SimBlock;
      return { latest: latest.ref, finalized: finalized.ref };
    });
  }

  blockAt(height: bigint, options?: CallOptions): Promise<BlockRef | null> {
    return this.#answer(options, () => this.#told.blockAt(height)?.ref ?? null);
  }

  blockAtOrBefore(height: bigint, options?: CallOptions): Promise<BlockRef | null> {
    return this.#answer(options, () => this.#told.blockAtOrBefore(height)?.ref ?? null);
  }

  observe(range: { from: BlockRef; to: BlockRef }, options?: CallOptions): Promise<ObservedPage> {
    return this.#answer(options, () => {
      const { from, to } = range;
      this.#told.demand(from, 'CXT_CHAIN_BLOCKS_NOT_LINKED');
      this.#told.demand(to, 'CXT_CHAIN_BLOCKS_NOT_LINKED');
      if (from.height > to.height)
        throw this.#told.error('CXT_CHAIN_BLOCKS_NOT_LINKED', 'range runs backwards');
      const transactions: ObservedTransaction[] = [];
      for (let height = from.height + 1n; height <= to.height; height++) {
        transactions.push(...this.#told.observedAt(height));
      }
      return { eid: this.deployment.eid, from, to, transactions };
    });
  }

  outboundLanes(at: BlockRef, options?: CallOptions): Promise<readonly OutboundLaneState[]> {
    return this.#answer(options, () => this.#told.figuresAt(at).lanes);
  }

  supplyState(at: BlockRef, options?: CallOptions): Promise<SupplyState> {
    return this.#answer(options, () => this.#told.figuresAt(at).supply);
  }

  signerSet(options?: CallOptions): Promise<SignerSetState> {
    return this.#answer(options, () => {
      const { config } = this.#chain.options.genesis;
      return { ...config.signerSet, setHash: signingConstants(config).setHash };
    });
  }

  inboundLane(srcEid: Eid, options?: CallOptions): Promise<InboundLaneState> {
    return this.#answer(options, () => {
      const limits = this.#chain.options.genesis.config.inboundLimits.get(srcEid);
      if (limits === undefined) throw this.#told.error('CXT_CHAIN_BAD_ANSWER', `no lane from ${srcEid}`);
      const now = this.#told.latestBlock().ref.timestamp;
      const { state, paused } = this.#atHead((past, mark) => ({
        state: past.buckets.getAt(mark, srcEid) ?? FULL_BUCKET,
        paused: past.pausedLanes.getAt(mark, srcEid) ?? false,
      }));
      const { debtMilli } = refilled({ limits, state, now });
      return {
        capacityWei: limits.capacityWei as Wei,
        refillWeiPerSecond: limits.refillWeiPerSecond as Wei,
        debtWei: (debtMilli * WEI_PER_MILLI_CXT) as Wei,
        thresholdWei: limits.thresholdWei as Wei,
        delaySeconds: limits.delaySeconds,
        paused,
      };
    });
  }

  noncesUsed(
    keys: readonly { srcEid: Eid; dstEid: Eid; nonce: Nonce }[],
    options?: CallOptions,
  ): Promise<readonly boolean[]> {
    return this.#answer(options, () =>
      this.#atHead((state, mark) => keys.map((key) => state.used.getAt(mark, packetKey(key)) ?? false)),
    );
  }

  deploymentProblem(options?: CallOptions): Promise<string | null> {
    return this.#answer(options, () => null);
  }

  balanceOf(account: string, options?: CallOptions): Promise<bigint> {
    return this.#answer(options, () =>
      this.#atHead((state, mark) => state.nativeWei.getAt(mark, account) ?? 0n),
    );
  }

  accountNonce(account: string, options?: CallOptions): Promise<bigint> {
    return this.#answer(options, () =>
      this.#atHead((state, mark) => state.accountNonces.getAt(mark, account) ?? 0n),
    );
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
      const { broadcastLostRate, broadcastErrorRate } = this.#faults;
      if (broadcastLostRate > 0 && this.#randomness.chance(broadcastLostRate)) return { outcome: 'accepted' };
      const refusal = this.#faults.preflight ? this.#chain.preflight(raw) : null;
      if (refusal !== null) return { outcome: 'rejected', reason: 'other', detail: refusal };
      const result = this.#chain.broadcast(raw, this.#told.latestHeight());
      if (broadcastErrorRate > 0 && this.#randomness.chance(broadcastErrorRate)) {
        throw this.#told.error('CXT_CHAIN_TIMEOUT', 'did not answer to a broadcast');
      }
      return result;
    });
  }

  txStatus(hash: string, options?: CallOptions): Promise<TxStatus> {
    return this.#answer(options, () => this.#chain.txStatus(hash, this.#told.latestHeight()));
  }

  #closableRoots(payer: string): readonly Hex[] {
    const now = this.#told.latestBlock().ref.timestamp;
    return this.#atHead((state, mark) =>
      [...state.roots.entries()].flatMap(([root]) => {
        const attested = state.roots.getAt(mark, root);
        return attested?.payer === payer && attested.notAfter < now ? [root] : [];
      }),
    );
  }

  /** No block above the final one can include what names the anchor; those below are known to this node. */
  #hasExpired(anchor: TxAnchor): boolean {
    if (this.#faults.anchorsExpireAtOnce) return true;
    return this.#chain.ledger.blockAtOrBefore(this.#told.finalizedHeight()).number >= anchor.expiresAt;
  }

  /** Every call goes through here: waits as long as the endpoint takes, then fails or answers. */
  async #answer<Result>(options: CallOptions | undefined, produce: () => Result): Promise<Result> {
    const signal = options?.signal;
    signal?.throwIfAborted();
    const { latencyMs, timeoutMs, timeoutRate, unreachableRate, rateLimitedRate } = this.#faults;
    const isHanging = timeoutRate > 0 && this.#randomness.chance(timeoutRate);
    const span = latencyMs.max - latencyMs.min;
    const waitMs = isHanging ? timeoutMs : latencyMs.min + (span > 0 ? this.#randomness.next() * span : 0);
    if (waitMs > 0) await this.#clock.sleep(waitMs, signal);
    if (isHanging) throw this.#told.error('CXT_CHAIN_TIMEOUT', `gave no answer in ${timeoutMs} ms`);
    const isGone = this.#faults.down || (unreachableRate > 0 && this.#randomness.chance(unreachableRate));
    if (isGone) throw this.#told.error('CXT_CHAIN_UNREACHABLE', 'refuses connections');
    if (rateLimitedRate > 0 && this.#randomness.chance(rateLimitedRate)) {
      throw this.#told.error('CXT_CHAIN_RATE_LIMITED', 'has had too many requests');
    }
    return produce();
  }

  /** Reads the state as it was after the newest block this node has. */
  #atHead<Result>(read: (state: GatewayState, mark: JournalMark) => Result): Result {
    const { mark } = this.#told.latestBlock();
    try {
      return read(this.#chain.ledger.state, mark);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw this.#told.error('CXT_CHAIN_STATE_UNAVAILABLE', 'has pruned that state');
    }
  }
}
