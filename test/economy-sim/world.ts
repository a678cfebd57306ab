/** State of a simulated economy, and what one day of it showed. Amounts in wei. */
import { type EmissionRules, SUPPLY_WEI } from '@cxt-bridge/adapters/economy';

import { type Cohort, cohort } from './cohort.ts';

export interface SimOptions {
  readonly years: number;
  readonly rules: EmissionRules;
  /** T_MIN and T of the first day, in work units. */
  readonly minimumTarget: bigint;
}

export interface World {
  day: number;
  remainingWei: bigint;
  target: bigint;
  /** P_b of the last close, 1e18 scale. */
  basePrice: bigint;
  /** What stake earned in a year at the last day's rate, 1 is 100 %. */
  stakeYield: number;
  readonly miners: Cohort;
  readonly providers: Cohort;
  readonly validators: Cohort;
  readonly users: Cohort;
  readonly hostile: Cohort;
}

export interface WashFigures {
  /** Fees that the trader cannot get back as executor: the pool's and the seats' parts. */
  readonly sunkWei: bigint;
  /** What of them came back to its own seats. */
  readonly seatBackWei: bigint;
  readonly emissionWei: bigint;
  /** What the same units would have earned as honest base work. */
  readonly honestWei: bigint;
}

export interface DayRow {
  readonly day: number;
  readonly budgetWei: bigint;
  /** 1 is 100 %. */
  readonly utilisation: number;
  /** What was paid out of the pool for the day. */
  readonly paidOutWei: bigint;
  readonly baseWei: bigint;
  readonly paidWei: bigint;
  readonly dutyWei: bigint;
  /** What the clamps cut and the pool kept. */
  readonly cutWei: bigint;
  /** 100,000,000 CXT less what the pool holds. */
  readonly circulatingWei: bigint;
  readonly stakedWei: bigint;
  readonly workUnits: number;
  readonly target: number;
  readonly feesWei: bigint;
  /** Income of an honest executor, CXT per million work units; 0 without work. */
  readonly incomePerMegaUnit: number;
  readonly isLive: boolean;
  readonly wash: WashFigures;
  /** What the adversary got out of the pool on the day. */
  readonly hostileWei: bigint;
}

export function newWorld(options: SimOptions): World {
  return {
    day: 0,
    remainingWei: SUPPLY_WEI,
    target: options.minimumTarget,
    basePrice: 0n,
    stakeYield: 1,
    miners: cohort('miners', 20n),
    providers: cohort('providers', 200n),
    validators: cohort('validators', 64n),
    users: cohort('users', 1n),
    hostile: cohort('hostile', 30n),
  };
}

export function cohorts(world: World): Cohort[] {
  return [world.miners, world.providers, world.validators, world.users, world.hostile];
}

/** I2 of the simulation: every wei is in the pool or with somebody. */
export function assertConserved(world: World): void {
  const held = cohorts(world).reduce((sum, { freeWei, stakeWei }) => sum + freeWei + stakeWei, 0n);
  const sum = held + world.remainingWei;
  if (sum !== SUPPLY_WEI) throw new Error(`day ${world.day}: ${sum - SUPPLY_WEI} wei too much`);
}
