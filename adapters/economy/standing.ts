/** Tiers and reputation of a node (docs/compute.md §4). Reputation and weights are bps. */
import { least, most } from './emission.ts';
import { CXT_WEI, SUPPLY_WEI } from './parameters.ts';

/** R at first, its floor and what success approaches. */
export const REPUTATION = { initial: 7_000n, floor: 5_000n, ceiling: 15_000n } as const;
/** τ by tier. */
export const TIER_WEIGHT_BPS = [6_000n, 10_000n, 11_500n, 13_000n] as const;
/** Index of the validators' threshold. */
export const VALIDATOR_THRESHOLD = 4;

/** Least stake of tier 1 to 3 and, as index 4, of a validator, in wei; 0 for tier 0. */
export function thresholdWei(index: number, remainingWei: bigint): bigint {
  const released = SUPPLY_WEI - remainingWei;
  const first = most(10n * CXT_WEI, released / 200_000n);
  const second = most(first, released / 20_000n);
  switch (index) {
    case 1:
      return first;
    case 2:
      return second;
    case 3:
      return most(second, released / 2_000n);
    case VALIDATOR_THRESHOLD:
      return most(100n * CXT_WEI, released / 20_000n);
    default:
      return 0n;
  }
}

/** τ of a stake. */
export function tierWeightBps(stakeWei: bigint, remainingWei: bigint): bigint {
  const tier = [3, 2, 1].find((index) => stakeWei >= thresholdWei(index, remainingWei)) ?? 0;
  return TIER_WEIGHT_BPS[tier] as bigint;
}

/** R after a success of that many units. */
export function rewardedReputation(args: {
  reputation: bigint;
  units: bigint;
  referenceUnits: bigint;
}): bigint {
  const { reputation, units, referenceUnits } = args;
  return (
    reputation + ((REPUTATION.ceiling - reputation) * least(units, referenceUnits)) / (64n * referenceUnits)
  );
}

/** R after idle periods: its distance from where it began is multiplied by 127/128 for each (64 binary places, rounded down). */
export function fadedReputation(reputation: bigint, idlePeriods: bigint): bigint {
  if (idlePeriods === 0n) return reputation;
  const kept = idlePeriods < FADED ? keptAfter(idlePeriods) : 0n;
  const { initial } = REPUTATION;
  if (reputation >= initial) return initial + (((reputation - initial) * kept) >> 64n);
  return initial - (((initial - reputation) * kept) >> 64n);
}

/** R after silence: an eighth less, not below the floor. */
export function loweredReputation(reputation: bigint): bigint {
  return most(REPUTATION.floor, reputation - reputation / 8n);
}

/** Idle periods after which nothing of any distance is left. */
const FADED = 2_048n;

function keptAfter(periods: bigint): bigint {
  let kept = 1n << 64n;
  let square = 127n << 57n;
  for (let rest = periods; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) kept = (kept * square) >> 64n;
    square = (square * square) >> 64n;
  }
  return kept;
}
