/**
 * The inbound token bucket of a lane as plain arithmetic (protocol §7): what a stolen quorum can take is bounded by
 * `capacity + refill · time`, whatever it signs.
 *
 * Capacity, debt and threshold are whole mCXT (1e15 wei), refill is µCXT (1e12 wei) per second. Debt is rounded up and
 * refill down, so rounding never lets more through.
 */

/** wei in one mCXT. */
export const WEI_PER_MILLI_CXT = 10n ** 15n;
/** wei in one µCXT. */
export const WEI_PER_MICRO_CXT = 10n ** 12n;
const MICRO_PER_MILLI = 1000n;

/** Deployment parameters of one inbound lane. */
export interface BucketLimits {
  /** Whole mCXT. */
  readonly capacityWei: bigint;
  /** Whole µCXT. 0 = what does not fit now is never released by time. */
  readonly refillWeiPerSecond: bigint;
  /** Whole mCXT. A single amount above it waits `delaySeconds`. */
  readonly thresholdWei: bigint;
  readonly delaySeconds: bigint;
}

/** What has been taken and not been refilled. */
export interface BucketState {
  readonly debtMilli: bigint;
  /** Seconds, the chain's clock. */
  readonly updatedAt: bigint;
}

/** A fresh, full bucket. */
export const FULL_BUCKET: BucketState = { debtMilli: 0n, updatedAt: 0n };

/** What an inbound amount does to the bucket. */
export interface BucketVerdict {
  readonly state: BucketState;
  /** `null`: passes at once. Otherwise seconds; `never` = not by time. */
  readonly releaseAt: bigint | 'never' | null;
}

/** Throws `RangeError` for a limit that its unit does not divide: the chain refuses it too (protocol §7). */
export function assertBucketLimits(limits: BucketLimits): void {
  const whole =
    limits.capacityWei % WEI_PER_MILLI_CXT === 0n &&
    limits.thresholdWei % WEI_PER_MILLI_CXT === 0n &&
    limits.refillWeiPerSecond % WEI_PER_MICRO_CXT === 0n;
  if (!whole) throw new RangeError('capacity and threshold must be whole mCXT, refill whole µCXT per second');
}

/** The debt as it stands at `now`. */
export function refilled(at: { limits: BucketLimits; state: BucketState; now: bigint }): BucketState {
  const { limits, state, now } = at;
  if (now <= state.updatedAt || state.debtMilli === 0n) {
    return { debtMilli: state.debtMilli, updatedAt: now > state.updatedAt ? now : state.updatedAt };
  }
  const refillMicro = limits.refillWeiPerSecond / WEI_PER_MICRO_CXT;
  const paidMilli = (refillMicro * (now - state.updatedAt)) / MICRO_PER_MILLI;
  // WHY: nothing whole was paid yet, so the clock must not move on, or frequent small items would stop a slow refill for ever.
  if (paidMilli === 0n) return state;
  const debtMilli = paidMilli >= state.debtMilli ? 0n : state.debtMilli - paidMilli;
  return { debtMilli, updatedAt: now };
}

/**
 * Books `amountWei` and says when it may pass. The debt is booked even when the item must wait, so the claim consumes nothing
 * more and later items wait behind it.
 */
export function bookInbound(at: {
  limits: BucketLimits;
  state: BucketState;
  now: bigint;
  amountWei: bigint;
}): BucketVerdict {
  const { limits, now, amountWei } = at;
  const current = refilled(at);
  const amountMilli = (amountWei + WEI_PER_MILLI_CXT - 1n) / WEI_PER_MILLI_CXT;
  const debtMilli = current.debtMilli + amountMilli;
  const state: BucketState = { debtMilli, updatedAt: current.updatedAt };
  const capacityMilli = limits.capacityWei / WEI_PER_MILLI_CXT;
  const delayed = amountWei > limits.thresholdWei;
  const excessMilli = debtMilli > capacityMilli ? debtMilli - capacityMilli : 0n;
  if (excessMilli === 0n) return { state, releaseAt: delayed ? now + limits.delaySeconds : null };
  const refillMicro = limits.refillWeiPerSecond / WEI_PER_MICRO_CXT;
  if (refillMicro === 0n) return { state, releaseAt: 'never' };
  const waitSeconds = (excessMilli * MICRO_PER_MILLI + refillMicro - 1n) / refillMicro;
  const paidAt = state.updatedAt + waitSeconds;
  const delayedUntil = delayed ? now + limits.delaySeconds : now;
  return { state, releaseAt: paidAt > delayedUntil ? paidAt : delayedUntil };
}

/** Outbound flow of a lane refills its inbound bucket, so a round trip starves nobody (protocol §7). */
export function creditOutbound(at: {
  limits: BucketLimits;
  state: BucketState;
  now: bigint;
  amountWei: bigint;
}): BucketState {
  const current = refilled(at);
  const creditMilli = at.amountWei / WEI_PER_MILLI_CXT;
  const debtMilli = creditMilli >= current.debtMilli ? 0n : current.debtMilli - creditMilli;
  return { debtMilli, updatedAt: current.updatedAt };
}
