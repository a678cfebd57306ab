/**
 * Port: one RPC endpoint of one chain, read side. Everything it returns is one party's claim; agreement of several is made in
 * `relayer/src/chainio/providerQuorum`. An adapter checks what can be checked alone (header hashes, receipts against
 * `receiptsRoot`, parent links, proofs against the state root) and throws a `ChainError` otherwise: correct or an error, nothing
 * between.
 */
import type { Eid, Nonce, Wei } from '../protocol/index.ts';
import type {
  BlockRef,
  EconomyContracts,
  Hex,
  ObservedPage,
  OutboundLaneState,
  SupplyState,
} from './chainTypes.ts';
import type { BridgeCall, CallEstimate, FeeQuote, TxAnchor, TxStatus } from './transactions.ts';

export interface Heads {
  readonly latest: BlockRef;
  readonly finalized: BlockRef;
}

/** Addresses and constants an adapter needs to read one deployment. */
export interface ChainDeployment {
  readonly eid: Eid;
  readonly homeEid: Eid;
  /** EVM: decimal chain id. Solana: genesis hash. */
  readonly networkId: string;
  readonly gateway: string;
  readonly token: string;
  /** EIDs of all other chains of this deployment. */
  readonly remoteEids: readonly Eid[];
  /** First block that can contain bridge events: the height at which the gateway was deployed. */
  readonly startHeight: bigint;
  /** Home, if it has the compute economy: then {@link ChainProvider.supplyState} tells of it too. */
  readonly economy?: EconomyContracts;
}

export interface SignerSetState {
  readonly epoch: bigint;
  readonly setHash: Hex;
  readonly threshold: number;
  readonly members: readonly Hex[];
}

export interface InboundLaneState {
  readonly capacityWei: Wei;
  readonly refillWeiPerSecond: Wei;
  readonly debtWei: Wei;
  readonly thresholdWei: Wei;
  readonly delaySeconds: bigint;
  readonly paused: boolean;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface ChainProvider {
  /** Host name only; never a path, query or credential. */
  readonly label: string;
  readonly deployment: ChainDeployment;

  /** EVM: decimal chain id. Solana: genesis hash. */
  networkId(options?: CallOptions): Promise<string>;
  /** Throws `CXT_CHAIN_NO_FINALITY` where the node has no finality of its own. */
  heads(options?: CallOptions): Promise<Heads>;
  /** `null` when the node does not have that height (yet). */
  blockAt(height: bigint, options?: CallOptions): Promise<BlockRef | null>;
  /**
   * The newest block at or below `height`; `null` while the node has not come that far. Where every height has a block it is
   * `blockAt`; where heights are skipped (Solana: slots without a block) it steps over them.
   */
  blockAtOrBefore(height: bigint, options?: CallOptions): Promise<BlockRef | null>;
  /** All bridge activity in (from, to], linked by parent hashes from `from.hash` to `to.hash` and proven by receipts. */
  observe(range: { from: BlockRef; to: BlockRef }, options?: CallOptions): Promise<ObservedPage>;
  /** State at exactly `at.hash`, by proof where the node serves one. */
  outboundLanes(at: BlockRef, options?: CallOptions): Promise<readonly OutboundLaneState[]>;
  supplyState(at: BlockRef, options?: CallOptions): Promise<SupplyState>;
  signerSet(options?: CallOptions): Promise<SignerSetState>;
  inboundLane(srcEid: Eid, options?: CallOptions): Promise<InboundLaneState>;
  /** Against the latest state (not final): which of these are used already, in the order asked. */
  noncesUsed(
    keys: readonly { srcEid: Eid; dstEid: Eid; nonce: Nonce }[],
    options?: CallOptions,
  ): Promise<readonly boolean[]>;
  /** What of gateway and token is not as the deployment says, as a clause without its subject's node; `null` when they are there. */
  deploymentProblem(options?: CallOptions): Promise<string | null>;

  balanceOf(account: string, options?: CallOptions): Promise<bigint>;
  /** Next account nonce in the latest block. */
  accountNonce(account: string, options?: CallOptions): Promise<bigint>;
  feeQuote(options?: CallOptions): Promise<FeeQuote>;
  estimate(call: BridgeCall & { from: string }, options?: CallOptions): Promise<CallEstimate>;
  /** Hands over signed bytes. `known` = the node has exactly these bytes or has included them. */
  broadcast(raw: Hex, options?: CallOptions): Promise<BroadcastResult>;
  txStatus(hash: string, options?: CallOptions): Promise<TxStatus>;

  /** Only where roots are stored: those that `payer` paid for and that may be closed by now, in the latest state. */
  closableRoots?(payer: string, options?: CallOptions): Promise<readonly Hex[]>;

  /** Only where transactions expire: a recent block to name in the next one. */
  anchor?(options?: CallOptions): Promise<TxAnchor>;
  /** True once no block that can still become final may include a transaction with this anchor. */
  anchorExpired?(anchor: TxAnchor, options?: CallOptions): Promise<boolean>;
}

export type BroadcastResult =
  | { readonly outcome: 'accepted' | 'known' }
  | {
      readonly outcome: 'rejected';
      readonly reason: 'nonceTooLow' | 'underpriced' | 'insufficientFunds' | 'other';
      readonly detail: string;
    };
