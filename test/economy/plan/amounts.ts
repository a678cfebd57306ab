/** Amounts that are likely to matter: parts of what there is, round ones, edges. */
import type { RandomSource } from '../randomSource.ts';

const CXT = 10n ** 18n;

/** Up to all of `available`, sometimes a wei more, sometimes nothing. */
export function amountOf(random: RandomSource, available: bigint): bigint {
  return random.weighted<() => bigint>([
    [10, () => random.big(0n, available)],
    [4, () => available / 2n],
    [2, () => available],
    [1, () => available + 1n],
    [1, () => 0n],
    [3, () => random.big(1n, 20_000n) * CXT],
  ])();
}
