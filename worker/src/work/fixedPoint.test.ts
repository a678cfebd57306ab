import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { octaves, rescaler, shiftRounder, softmaxInto } from './fixedPoint.ts';

/** floor((x·m + 2^(s−1)) / 2^s) in whole numbers. */
function exact({ x, multiplier, shift }: { x: number; multiplier: number; shift: number }): number {
  const half = shift === 0 ? 0n : 1n << BigInt(shift - 1);
  return Number((BigInt(x) * BigInt(multiplier) + half) >> BigInt(shift));
}

test('rescaling is exact for every sum that can occur', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -(2 ** 32), max: 2 ** 32 }),
      fc.integer({ min: 0, max: 65_535 }),
      fc.integer({ min: 0, max: 46 }),
      (x, multiplier, shift) => {
        expect(rescaler({ multiplier, shift })(x) + 0).toBe(exact({ x, multiplier, shift }));
      },
    ),
    { numRuns: 5_000 },
  );
});

test('shifts round halves up, whatever the sign and the size of the shift', () => {
  expect([5, -5, 4, -4, 6].map(shiftRounder(1))).toEqual([3, -2, 2, -2, 3]);
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 80 }), (x, shift) => {
      expect(shiftRounder(shift)(x) + 0).toBe(exact({ x, multiplier: 1, shift }));
    }),
    { numRuns: 5_000 },
  );
  expect(shiftRounder(-3)(-5)).toBe(-40);
});

describe('the integer softmax', () => {
  test('halves every sixteen steps', () => {
    expect([0, 1, 15, 16, 32, 255, 256, 271, 272, 10 ** 9].map(octaves)).toEqual([
      65_536, 62_757, 34_219, 32_768, 16_384, 1, 1, 0, 0, 0,
    ]);
  });

  const softmax = (values: number[], one = 127): number[] => {
    const out: number[] = [];
    softmaxInto({ values, one, out, at: 0 });
    return out;
  };

  test('gives exact known values', () => {
    expect(softmax([5])).toEqual([127]);
    expect(softmax([0, 0])).toEqual([64, 64]);
    expect(softmax([16, 0])).toEqual([85, 42]);
    expect(softmax([-32_768, 32_767])).toEqual([0, 127]);
  });

  test('is monotone, does not move with its inputs, and sums to one up to rounding', () => {
    const values = fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.integer({ min: -1_000, max: 1_000 }), (list, offset) => {
        const weights = softmax(list, 32_767);
        expect(
          softmax(
            list.map((value) => value + offset),
            32_767,
          ),
        ).toEqual(weights);
        const sum = weights.reduce((total, weight) => total + weight, 0);
        expect(Math.abs(sum - 32_767)).toBeLessThanOrEqual(list.length);
        const best = list.indexOf(Math.max(...list));
        expect(weights[best]).toBe(Math.max(...weights));
      }),
    );
  });
});
