/**
 * What the world does in a scenario: how much work is wanted, how many nodes mine, who is hostile. Assumptions, not predictions; every
 * figure is per day and stated here alone.
 */
export const SCENARIOS = ['slow', 'fast', 'boom-bust', 'wash', 'hostile'] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

const YEAR = 365;
/** The most rows that one node may commit in an epoch (docs/compute.md §3). */
const MAX_ROWS = 2 ** 20;

export interface Adversary {
  /** Part of all stake that belongs to it. */
  readonly stakeShare: number;
  /** Work units it pays itself for, as a multiple of the honest ones. */
  readonly unitsPerHonestUnit: number;
  /** Days of each year in which it works; 365 is always. */
  readonly activeDays: number;
  /** Stays away from its seats. */
  readonly isAbsent: boolean;
}

export interface Scenario {
  readonly name: ScenarioName;
  readonly story: string;
  /** Honest paid work units wanted on a day. */
  readonly paidUnits: (day: number) => number;
  /** Units of base work done on a day: nodes times rows. */
  readonly baseUnits: (day: number) => number;
  readonly adversary: Adversary | null;
}

const logistic = (args: { day: number; top: number; middle: number; days: number }): number =>
  args.top / (1 + Math.exp(-(args.day - args.middle) / args.days));

const nodes = (first: number, last: number, years: number) => (day: number) =>
  (first + (last - first) * Math.min(1, day / (years * YEAR))) * MAX_ROWS;

const slowDemand = (day: number): number => (day < 60 ? 0 : 1e6 + (1e9 * (day - 60)) / (10 * YEAR));
const fastDemand = (day: number): number =>
  day < 14 ? 0 : logistic({ day, top: 1e12, middle: 1.5 * YEAR, days: 45 }) + 1e6;

/** Two waves of eighteen months: a thousandfold rise, then 95 % gone within a quarter. */
function boomBustDemand(day: number): number {
  if (day < 14) return 0;
  const wave = (start: number, top: number): number => {
    const rise = logistic({ day, top, middle: start + YEAR, days: 30 });
    const fall = 0.05 + 0.95 / (1 + Math.exp((day - start - 1.6 * YEAR) / 15));
    return rise * fall;
  };
  return 1e7 + wave(0, 1e10) + wave(4 * YEAR, 1e11);
}

const BY_NAME: Readonly<Record<ScenarioName, Omit<Scenario, 'name'>>> = {
  slow: {
    story: 'demand grows by the same amount every day, to a billion units after ten years',
    paidUnits: slowDemand,
    baseUnits: nodes(5, 50, 10),
    adversary: null,
  },
  fast: {
    story: 'demand follows an S-curve to a trillion units, half of it after eighteen months',
    paidUnits: fastDemand,
    baseUnits: nodes(10, 1_000, 3),
    adversary: null,
  },
  'boom-bust': {
    story:
      'two waves, four years apart: a thousandfold rise, then 95 % of the demand is gone within a quarter',
    paidUnits: boomBustDemand,
    baseUnits: nodes(10, 100, 2),
    adversary: null,
  },
  wash: {
    story: 'slow growth, and a trader with a fifth of the stake pays itself for three times the honest work',
    paidUnits: slowDemand,
    baseUnits: nodes(5, 50, 10),
    adversary: { stakeShare: 0.2, unitsPerHonestUnit: 3, activeDays: YEAR, isAbsent: false },
  },
  hostile: {
    story: '30 % of the stake is hostile: absent from its seats, and pumping the target for 60 days a year',
    paidUnits: (day) => fastDemand(day) / 1_000,
    baseUnits: nodes(10, 200, 3),
    adversary: { stakeShare: 0.3, unitsPerHonestUnit: 30, activeDays: 60, isAbsent: true },
  },
};

export function scenario(name: ScenarioName): Scenario {
  return { name, ...BY_NAME[name] };
}
