/** Charts of runs as Vega-Lite specifications: one page of six panels a run, and one that compares runs. Data by week. */
import type { TopLevelSpec } from 'vega-lite';

import { cxt } from './figures.ts';
import type { DayRow } from './world.ts';

const WEEK = 7;
const WIDTH = 430;
const HEIGHT = 210;

const CONFIG = {
  font: 'DejaVu Sans',
  background: 'white',
  title: { fontSize: 14, anchor: 'start', frame: 'group', fontWeight: 'bold', offset: 8 },
  axis: { labelFontSize: 11, titleFontSize: 11, titleFontWeight: 'normal', gridColor: '#e8e8e8' },
  legend: { labelFontSize: 11, titleFontSize: 11, orient: 'bottom', symbolStrokeWidth: 3, labelLimit: 300 },
  view: { stroke: '#bbbbbb' },
} as const;

interface Point {
  readonly year: number;
  readonly series: string;
  /** Place in a stack, from below. */
  readonly rank: number;
  readonly value: number;
}

interface Series {
  readonly name: string;
  readonly value: (row: DayRow) => number;
}

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly Series[];
  readonly mark?: 'area';
  readonly format?: string;
  readonly isLog?: boolean;
}

const thousands = (wei: bigint): number => cxt(wei) / 1e3;
const millions = (wei: bigint): number => cxt(wei) / 1e6;
const stakeShare = (row: DayRow): number => cxt(row.stakedWei) / Math.max(1, cxt(row.circulatingWei));

const WORK_PANEL: Panel = {
  title: 'Work and target',
  unit: 'work units a day (log)',
  format: '~s',
  isLog: true,
  series: [
    { name: 'work W', value: ({ workUnits }) => workUnits },
    { name: 'target T', value: ({ target }) => target },
  ],
};

const PANELS: readonly Panel[] = [
  {
    title: 'Release per day, by what it is paid for',
    unit: 'thousand CXT a day',
    mark: 'area',
    series: [
      { name: 'base work', value: ({ baseWei }) => thousands(baseWei) },
      { name: 'paid work', value: ({ paidWei }) => thousands(paidWei) },
      { name: 'duties', value: ({ dutyWei }) => thousands(dutyWei) },
      { name: 'cut by clamps (stays in the pool)', value: ({ cutWei }) => thousands(cutWei) },
    ],
  },
  {
    title: 'Cumulative release',
    unit: 'million CXT outside the pool',
    series: [
      { name: 'circulating', value: ({ circulatingWei }) => millions(circulatingWei) },
      { name: 'of it staked', value: ({ stakedWei }) => millions(stakedWei) },
    ],
  },
  {
    title: 'Utilisation of the daily budget',
    unit: 'u = min(1, W / T)',
    format: '%',
    series: [{ name: 'utilisation', value: ({ utilisation }) => utilisation }],
  },
  {
    title: 'Stake share',
    unit: 'stake / circulating supply',
    format: '%',
    series: [{ name: 'stake share', value: stakeShare }],
  },
  {
    title: 'Income of an honest executor, fees and emission',
    unit: 'CXT per million work units (log)',
    format: '~g',
    isLog: true,
    series: [{ name: 'income', value: ({ incomePerMegaUnit }) => incomePerMegaUnit }],
  },
  WORK_PANEL,
];

/** One run: six panels. */
export function runChart(args: { title: string; subtitle: string; rows: readonly DayRow[] }): TopLevelSpec {
  const panels = PANELS.map((panel) =>
    panelSpec(
      panel,
      panel.series.flatMap(({ name, value }, rank) => weekly({ name, rank, value, rows: args.rows, panel })),
    ),
  );
  return page(args.title, args.subtitle, panels);
}

/** Several runs: the first series of each panel, one line a run. */
export function comparisonChart(runs: ReadonlyMap<string, readonly DayRow[]>): TopLevelSpec {
  const paidOut: Panel = {
    title: 'Release per day',
    unit: 'thousand CXT a day',
    series: [{ name: '', value: ({ paidOutWei }) => thousands(paidOutWei) }],
  };
  const chosen = [paidOut, ...PANELS.slice(1, -1), { ...WORK_PANEL, title: 'Work' }];
  const panels = chosen.map((panel) => {
    const [first] = panel.series;
    if (first === undefined) throw new Error(`the panel ${panel.title} shows nothing`);
    const points = [...runs].flatMap(([name, rows]) =>
      weekly({ name, rank: 0, value: first.value, rows, panel }),
    );
    return panelSpec(panel, points);
  });
  return page('All scenarios', 'the economy model over the same rules, weekly means', panels);
}

/** Means of weeks; a log axis has no place for zero. */
function weekly(args: {
  name: string;
  rank: number;
  value: (row: DayRow) => number;
  rows: readonly DayRow[];
  panel: Panel;
}): Point[] {
  const { name, rank, value, rows, panel } = args;
  const points: Point[] = [];
  for (let start = 0; start < rows.length; start += WEEK) {
    const week = rows.slice(start, start + WEEK);
    const mean = week.reduce((sum, row) => sum + value(row), 0) / week.length;
    if (panel.isLog !== true || mean > 0)
      points.push({ year: (start + WEEK / 2) / 365, series: name, rank, value: mean });
  }
  return points;
}

function panelSpec(panel: Panel, values: readonly Point[]): object {
  const names = [...new Set(values.map(({ series }) => series))];
  return {
    title: panel.title,
    width: WIDTH,
    height: HEIGHT,
    data: { values },
    mark: panel.mark === 'area' ? { type: 'area', opacity: 0.85 } : { type: 'line', strokeWidth: 1.8 },
    encoding: {
      x: {
        field: 'year',
        type: 'quantitative',
        title: 'years since the first epoch',
        scale: {
          domainMax: Math.round(Math.max(...values.map(({ year }) => year))),
          nice: false,
          clamp: true,
        },
      },
      y: {
        field: 'value',
        type: 'quantitative',
        title: panel.unit,
        scale: panel.isLog === true ? { type: 'log' } : { zero: true },
        axis: {
          ...(panel.format === undefined ? {} : { format: panel.format }),
          ...(panel.isLog === true ? { values: decades(values) } : { tickCount: 6 }),
        },
      },
      color: {
        field: 'series',
        type: 'nominal',
        title: null,
        sort: names,
        scale: { scheme: 'tableau10', domain: names },
        legend: names.length < 2 ? null : { columns: names.length > 4 ? 3 : 2 },
      },
      ...(panel.mark === 'area' ? { order: { field: 'rank' } } : {}),
    },
  };
}

/** Powers of ten that the values span. */
function decades(values: readonly Point[]): number[] {
  const logs = values.map(({ value }) => Math.log10(value));
  const first = Math.floor(Math.min(...logs));
  const last = Math.ceil(Math.max(...logs));
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}

function page(title: string, subtitle: string, panels: readonly object[]): TopLevelSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: title, subtitle, fontSize: 18, subtitleFontSize: 12, offset: 16 },
    config: CONFIG,
    columns: 2,
    align: 'all',
    spacing: { row: 26, column: 30 },
    resolve: { scale: { color: 'independent' } },
    padding: 16,
    concat: panels,
  } as unknown as TopLevelSpec;
}
