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
const MOST_DEBT_MILLI = 2n ** 40n - 1n;

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
  /** Seconds; set when the amount is above the threshold. */
  readonly delayedUntil: bigint | null;
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

/** The debt as it stands at `now`. Seconds that paid no whole mCXT are kept for later. */
export function refilled(at: { limits: BucketLimits; state: BucketState; now: bigint }): BucketState {
  const { limits, state, now } = at;
  if (now <= state.updatedAt) return state;
  const refillMicro = limits.refillWeiPerSecond / WEI_PER_MICRO_CXT;
  const earnedMicro = refillMicro * (now - state.updatedAt);
  const paidMilli = earnedMicro / MICRO_PER_MILLI;
  if (paidMilli >= state.debtMilli) return { debtMilli: 0n, updatedAt: now };
  // WHY: without the carry, an item every second would starve a refill below 1 mCXT per second for ever.
  const carrySeconds = refillMicro === 0n ? 0n : (earnedMicro % MICRO_PER_MILLI) / refillMicro;
  return { debtMilli: state.debtMilli - paidMilli, updatedAt: now - carrySeconds };
}

/** True where the debt is within the capacity. */
export function isWithinCapacity(at: { limits: BucketLimits; state: BucketState }): boolean {
  return at.state.debtMilli <= at.limits.capacityWei / WEI_PER_MILLI_CXT;
}

/**
 * Books `amountWei` and says when it may pass. The debt is booked even when the item must wait, so the claim consumes nothing
 * more and later items wait behind it. `null` when the debt no longer fits its 40 bits.
 */
export function bookInbound(at: {
  limits: BucketLimits;
  state: BucketState;
  now: bigint;
  amountWei: bigint;
}): BucketVerdict | null {
  const { limits, now, amountWei } = at;
  const current = refilled(at);
  const amountMilli = (amountWei + WEI_PER_MILLI_CXT - 1n) / WEI_PER_MILLI_CXT;
  const debtMilli = current.debtMilli + amountMilli;
  if (debtMilli > MOST_DEBT_MILLI) return null;
  const state: BucketState = { debtMilli, updatedAt: current.updatedAt };
  const delayedUntil = amountWei > limits.thresholdWei ? now + limits.delaySeconds : null;
  const paid = paidAt({ limits, state });
  if (paid === 'never') return { state, delayedUntil, releaseAt: 'never' };
  if (delayedUntil === null && isWithinCapacity({ limits, state }))
    return { state, delayedUntil, releaseAt: null };
  return { state, delayedUntil, releaseAt: latest(now, delayedUntil ?? now, paid) };
}

/** When time alone brings the debt within the capacity. */
function paidAt(at: { limits: BucketLimits; state: BucketState }): bigint | 'never' {
  const { limits, state } = at;
  if (isWithinCapacity(at)) return state.updatedAt;
  const refillMicro = limits.refillWeiPerSecond / WEI_PER_MICRO_CXT;
  if (refillMicro === 0n) return 'never';
  const excessMilli = state.debtMilli - limits.capacityWei / WEI_PER_MILLI_CXT;
  return state.updatedAt + (excessMilli * MICRO_PER_MILLI + refillMicro - 1n) / refillMicro;
}

function latest(...moments: readonly bigint[]): bigint {
  return moments.reduce((left, right) => (left > right ? left : right));
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
