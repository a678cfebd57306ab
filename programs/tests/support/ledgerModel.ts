/**
 * What the gateway should do, in plain TypeScript: balances, buckets, queue, credits. The bucket is the one of the simulated
 * chains, written for the EVM gateways: both must agree with it.
 */
import {
  type BucketLimits,
  type BucketState,
  bookInbound,
  creditOutbound,
  FULL_BUCKET,
  isWithinCapacity,
  refilled,
} from '../../../adapters/sim/tokenBucket.ts';
import { type Limits, WEI_PER_UNIT } from './deployment.ts';

/** A message in the model. */
export interface ModelMessage {
  readonly srcEid: number;
  readonly nonce: bigint;
  readonly to: string;
  readonly amountUnits: bigint;
  readonly buysAccount: boolean;
}

interface Waiting {
  readonly message: ModelMessage;
  readonly releaseAt: bigint | 'never';
  readonly delayedUntil: bigint | null;
}

/** End of the 32-bit clock that release times are kept in. */
const NEVER_FROM = 2n ** 32n - 1n;

export class LedgerModel {
  supply = 0n;
  vault = 0n;
  minted = 0n;
  burned = 0n;
  readonly balances = new Map<string, bigint>();
  readonly buckets = new Map<number, BucketState>();
  readonly outboundNonces = new Map<number, bigint>();
  readonly queue = new Map<string, Waiting>();
  readonly credits = new Map<string, ModelMessage>();
  private readonly used = new Set<string>();
  private readonly bucketLimits: BucketLimits;
  private readonly limits: Limits;

  constructor(limits: Limits) {
    this.limits = limits;
    this.bucketLimits = {
      capacityWei: limits.capacityUnits * WEI_PER_UNIT,
      refillWeiPerSecond: limits.refillUnitsPerSecond * WEI_PER_UNIT,
      thresholdWei: limits.thresholdUnits * WEI_PER_UNIT,
      delaySeconds: BigInt(limits.delaySeconds),
    };
  }

  /** An owner with a balance, even of 0, has a token account. */
  openAccount(owner: string): void {
    this.balances.set(owner, this.balances.get(owner) ?? 0n);
  }

  /** Delivers one message and says what became of it. */
  deliver(message: ModelMessage, now: bigint): 'delivered' | 'queued' | 'claimable' | 'skipped' | 'failed' {
    const { srcEid, nonce, amountUnits } = message;
    const key = keyOf(message);
    if (this.used.has(key)) return 'skipped';
    const verdict = bookInbound({
      limits: this.bucketLimits,
      state: this.bucket(srcEid),
      now,
      amountWei: amountUnits * WEI_PER_UNIT,
    });
    if (verdict === null) return 'failed';
    this.used.add(key);
    this.buckets.set(srcEid, verdict.state);
    const releaseAt = verdict.releaseAt ?? (this.hasRoom(amountUnits) ? null : now);
    if (releaseAt !== null) {
      const isNever = releaseAt === 'never' || releaseAt >= NEVER_FROM;
      this.queue.set(key, {
        message,
        releaseAt: isNever ? 'never' : releaseAt,
        delayedUntil: verdict.delayedUntil,
      });
      return 'queued';
    }
    return this.credit(message, `${srcEid}:${nonce}`);
  }

  /** Claims a queued message; false if it may not be claimed. */
  claimQueued(key: string, now: bigint): boolean {
    const waiting = this.queue.get(key);
    if (waiting === undefined || !this.isReleasable(waiting, now)) return false;
    if (!this.hasRoom(waiting.message.amountUnits)) return false;
    this.queue.delete(key);
    this.credit(waiting.message, key);
    return true;
  }

  /** Claims a credit; false if it may not be claimed. */
  claimCredit(key: string): boolean {
    const message = this.credits.get(key);
    if (message === undefined || !this.balances.has(message.to) || !this.hasRoom(message.amountUnits))
      return false;
    this.credits.delete(key);
    this.mint(message);
    return true;
  }

  /** Sends; false if the owner has too little. */
  send(at: { owner: string; dstEid: number; amountUnits: bigint; feeUnits: bigint; now: bigint }): boolean {
    const { owner, dstEid, amountUnits, feeUnits, now } = at;
    const balance = this.balances.get(owner) ?? 0n;
    if (balance < amountUnits + feeUnits) return false;
    this.balances.set(owner, balance - amountUnits - feeUnits);
    this.vault += feeUnits;
    this.supply -= amountUnits;
    this.burned += amountUnits;
    this.outboundNonces.set(dstEid, (this.outboundNonces.get(dstEid) ?? 0n) + 1n);
    const state = this.bucket(dstEid);
    if (state.debtMilli !== 0n) {
      const amountWei = amountUnits * WEI_PER_UNIT;
      this.buckets.set(dstEid, creditOutbound({ limits: this.bucketLimits, state, now, amountWei }));
    }
    return true;
  }

  /** Debt of a lane's bucket, in mCXT. */
  debtMilli(srcEid: number, now: bigint): bigint {
    return refilled({ limits: this.bucketLimits, state: this.bucket(srcEid), now }).debtMilli;
  }

  private bucket(srcEid: number): BucketState {
    return this.buckets.get(srcEid) ?? FULL_BUCKET;
  }

  private hasRoom(amountUnits: bigint): boolean {
    return this.supply + amountUnits <= this.limits.supplyCapUnits;
  }

  private isReleasable({ message, releaseAt, delayedUntil }: Waiting, now: bigint): boolean {
    if (releaseAt !== 'never' && now >= releaseAt) return true;
    if (delayedUntil !== null && now < delayedUntil) return false;
    const state = refilled({ limits: this.bucketLimits, state: this.bucket(message.srcEid), now });
    return isWithinCapacity({ limits: this.bucketLimits, state });
  }

  private credit(message: ModelMessage, key: string): 'delivered' | 'claimable' {
    if (message.buysAccount) this.openAccount(message.to);
    if (!this.balances.has(message.to)) {
      this.credits.set(key, message);
      return 'claimable';
    }
    this.mint(message);
    return 'delivered';
  }

  private mint({ to, amountUnits }: ModelMessage): void {
    this.balances.set(to, (this.balances.get(to) ?? 0n) + amountUnits);
    this.supply += amountUnits;
    this.minted += amountUnits;
  }
}

/** Place of a message. */
export function keyOf(message: { srcEid: number; nonce: bigint }): string {
  return `${message.srcEid}:${message.nonce}`;
}
