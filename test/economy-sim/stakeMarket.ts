/** How much of the circulating supply is staked, and by whom: the higher the yield, the more, slowly. Amounts in wei. */
import { SUPPLY_WEI } from '@cxt-bridge/adapters/economy';

import { type Cohort, pay } from './cohort.ts';
import type { World } from './world.ts';

/** Most of the circulating supply that is ever staked; half of it at the yield below. */
const HIGHEST_SHARE = 0.6;
const HALF_AT_YIELD = 0.15;
/** Of circulating supply, the most that moves into or out of stake in a day. */
const DAILY_MOVE = 0.01;
/** What of the honest stake executors hold; validators hold the rest. */
const PROVIDER_SHARE = 0.5;

/** Moves every staking cohort towards its wanted stake; what it lacks it buys from users, what it has too much it sells. */
export function rebalanceStake(args: { world: World; hostileShare: number }): void {
  const { world, hostileShare } = args;
  const circulating = Number(SUPPLY_WEI - world.remainingWei);
  const wanted = (circulating * HIGHEST_SHARE * world.stakeYield) / (world.stakeYield + HALF_AT_YIELD);
  const honest = wanted * (1 - hostileShare);
  const most = circulating * DAILY_MOVE;
  move({ world, group: world.providers, wanted: honest * PROVIDER_SHARE, most });
  move({ world, group: world.validators, wanted: honest * (1 - PROVIDER_SHARE), most });
  move({ world, group: world.hostile, wanted: wanted * hostileShare, most });
}

function move(args: { world: World; group: Cohort; wanted: number; most: number }): void {
  const { world, group, wanted, most } = args;
  const step = Math.max(-most, Math.min(most, wanted - Number(group.stakeWei)));
  const stepWei = BigInt(Math.trunc(step));
  if (stepWei > group.freeWei) pay(world.users, group, stepWei - group.freeWei);
  const movedWei = stepWei > group.freeWei ? group.freeWei : stepWei;
  group.freeWei -= movedWei;
  group.stakeWei += movedWei;
}
