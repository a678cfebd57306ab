/**
 * Days of the economy: work, close, claims, fees, stake. The money of every day goes through the model's own emission functions; who wants
 * what is in scenario.ts, how holders behave is here: they sell half of their income, stake by yield, and users spend 0.1 % of what they hold
 * a day on jobs.
 */
import {
  baseScoreOf,
  carriedPriceOf,
  type CloseFigures,
  closeFigures,
  CXT_WEI,
  DAILY_RATE,
  equivalentScoreOf,
  paidScoreOf,
  SUPPLY_WEI,
} from '@cxt-bridge/adapters/economy';

import { type Cohort, pay, rewardDaily, tierOf } from './cohort.ts';
import { committeeOdds } from './committees.ts';
import type { Scenario } from './scenario.ts';
import { type Scores, type Settled, settleEpoch } from './settleEpoch.ts';
import { rebalanceStake } from './stakeMarket.ts';
import { assertConserved, cohorts, type DayRow, newWorld, type SimOptions, type World } from './world.ts';

const YEAR = 365;
const QUALITY_BPS = 10_000n;
const TYPE_BPS = 10_000n;
/** Validators' stake from which committees judge jobs (a real network's parameter). */
const LIVE_STAKE_WEI = 64_000n * CXT_WEI;
/** Part of their free tokens that users spend on jobs a day. */
const SPEND_PER_MILLE = 1n;

interface Work {
  readonly baseUnits: bigint;
  readonly honestUnits: bigint;
  readonly hostileUnits: bigint;
  readonly feesWei: bigint;
}

export function simulate(scenario: Scenario, options: SimOptions): DayRow[] {
  const world = newWorld(options);
  const rows: DayRow[] = [];
  for (; world.day < options.years * YEAR; world.day += 1) {
    rows.push(oneDay({ world, scenario, options }));
    assertConserved(world);
  }
  return rows;
}

function oneDay(args: { world: World; scenario: Scenario; options: SimOptions }): DayRow {
  const { world, scenario, options } = args;
  const isLive = world.validators.stakeWei + world.hostile.stakeWei >= LIVE_STAKE_WEI;
  const work = workOf({ world, scenario, isLive });
  const scores = scoresOf(world, work);
  const target = world.target;
  const close = closeFigures({
    remainingWei: world.remainingWei,
    target,
    rate: DAILY_RATE,
    minimumTarget: options.minimumTarget,
    isLive,
    work: {
      workUnits: work.baseUnits + work.honestUnits + work.hostileUnits,
      baseScore: scores.base,
      paidScore: scores.honest.paid + scores.hostile.paid,
      duties: work.honestUnits + work.hostileUnits > 0n ? 1n : 0n,
    },
    rules: options.rules,
  });
  world.target = close.nextTarget;
  world.basePrice = carriedPriceOf({ ...close, baseScore: scores.base, lastPrice: world.basePrice });
  const settled = settleEpoch({ world, scenario, options, close, scores, feesWei: work.feesWei });
  rewardDaily(world.providers);
  // WHY: until committees live, validators stake for what they expect: nothing is earned yet.
  world.stakeYield = isLive ? yieldOf({ world, close, settled, feesWei: work.feesWei }) : 1;
  sellIncome(world);
  rebalanceStake({ world, hostileShare: scenario.adversary?.stakeShare ?? 0 });
  return rowOf({ world, close, work, settled, target, isLive });
}

function workOf(args: { world: World; scenario: Scenario; isLive: boolean }): Work {
  const { world, scenario, isLive } = args;
  const { adversary } = scenario;
  const wanted = isLive ? scenario.paidUnits(world.day) : 0;
  const isActive = adversary !== null && world.day % YEAR >= YEAR - adversary.activeDays;
  const expires = adversary?.isAbsent === true ? (committeeOdds(adversary.stakeShare)[0]?.expires ?? 0) : 0;
  const honestUnits = BigInt(Math.round(wanted * (1 - expires)));
  return {
    baseUnits: BigInt(Math.round(scenario.baseUnits(world.day))),
    honestUnits,
    hostileUnits: isActive ? BigInt(Math.round(wanted * adversary.unitsPerHonestUnit)) : 0n,
    feesWei: honestUnits > 0n ? (world.users.freeWei * SPEND_PER_MILLE) / 1_000n : 0n,
  };
}

function scoresOf(world: World, work: Work): Scores {
  const paidBy = (group: Cohort, units: bigint): { paid: bigint; equivalent: bigint } => {
    const node = {
      units,
      qualityBps: QUALITY_BPS,
      reputationBps: group.reputation,
      tierBps: tierOf(group, world.remainingWei),
    };
    return { paid: paidScoreOf({ ...node, typeWeightBps: TYPE_BPS }), equivalent: equivalentScoreOf(node) };
  };
  return {
    base: baseScoreOf({
      units: work.baseUnits,
      reputationBps: world.miners.reputation,
      tierBps: tierOf(world.miners, world.remainingWei),
    }),
    honest: paidBy(world.providers, work.honestUnits),
    hostile: paidBy(world.hostile, work.hostileUnits),
  };
}

/** Half of what the working cohorts hold freely goes to those who want to use it. */
function sellIncome(world: World): void {
  for (const group of [world.miners, world.providers, world.validators, world.hostile]) {
    pay(group, world.users, group.freeWei / 2n);
  }
}

/** What stake earned on the day, times 365, as a part of the stake. */
function yieldOf(args: { world: World; close: CloseFigures; settled: Settled; feesWei: bigint }): number {
  const { world, close, settled, feesWei } = args;
  const stakedWei = cohorts(world).reduce((sum, { stakeWei }) => sum + stakeWei, 0n);
  if (stakedWei === 0n) return 1;
  const earned = close.dutyWei + settled.paidWei + (feesWei * 95n) / 100n;
  return (Number(earned) / Number(stakedWei)) * YEAR;
}

function rowOf(args: {
  world: World;
  close: CloseFigures;
  work: Work;
  settled: Settled;
  target: bigint;
  isLive: boolean;
}): DayRow {
  const { world, close, work, settled, target, isLive } = args;
  const megaUnits = Number(work.honestUnits) / 1e6;
  const income = Number(settled.honestWei + (work.feesWei * 85n) / 100n) / 1e18;
  return {
    day: world.day,
    budgetWei: close.budgetWei,
    utilisation: Number(close.utilisation) / 1e18,
    paidOutWei: close.baseWei + settled.paidWei + close.dutyWei,
    baseWei: close.baseWei,
    paidWei: settled.paidWei,
    dutyWei: close.dutyWei,
    cutWei: close.paidWei - settled.paidWei,
    circulatingWei: SUPPLY_WEI - world.remainingWei,
    stakedWei: cohorts(world).reduce((sum, { stakeWei }) => sum + stakeWei, 0n),
    workUnits: Number(work.baseUnits + work.honestUnits + work.hostileUnits),
    target: Number(target),
    feesWei: work.feesWei,
    incomePerMegaUnit: megaUnits === 0 ? 0 : income / megaUnits,
    isLive,
    wash: settled.wash,
    hostileWei: settled.wash.emissionWei + settled.hostileDutyWei,
  };
}
