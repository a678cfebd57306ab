import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escalate, openingFees } from './feeEscalator.ts';

const fees = (maxFeePerGas: bigint, maxPriorityFeePerGas = maxFeePerGas / 10n) => ({
  maxFeePerGas,
  maxPriorityFeePerGas,
});

describe('fees of a replacement', () => {
  it('are ten percent more, rounded up, when the market stands still', () => {
    expect(
      escalate({ old: fees(1001n, 11n), estimate: fees(1001n, 11n), cap: { maxFeePerGas: 10_000n } }),
    ).toEqual({
      maxFeePerGas: 1102n,
      maxPriorityFeePerGas: 13n,
      capped: false,
    });
  });

  it('follow the market up, but not past three times the estimate', () => {
    const cap = { maxFeePerGas: 10n ** 9n };
    expect(escalate({ old: fees(100n), estimate: fees(500n), cap }).maxFeePerGas).toBe(500n);
    expect(escalate({ old: fees(1_000n), estimate: fees(100n), cap }).maxFeePerGas).toBe(1_000n);
  });

  it('never fall, never exceed the cap, and say when the cap holds them', () => {
    const fee = fc.bigInt({ min: 1n, max: 10n ** 12n });
    fc.assert(
      fc.property(fee, fee, fee, (old, estimate, cap) => {
        const next = escalate({ old: fees(old), estimate: fees(estimate), cap: { maxFeePerGas: cap } });
        expect(next.maxFeePerGas).toBeGreaterThanOrEqual(old < cap ? old : 0n);
        expect(next.maxFeePerGas <= (cap > old ? cap : old)).toBe(true);
        expect(next.maxPriorityFeePerGas <= next.maxFeePerGas).toBe(true);
      }),
    );
    expect(escalate({ old: fees(100n), estimate: fees(500n), cap: { maxFeePerGas: 120n } })).toMatchObject({
      maxFeePerGas: 120n,
      capped: true,
    });
  });

  it('open at the estimate under the cap', () => {
    expect(openingFees({ estimate: fees(500n, 200n), cap: { maxFeePerGas: 100n } })).toEqual(
      fees(100n, 100n),
    );
  });
});
