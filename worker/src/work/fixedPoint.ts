/** The integer arithmetic that all jobs share. Every intermediate value is below 2^53, so doubles hold it exactly. */

/** A factor below 2^16 and a right shift: x ↦ floor(x · multiplier / 2^shift + ½), half rounds up. */
export interface Scale {
  /** 0 … 65,535. */
  readonly multiplier: number;
  /** 0 … 46. */
  readonly shift: number;
}

/** x ↦ x · multiplier / 2^shift, halves up; for |x| < 2^33. */
export function rescaler({ multiplier, shift }: Scale): (x: number) => number {
  const round = shiftRounder(shift);
  return (x) => round(x * multiplier);
}

/** x ↦ x / 2^shift, halves up; a negative shift multiplies. */
export function shiftRounder(shift: number): (x: number) => number {
  // WHY once: a power costs more than all the rest. Factors are powers of two, so products with them are exact.
  const factor = 2 ** -shift;
  if (shift <= 0) return (x) => x * factor;
  return (x) => Math.floor(x * factor + 0.5);
}

export function clamp({ x, least, most }: { x: number; least: number; most: number }): number {
  if (x < least) return least;
  return x > most ? most : x;
}

/**
 * round(65,536 · 2^(−i/16)) for i = 0 … 15: sixteenths of an octave. Normative as numbers: nobody computes them again.
 */
const OCTAVE_SIXTEENTHS = [
  65_536, 62_757, 60_097, 57_549, 55_109, 52_773, 50_535, 48_393, 46_341, 44_376, 42_495, 40_693, 38_968,
  37_316, 35_734, 34_219,
] as const;

/** Where the exponential is zero. */
const MAX_DISTANCE = 272;

/** 65,536 · 2^(−distance/16), cut: the table's entry for distance mod 16 shifted right by distance div 16; 0 from 272 on. */
export function octaves(distance: number): number {
  if (distance >= MAX_DISTANCE) return 0;
  return (OCTAVE_SIXTEENTHS[distance & 15] ?? 0) >> (distance >> 4);
}

/**
 * Base-2 softmax of `values` (in sixteenths of an octave): with d = max − value and e = octaves(d), each becomes floor(e · one / Σe + ½).
 * Written over `out` from `at` on.
 */
export function softmaxInto(parameters: {
  values: ArrayLike<number>;
  one: number;
  out: { [index: number]: number };
  at: number;
}): void {
  const { values, one, out, at } = parameters;
  let max = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) max = Math.max(max, values[index] ?? 0);
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += octaves(max - (values[index] ?? 0));
  for (let index = 0; index < values.length; index++) {
    out[at + index] = Math.floor((2 * octaves(max - (values[index] ?? 0)) * one + sum) / (2 * sum));
  }
}
