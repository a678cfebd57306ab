/** Pays a closed day: base work, executors, duties and fees. What the clamps cut returns to the pool. Amounts in wei. */
import { BPS, type CloseFigures, least, nodeShare } from '@cxt-bridge/adapters/economy';

import type { Cohort } from './cohort.ts';
import type { Scenario } from './scenario.ts';
import type { SimOptions, WashFigures, World } from './world.ts';

/** Parts of a price (docs/compute.md §5). */
const SEATS_BPS = 1_000n;
const POOL_BPS = 500n;

interface PaidScores {
  readonly paid: bigint;
  readonly equivalent: bigint;
}

export interface Scores {
  readonly base: bigint;
  readonly honest: PaidScores;
  readonly hostile: PaidScores;
}

export interface Settled {
  /** Paid emission of all executors, and of the honest ones. */
  readonly paidWei: bigint;
  readonly honestWei: bigint;
  readonly hostileDutyWei: bigint;
  readonly wash: WashFigures;
}

interface Settlement {
  readonly world: World;
  readonly scenario: Scenario;
  readonly options: SimOptions;
  readonly close: CloseFigures;
  readonly scores: Scores;
  /** What users pay honest executors for their jobs. */
  readonly feesWei: bigint;
}

export function settleEpoch(settlement: Settlement): Settled {
  const { world, options, close, scores, feesWei } = settlement;
  world.remainingWei -= close.setAsideWei;
  world.miners.freeWei += close.baseWei;
  const honestWei = emissionOf({
    settlement,
    group: world.providers,
    scores: scores.honest,
    sunkWei: sunkOf(feesWei, options),
  });
  world.providers.freeWei += honestWei;
  payPrice({ settlement, payer: world.users, executor: world.providers, priceWei: feesWei });
  const wash = payWash(settlement);
  const hostileDutyWei = splitSeats(settlement, close.dutyWei);
  const paidWei = honestWei + wash.emissionWei;
  world.remainingWei += close.paidWei - paidWei;
  return { paidWei, honestWei, hostileDutyWei, wash };
}

/** Emission of a cohort: that of one of its nodes, times the nodes. */
function emissionOf(args: {
  settlement: Settlement;
  group: Cohort;
  scores: PaidScores;
  sunkWei: bigint;
}): bigint {
  const { settlement, group, scores, sunkWei } = args;
  const { close, world, options } = settlement;
  const each = nodeShare({
    epoch: {
      baseWei: 0n,
      baseScore: 0n,
      paidWei: close.paidWei,
      paidScore: settlement.scores.honest.paid + settlement.scores.hostile.paid,
      basePrice: world.basePrice,
    },
    node: {
      baseScore: 0n,
      paidScore: scores.paid / group.nodes,
      equivalentScore: scores.equivalent / group.nodes,
      sunkWei: sunkWei / group.nodes,
      stakeWei: group.stakeWei / group.nodes,
    },
    rules: options.rules,
  });
  return each.paidWei * group.nodes;
}

/**
 * The trader pays itself the price at which its emission is not cut, if a CXT that this costs it brings more than a CXT of emission; else
 * nothing, and takes what its work is worth as base work.
 */
function payWash(settlement: Settlement): WashFigures {
  const { world, options, scores } = settlement;
  const { hostile } = world;
  const emission = (sunkWei: bigint): bigint =>
    emissionOf({ settlement, group: hostile, scores: scores.hostile, sunkWei });
  const honestWei = emission(0n);
  const wantedSunk = emission(10n ** 30n) - honestWei;
  const perMega = sunkOf(1_000_000n, options);
  const costPerMega = 150_000n - (100_000n * BigInt(Math.round(seatShareOf(settlement) * 1e6))) / 1_000_000n;
  const isWorthIt = perMega > costPerMega && wantedSunk > 0n;
  const priceWei = isWorthIt ? least((wantedSunk * 1_000_000n) / perMega, hostile.freeWei) : 0n;
  const seatBackWei = payPrice({ settlement, payer: hostile, executor: hostile, priceWei });
  const emissionWei = emission(sunkOf(priceWei, options));
  hostile.freeWei += emissionWei;
  return { sunkWei: (priceWei * (SEATS_BPS + POOL_BPS)) / BPS, seatBackWei, emissionWei, honestWei };
}

/** What counts as sunk of a price: the pool's part and, as far as the rules say, the seats'. */
function sunkOf(priceWei: bigint, options: SimOptions): bigint {
  return (priceWei * POOL_BPS) / BPS + (((priceWei * SEATS_BPS) / BPS) * options.rules.sunkSeatBps) / BPS;
}

/** Splits a price: pool, seats, the rest to the executor. Returns what of it went to hostile seats. */
function payPrice(args: {
  settlement: Settlement;
  payer: Cohort;
  executor: Cohort;
  priceWei: bigint;
}): bigint {
  const { settlement, payer, executor, priceWei } = args;
  const seatsWei = (priceWei * SEATS_BPS) / BPS;
  const poolWei = (priceWei * POOL_BPS) / BPS;
  payer.freeWei -= priceWei;
  executor.freeWei += priceWei - seatsWei - poolWei;
  settlement.world.remainingWei += poolWei;
  return splitSeats(settlement, seatsWei);
}

/** Part of the seats that is hostile and present. */
function seatShareOf({ world, scenario }: Settlement): number {
  const { validators, hostile } = world;
  if (scenario.adversary === null || scenario.adversary.isAbsent) return 0;
  const all = validators.stakeWei + hostile.stakeWei;
  return all === 0n ? 0 : Number(hostile.stakeWei) / Number(all);
}

/** Pays the seats by their stake. Returns what hostile ones got. */
function splitSeats(settlement: Settlement, amountWei: bigint): bigint {
  const { validators, hostile } = settlement.world;
  const all = validators.stakeWei + hostile.stakeWei;
  const isPresent = seatShareOf(settlement) > 0;
  const hostileWei = isPresent ? (amountWei * hostile.stakeWei) / all : 0n;
  hostile.freeWei += hostileWei;
  validators.freeWei += amountWei - hostileWei;
  return hostileWei;
}
