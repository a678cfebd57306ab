/**
 * The neutral vocabulary of all chains: blocks, observed transactions, bridge events, token flows and state cuts.
 *
 * Guarantee: nothing here is specific to one virtual machine. A field that only one VM knows stays in its adapter.
 * Amounts are wei (18 decimals) unless the name says otherwise.
 */
import type { Eid, Guid, Leaf, Nonce, Wei } from '../protocol/index.ts';

export type Hex = `0x${string}`;

/** A block as a provider reports it; `hash` has been recomputed from the header where the chain allows it. */
export interface BlockRef {
  readonly height: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  /** Seconds since 1970, the chain's own clock. */
  readonly timestamp: bigint;
}

/** A packet left this chain. Source: `PacketSent`, `FeePaid` (protocol §3, §7). */
export interface PacketSentEvent {
  readonly type: 'packetSent';
  readonly srcEid: Eid;
  readonly dstEid: Eid;
  readonly nonce: Nonce;
  readonly guid: Guid;
  /** The whole packet, 113 bytes of header and the message. */
  readonly packet: Uint8Array;
  /** Derived from the options by the adapter (protocol §3). */
  readonly execution: number;
  /** The invocation fee charged, and the part of it that pays a transit. */
  readonly feeWei: Wei;
  readonly transitFeeWei: Wei;
  /** EVM: the transaction's sender; Solana: the fee payer. */
  readonly sender: string;
}

/** A message was credited here: at delivery, claim or release of a hold. */
export interface DeliveredEvent {
  readonly type: 'delivered';
  readonly srcEid: Eid;
  readonly nonce: Nonce;
  readonly guid: Guid;
  readonly leaf: Leaf;
  readonly amountWei: Wei;
}

/** A message (or, at home, a transit) waits in the inbound queue; its nonce is used. */
export interface QueuedEvent {
  readonly type: 'queued';
  readonly srcEid: Eid;
  readonly nonce: Nonce;
  readonly guid: Guid;
  readonly leaf: Leaf;
  readonly amountWei: Wei;
  /** Seconds, the chain's clock; `null` = never by time (refill 0). */
  readonly releaseAt: bigint | null;
}

/** A credit that nobody could receive yet (Solana: no usable token account and none bought); its nonce is used, it is minted at the claim. */
export interface ClaimableEvent {
  readonly type: 'claimable';
  readonly srcEid: Eid;
  readonly nonce: Nonce;
  readonly guid: Guid;
  readonly leaf: Leaf;
  readonly amountWei: Wei;
}

/** Home moved its ledger from one spoke to another (protocol §7 transit). */
export interface TransitEvent {
  readonly type: 'transit';
  readonly srcEid: Eid;
  readonly dstEid: Eid;
  readonly nonce: Nonce;
  readonly leaf: Leaf;
  readonly amountWei: Wei;
}

/** An attested item was not executable now; its nonce is free. */
export interface ItemFailedEvent {
  readonly type: 'itemFailed';
  readonly srcEid: Eid;
  readonly nonce: Nonce;
  readonly guid: Guid;
  readonly leaf: Leaf;
  /** Name of the contract's error where known, else its selector. */
  readonly reason: string;
}

export interface ComposeEvent {
  readonly type: 'composeDelivered' | 'composeFailed';
  readonly guid: Guid;
  readonly leaf: Leaf;
}

export interface HeldEvent {
  readonly type: 'held';
  readonly srcEid: Eid;
  readonly nonce: Nonce;
  readonly leaf: Leaf;
}

export interface HeldResolvedEvent {
  readonly type: 'heldResolved';
  readonly leaf: Leaf;
  readonly action: 'release' | 'discard';
}

/** An attestation was accepted here. */
export interface BatchAcceptedEvent {
  readonly type: 'batchAccepted';
  readonly root: Hex;
  readonly epoch: bigint;
  readonly bitmap: number;
  readonly submitter: string;
  readonly done: number;
  readonly failed: number;
}

/** The signatures of a batch were verified and its root stored, for deliveries by proof (Solana). */
export interface RootAttestedEvent {
  readonly type: 'rootAttested';
  readonly root: Hex;
  readonly epoch: bigint;
  readonly bitmap: number;
  readonly submitter: string;
  /** Items of the batch. */
  readonly count: number;
}

/** Events of one message, told apart by its leaf; the others are of a whole batch, or begin a message. */
export type MessageEvent = Exclude<BridgeEvent, PacketSentEvent | BatchAcceptedEvent | RootAttestedEvent>;

export type BridgeEvent =
  | PacketSentEvent
  | DeliveredEvent
  | QueuedEvent
  | ClaimableEvent
  | TransitEvent
  | ItemFailedEvent
  | ComposeEvent
  | HeldEvent
  | HeldResolvedEvent
  | BatchAcceptedEvent
  | RootAttestedEvent;

/**
 * What the token itself says moved in a transaction. The accountant books from these, never from the gateway's events alone:
 * two ways must agree (relayer design §3).
 */
export interface TokenFlow {
  /** mint/burn: spokes (and burns by holders anywhere); vaultIn/vaultOut: the home gateway's balance. */
  readonly kind: 'mint' | 'burn' | 'vaultIn' | 'vaultOut';
  readonly amountWei: Wei;
}

/** Coin that lay or lies as a deposit in accounts of the chain (Solana's rent): what one account paid in and got back. */
export interface RentFlow {
  readonly account: string;
  /** Native units (lamports), without the fee. */
  readonly paid: bigint;
  readonly recovered: bigint;
}

/** One final transaction that touched the gateway or moved supply, with everything it did in log order. */
export interface ObservedTransaction {
  readonly height: bigint;
  readonly blockHash: Hex;
  readonly timestamp: bigint;
  readonly txHash: string;
  /** Position in the block. */
  readonly index: number;
  /** Gas (EVM) or compute units (Solana) the whole transaction used. */
  readonly gasUsed: bigint;
  readonly events: readonly BridgeEvent[];
  readonly flows: readonly TokenFlow[];
  /** Only where accounts cost a deposit. */
  readonly rent?: readonly RentFlow[];
}

/** Everything final in (from, to], complete and proven by the adapter. */
export interface ObservedPage {
  readonly eid: Eid;
  /** Exclusive. */
  readonly from: BlockRef;
  /** Inclusive. */
  readonly to: BlockRef;
  readonly transactions: readonly ObservedTransaction[];
}

/** One word of state that authenticates a lane's whole history (protocol §3). */
export interface OutboundLaneState {
  readonly dstEid: Eid;
  readonly nonce: bigint;
  readonly laneHash: Hex;
}

/** The chain's own figures at one block; compared with the ledger before anything is signed. */
export interface SupplyState {
  readonly totalSupplyWei: Wei;
  /** Home: the gateway's token balance. Spokes: 0. */
  readonly vaultWei: Wei;
  /** Home: Σ outstanding + queued and held at home. Spokes: 0. */
  readonly lockedWei: Wei;
  /** Home: per spoke. Spokes: empty. */
  readonly outstandingWei: ReadonlyMap<Eid, Wei>;
  /** Home, where the deployment names the contracts of the compute economy. */
  readonly economy?: EconomyState;
}

/** Where the compute economy is on the home chain. */
export interface EconomyContracts {
  readonly miningPool: string;
  readonly stakeRegistry: string;
  readonly jobMarket: string;
}

/** What the contracts of the compute economy say of themselves, and what the token says of them; in wei. */
export interface EconomyState {
  readonly pool: {
    readonly balanceWei: bigint;
    readonly remainingWei: bigint;
    readonly claimableWei: bigint;
  };
  readonly registry: {
    readonly balanceWei: bigint;
    readonly stakeWei: bigint;
    readonly bondedWei: bigint;
    readonly unbondingWei: bigint;
  };
  readonly market: {
    readonly balanceWei: bigint;
    readonly escrowWei: bigint;
    readonly creditsWei: bigint;
    readonly poolShareWei: bigint;
    readonly seatPayWei: bigint;
  };
}
