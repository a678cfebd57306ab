/** The main figures as text. */
import type { EmissionRules } from '@cxt-bridge/adapters/economy';

import { adversaryFigures, fraudFigures, yearFigures } from './figures.ts';
import { type ScenarioName, scenario } from './scenario.ts';
import type { DayRow } from './world.ts';

type Runs = ReadonlyMap<ScenarioName, readonly DayRow[]>;

const SHOWN_YEARS = [1, 4, 10];
const percent = (value: number, digits = 1): string => `${(value * 100).toFixed(digits)} %`;
const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Years 1, 4 and 10 of each run, as far as it goes. */
export function yearTable(args: { runs: Runs; years: number }): string {
  const shown = SHOWN_YEARS.filter((year) => year <= args.years);
  const rows = [...args.runs].flatMap(([name, days]) =>
    (shown.length === 0 ? [args.years] : shown).map((year) => {
      const figures = yearFigures(days, year);
      return [
        name,
        String(year),
        whole(figures.circulating),
        percent(figures.utilisation),
        percent(figures.stakeShare),
        whole(figures.paidOutPerDay),
        percent(figures.cutShare),
        figures.incomePerMegaUnit.toPrecision(3),
      ];
    }),
  );
  return table(
    ['scenario', 'year', 'released CXT', 'utilisation', 'staked', 'CXT a day', 'paid cut', 'CXT/M units'],
    rows,
  );
}

/** What the adversaries gained; null without any. */
export function adversaryTable(runs: Runs): string | null {
  const rows = [...runs].flatMap(([name, days]) => {
    const figures = adversaryFigures(days, scenario(name));
    if (figures === null) return [];
    return [
      [
        name,
        whole(figures.sunk),
        whole(figures.emission),
        figures.gainPerSunk.toFixed(3),
        percent(figures.shareOfRelease),
        whole(figures.mostPerDay),
      ],
    ];
  });
  if (rows.length === 0) return null;
  return table(
    ['adversary', 'sunk CXT', 'emission CXT', 'gain per sunk CXT', 'of all release', 'most CXT a day'],
    rows,
  );
}

/** What a hostile share of the stake can do in committees. */
export function fraudTable(args: { share: number; rules: EmissionRules }): string {
  const rows = fraudFigures({ share: args.share, stakeDivisor: Number(args.rules.stakeDivisor) }).map(
    ({ name, certified, punished, expires, mostInSeatBonds, expectedOfStake }) => [
      name,
      percent(certified, 3),
      percent(punished),
      percent(expires),
      mostInSeatBonds.toFixed(1),
      percent(expectedOfStake, 2),
    ],
  );
  return table(
    [
      `class, ${percent(args.share, 0)} hostile`,
      'false certified',
      'punished',
      'jobs expire',
      'worth, seat bonds',
      'expected, of stake',
    ],
    rows,
  );
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return [line(header), ...rows.map(line)].join('\n');
}
