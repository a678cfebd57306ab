import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assertBucketLimits,
  type BucketLimits,
  type BucketVerdict,
  bookInbound,
  creditOutbound,
  FULL_BUCKET,
  refilled,
  WEI_PER_MICRO_CXT,
  WEI_PER_MILLI_CXT,
} from './tokenBucket.ts';

const CXT = 10n ** 18n;
const LIMITS: BucketLimits = {
  capacityWei: 100n * CXT,
  refillWeiPerSecond: 2n * CXT,
  thresholdWei: 80n * CXT,
  delaySeconds: 600n,
};

type Booking = Parameters<typeof bookInbound>[0];

function book(at: Booking): BucketVerdict {
  const verdict = bookInbound(at);
  if (verdict === null) throw new Error('the debt does not fit');
  return verdict;
}

describe('bookInbound', () => {
  it('passes what fits and books it', () => {
    const verdict = book({ limits: LIMITS, state: FULL_BUCKET, now: 1_000n, amountWei: 30n * CXT });
    expect(verdict.releaseAt).toBeNull();
    expect(verdict.state).toEqual({ debtMilli: 30_000n, updatedAt: 1_000n });
  });

  it('queues what does not fit until the refill has paid the excess, and books it all the same', () => {
    const state = { debtMilli: 70_000n, updatedAt: 1_000n };
    const verdict = book({ limits: LIMITS, state, now: 1_000n, amountWei: 41n * CXT });
    expect(verdict.state.debtMilli).toBe(111_000n);
    expect(verdict.releaseAt).toBe(1_006n); // 11 CXT above capacity at 2 CXT a second: 5.5 s, rounded up
  });

  it('makes the next item wait behind the debt of the queued one', () => {
    const first = book({ limits: LIMITS, state: FULL_BUCKET, now: 0n, amountWei: 79n * CXT });
    const second = book({ limits: LIMITS, state: first.state, now: 0n, amountWei: 61n * CXT });
    const third = book({ limits: LIMITS, state: second.state, now: 0n, amountWei: 1n });
    expect([first.releaseAt, second.releaseAt, third.releaseAt]).toEqual([null, 20n, 21n]);
  });

  it('delays what is above the threshold even if it fits, and takes the later of both waits', () => {
    const exact = book({ limits: LIMITS, state: FULL_BUCKET, now: 5n, amountWei: 80n * CXT });
    const above = book({ limits: LIMITS, state: FULL_BUCKET, now: 5n, amountWei: 80n * CXT + 1n });
    const huge = book({ limits: LIMITS, state: FULL_BUCKET, now: 5n, amountWei: 2_100n * CXT });
    expect([exact.releaseAt, above.releaseAt, huge.releaseAt]).toEqual([null, 605n, 1_005n]);
  });

  it('never releases by time without a refill, and does not divide by it', () => {
    const limits = { ...LIMITS, refillWeiPerSecond: 0n };
    const over = book({ limits, state: FULL_BUCKET, now: 5n, amountWei: 101n * CXT });
    const delayed = book({ limits, state: FULL_BUCKET, now: 5n, amountWei: 90n * CXT });
    expect([over.releaseAt, delayed.releaseAt]).toEqual(['never', 605n]);
  });

  it('refuses a debt beyond 40 bits of mCXT', () => {
    const state = { debtMilli: 2n ** 40n - 2n, updatedAt: 5n };
    expect(bookInbound({ limits: LIMITS, state, now: 5n, amountWei: 1n })?.state.debtMilli).toBe(
      2n ** 40n - 1n,
    );
    expect(bookInbound({ limits: LIMITS, state, now: 5n, amountWei: WEI_PER_MILLI_CXT + 1n })).toBeNull();
  });

  it('lets no more through by any time than capacity and refill allow', () => {
    const arrival = fc.record({ waitSeconds: fc.bigInt(0n, 30n), amountWei: fc.bigInt(1n, 150n * CXT) });
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 40 }), (arrivals) => {
        let state = FULL_BUCKET;
        let now = 1_000n;
        const released: { at: bigint; amountWei: bigint }[] = [];
        for (const { waitSeconds, amountWei } of arrivals) {
          now += waitSeconds;
          const verdict = book({ limits: LIMITS, state, now, amountWei });
          state = verdict.state;
          const at = verdict.releaseAt ?? now;
          if (at !== 'never') released.push({ at, amountWei });
        }
        for (const { at } of released) {
          const sumWei = released
            .filter((entry) => entry.at <= at)
            .reduce((sum, entry) => sum + entry.amountWei, 0n);
          const allowedWei = LIMITS.capacityWei + LIMITS.refillWeiPerSecond * (at - 1_000n);
          expect(sumWei).toBeLessThanOrEqual(allowedWei);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('refilled', () => {
  it('pays debt down to nothing and never below', () => {
    const state = { debtMilli: 10_000n, updatedAt: 100n };
    expect(refilled({ limits: LIMITS, state, now: 103n }).debtMilli).toBe(4_000n);
    expect(refilled({ limits: LIMITS, state, now: 10_000n }).debtMilli).toBe(0n);
  });

  it('does not lose a slow refill to frequent looks', () => {
    const limits = { ...LIMITS, refillWeiPerSecond: 300n * WEI_PER_MICRO_CXT };
    let state = { debtMilli: 100n, updatedAt: 0n };
    for (let now = 1n; now <= 40n; now++) state = refilled({ limits, state, now });
    expect(state.debtMilli).toBe(90n); // 1 mCXT every 4th second
  });

  it('ignores a clock that stands or goes back', () => {
    const state = { debtMilli: 10n, updatedAt: 100n };
    expect(refilled({ limits: LIMITS, state, now: 50n })).toEqual(state);
  });
});

describe('creditOutbound', () => {
  it('gives back whole mCXT of what left, at most the debt', () => {
    const state = { debtMilli: 10_000n, updatedAt: 100n };
    const at = { limits: LIMITS, state, now: 100n };
    expect(creditOutbound({ ...at, amountWei: 3n * CXT + WEI_PER_MILLI_CXT - 1n }).debtMilli).toBe(7_000n);
    expect(creditOutbound({ ...at, amountWei: 500n * CXT }).debtMilli).toBe(0n);
  });
});

describe('assertBucketLimits', () => {
  it.each([
    { capacityWei: LIMITS.capacityWei + 1n },
    { thresholdWei: WEI_PER_MILLI_CXT / 2n },
    { refillWeiPerSecond: 1n },
  ])('refuses %o', (change) => {
    expect(() => assertBucketLimits({ ...LIMITS, ...change })).toThrow(RangeError);
  });
});
