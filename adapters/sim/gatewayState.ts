/**
 * Everything a simulated chain remembers, journaled: accounts, token, gateway, and the simulator's own ground truth (what was
 * sent and credited, counted apart from the gateway's bookkeeping, so that a wrong gateway is caught too).
 */
import type { Hex } from '../core/index.ts';
import {
  type Eid,
  type Guid,
  INITIAL_LANE_HASH,
  type Leaf,
  type Nonce,
  TOTAL_SUPPLY_WEI,
  type Wei,
} from '../protocol/index.ts';
import { JournaledMap, StateJournal } from './stateJournal.ts';
import type { BucketState } from './tokenBucket.ts';
import type { CalleeOutcome } from './simTransaction.ts';

/** `srcEid:dstEid:nonce`. */
export type PacketKey = string;
/** `srcEid:dstEid`. */
export type LaneKey = string;

export interface LaneHead {
  readonly nonce: bigint;
  readonly laneHash: Hex;
}

/** An item whose nonce is used and whose amount waits (protocol §7). */
export interface QueuedItem {
  readonly srcEid: Eid;
  readonly dstEid: Eid;
  readonly nonce: bigint;
  readonly amountWei: bigint;
  readonly releaseAt: bigint | 'never';
  /** Seconds; outbound flow may release it earlier than `releaseAt`, but not earlier than this. `null` = not delayed. */
  readonly delayedUntil: bigint | null;
}

/** A credit that waits for its recipient to open a token account; minted at `claimCredit`. Solana-like chains only. */
export interface ClaimableCredit {
  readonly srcEid: Eid;
  readonly dstEid: Eid;
  readonly nonce: Nonce;
  readonly guid: Guid;
  readonly leaf: Leaf;
  readonly amountWei: Wei;
  readonly recipient: string;
  readonly composeGas: number | null;
}

/** A batch whose signatures were verified once; items are delivered under it by proof. Solana-like chains only. */
export interface AttestedRoot {
  readonly count: number;
  readonly epoch: bigint;
  readonly bitmap: number;
  /** Seconds. */
  readonly notAfter: bigint;
  /** Whose deposit lies in it. */
  readonly payer: string;
}

/** Ground truth: a packet that left here. */
export interface SentRecord {
  readonly key: PacketKey;
  readonly srcEid: Eid;
  readonly dstEid: Eid;
  readonly nonce: bigint;
  readonly guid: Guid;
  readonly leaf: Leaf;
  readonly amountWei: bigint;
  readonly sender: string;
  readonly height: bigint;
  readonly timestamp: bigint;
}

/** Ground truth: how often a packet was credited (or recorded as a transit) here, and where last. */
export interface CreditRecord {
  readonly count: number;
  readonly leaf: Leaf;
  readonly amountWei: bigint;
  readonly height: bigint;
}

/** Ground truth per lane, wei. */
export interface LaneTotals {
  /** Kept by the source. */
  readonly sentWei: bigint;
  /** Kept by the destination. */
  readonly creditedWei: bigint;
  /** Kept by home: taken from the source's outstanding (released, queued or recorded). */
  readonly takenWei: bigint;
  /** Kept by home: recorded as a transit. */
  readonly transitWei: bigint;
}

export interface CalleeScript {
  readonly atDelivery: CalleeOutcome;
  readonly atRetry: CalleeOutcome;
}

const NO_TOTALS: LaneTotals = { sentWei: 0n, creditedWei: 0n, takenWei: 0n, transitWei: 0n };
const NEW_LANE: LaneHead = { nonce: 0n, laneHash: INITIAL_LANE_HASH };

/** Scalars kept in one map, so that the journal covers them. */
export type Figure = 'totalSupplyWei' | 'queuedTotalWei' | 'burnedExternallyWei';

/** State of one chain. */
export class GatewayState {
  readonly journal = new StateJournal();
  readonly figures = new JournaledMap<Figure, bigint>(this.journal);
  readonly nativeWei = new JournaledMap<string, bigint>(this.journal);
  readonly accountNonces = new JournaledMap<string, bigint>(this.journal);
  readonly tokenWei = new JournaledMap<string, bigint>(this.journal);
  readonly outbound = new JournaledMap<Eid, LaneHead>(this.journal);
  readonly used = new JournaledMap<PacketKey, true>(this.journal);
  readonly buckets = new JournaledMap<Eid, BucketState>(this.journal);
  readonly pausedLanes = new JournaledMap<Eid, true>(this.journal);
  readonly queue = new JournaledMap<Leaf, QueuedItem>(this.journal);
  /** Recipient of each call that is still to be made. */
  readonly composePending = new JournaledMap<Leaf, string>(this.journal);
  readonly claimable = new JournaledMap<Leaf, ClaimableCredit>(this.journal);
  readonly roots = new JournaledMap<Hex, AttestedRoot>(this.journal);
  /** Owners with a token account; Solana-like chains only. */
  readonly tokenAccounts = new JournaledMap<string, true>(this.journal);
  readonly outstandingWei = new JournaledMap<Eid, bigint>(this.journal);
  readonly callees = new JournaledMap<string, CalleeScript>(this.journal);
  readonly sent = new JournaledMap<PacketKey, SentRecord>(this.journal);
  readonly credits = new JournaledMap<PacketKey, CreditRecord>(this.journal);
  readonly transits = new JournaledMap<PacketKey, CreditRecord>(this.journal);
  readonly laneTotals = new JournaledMap<LaneKey, LaneTotals>(this.journal);

  figure(name: Figure): bigint {
    return this.figures.get(name) ?? 0n;
  }

  addFigure(name: Figure, change: bigint): void {
    this.figures.set(name, this.figure(name) + change);
  }

  outboundLane(dstEid: Eid): LaneHead {
    return this.outbound.get(dstEid) ?? NEW_LANE;
  }

  totalsOf(lane: LaneKey): LaneTotals {
    return this.laneTotals.get(lane) ?? NO_TOTALS;
  }

  addLaneTotal(at: { lane: LaneKey; total: keyof LaneTotals; amountWei: bigint }): void {
    const totals = this.totalsOf(at.lane);
    this.laneTotals.set(at.lane, { ...totals, [at.total]: totals[at.total] + at.amountWei });
  }

  /** Σ outstanding + queued at home (protocol §8). */
  lockedWei(): bigint {
    let sum = this.figure('queuedTotalWei');
    for (const amountWei of this.outstandingWei.values()) sum += amountWei;
    return sum;
  }
}

/** wei that home's token was constructed with. */
export const GENESIS_SUPPLY_WEI: bigint = TOTAL_SUPPLY_WEI;

export function packetKey(at: { srcEid: number; dstEid: number; nonce: bigint }): PacketKey {
  return `${at.srcEid}:${at.dstEid}:${at.nonce}`;
}

export function laneKey(at: { srcEid: number; dstEid: number }): LaneKey {
  return `${at.srcEid}:${at.dstEid}`;
}
