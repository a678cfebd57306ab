/** The main figures of a run, and what an adversary gained. Amounts in CXT. */
import { committeeOdds, CLASSES } from './committees.ts';
import type { Scenario } from './scenario.ts';
import type { DayRow } from './world.ts';

const YEAR = 365;
const DAYS_AVERAGED = 30;

export const cxt = (wei: bigint): number => Number(wei / 10n ** 9n) / 1e9;

export interface YearFigures {
  readonly year: number;
  readonly circulating: number;
  /** Mean of the year, 1 is 100 %. */
  readonly utilisation: number;
  readonly stakeShare: number;
  /** Mean of the last thirty days. */
  readonly paidOutPerDay: number;
  /** What clamps kept back, as a part of the paid budget. */
  readonly cutShare: number;
  readonly incomePerMegaUnit: number;
}

/** Figures at the end of a year of the run. */
export function yearFigures(rows: readonly DayRow[], year: number): YearFigures {
  const end = year * YEAR;
  const inYear = rows.slice(end - YEAR, end);
  const month = rows.slice(end - DAYS_AVERAGED, end);
  const last = rows[end - 1];
  if (last === undefined) throw new Error(`the run has no year ${year}`);
  const cut = sum(month.map(({ cutWei }) => cxt(cutWei)));
  const paid = sum(month.map(({ paidWei }) => cxt(paidWei)));
  return {
    year,
    circulating: cxt(last.circulatingWei),
    utilisation: mean(inYear.map(({ utilisation }) => utilisation)),
    stakeShare: cxt(last.stakedWei) / cxt(last.circulatingWei),
    paidOutPerDay: mean(month.map(({ paidOutWei }) => cxt(paidOutWei))),
    cutShare: paid + cut === 0 ? 0 : cut / (paid + cut),
    incomePerMegaUnit: mean(month.map(({ incomePerMegaUnit }) => incomePerMegaUnit)),
  };
}

export interface AdversaryFigures {
  readonly sunk: number;
  readonly emission: number;
  /** Net gain over honest base work with the same units, per CXT of sunk fees: below 0 is a loss. */
  readonly gainPerSunk: number;
  /** Part of everything that was ever paid out of the pool. */
  readonly shareOfRelease: number;
  /** The most that it took on one day. */
  readonly mostPerDay: number;
}

/** What the adversary of a run gained; null when there is none. */
export function adversaryFigures(rows: readonly DayRow[], scenario: Scenario): AdversaryFigures | null {
  if (scenario.adversary === null) return null;
  const total = (pick: (row: DayRow) => bigint): number => sum(rows.map((row) => cxt(pick(row))));
  const sunk = total(({ wash }) => wash.sunkWei);
  const emission = total(({ wash }) => wash.emissionWei);
  const honest = total(({ wash }) => wash.honestWei);
  const back = total(({ wash }) => wash.seatBackWei);
  return {
    sunk,
    emission,
    gainPerSunk: sunk === 0 ? 0 : (emission + back - sunk - honest) / sunk,
    shareOfRelease: total(({ hostileWei }) => hostileWei) / total(({ paidOutWei }) => paidOutWei),
    mostPerDay: Math.max(...rows.map(({ hostileWei }) => cxt(hostileWei))),
  };
}

export interface FraudFigures {
  readonly name: string;
  readonly certified: number;
  readonly punished: number;
  readonly expires: number;
  /** The most that one false certificate is worth, in seat bonds. */
  readonly mostInSeatBonds: number;
  /** Expected gain of a false result, as a part of the executor's stake: a day's clamp won, or 5 % of the stake lost. */
  readonly expectedOfStake: number;
}

/** What a hostile share of the stake can make of committees. */
export function fraudFigures(args: { share: number; stakeDivisor: number }): FraudFigures[] {
  return committeeOdds(args.share).map(({ name, falseCertified, falsePunished, expires }, index) => ({
    name,
    certified: falseCertified,
    punished: falsePunished,
    expires,
    mostInSeatBonds: (CLASSES[index]?.quorum ?? 0) / 1.5,
    expectedOfStake: falseCertified / args.stakeDivisor - falsePunished * 0.05,
  }));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}
