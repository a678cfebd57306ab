/** All days of a run as CSV; amounts in CXT, units in the column names. */
import { cxt } from './figures.ts';
import type { DayRow } from './world.ts';

const COLUMNS: readonly (readonly [name: string, value: (row: DayRow) => number])[] = [
  ['day', ({ day }) => day],
  ['budget_cxt', ({ budgetWei }) => cxt(budgetWei)],
  ['utilisation', ({ utilisation }) => utilisation],
  ['paid_out_cxt', ({ paidOutWei }) => cxt(paidOutWei)],
  ['base_cxt', ({ baseWei }) => cxt(baseWei)],
  ['paid_work_cxt', ({ paidWei }) => cxt(paidWei)],
  ['duties_cxt', ({ dutyWei }) => cxt(dutyWei)],
  ['cut_by_clamps_cxt', ({ cutWei }) => cxt(cutWei)],
  ['circulating_cxt', ({ circulatingWei }) => cxt(circulatingWei)],
  ['staked_cxt', ({ stakedWei }) => cxt(stakedWei)],
  ['work_units', ({ workUnits }) => workUnits],
  ['target_units', ({ target }) => target],
  ['fees_cxt', ({ feesWei }) => cxt(feesWei)],
  ['income_cxt_per_million_units', ({ incomePerMegaUnit }) => incomePerMegaUnit],
  ['committees_live', ({ isLive }) => Number(isLive)],
  ['adversary_cxt', ({ hostileWei }) => cxt(hostileWei)],
  ['wash_sunk_cxt', ({ wash }) => cxt(wash.sunkWei)],
];

export function toCsv(rows: readonly DayRow[]): string {
  const lines = rows.map((row) => COLUMNS.map(([, value]) => value(row)).join(','));
  return `${[COLUMNS.map(([name]) => name).join(','), ...lines].join('\n')}\n`;
}
