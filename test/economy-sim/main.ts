/** `npm run sim:economy`: ten years of the economy by scenario, as charts, CSV and a table. Exit 1 and one line on a bad argument. */
import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import type { TopLevelSpec } from 'vega-lite';

import { comparisonChart, runChart } from './charts.ts';
import { toCsv } from './csv.ts';
import { type CliOptions, OptionError, readOptions, USAGE } from './options.ts';
import { renderPng, renderSvg } from './render.ts';
import { type ScenarioName, scenario } from './scenario.ts';
import { simulate } from './simulate.ts';
import { adversaryTable, fraudTable, yearTable } from './tables.ts';
import type { DayRow } from './world.ts';

async function run(options: CliOptions): Promise<void> {
  const { years, rules, minimumTarget, out } = options;
  makeFolder(out);
  const runs = new Map<ScenarioName, DayRow[]>();
  for (const name of options.scenarios) {
    const rows = simulate(scenario(name), { years, rules, minimumTarget });
    runs.set(name, rows);
    writeFileSync(join(out, `${name}.csv`), toCsv(rows));
    await draw(
      join(out, name),
      runChart({ title: `Scenario ${name}`, subtitle: scenario(name).story, rows }),
    );
  }
  if (runs.size > 1) await draw(join(out, 'all'), comparisonChart(runs));
  console.log(yearTable({ runs, years }));
  const adversaries = adversaryTable(runs);
  if (adversaries !== null) console.log(`\n${adversaries}`);
  if (runs.has('hostile')) console.log(`\n${fraudTable({ share: 0.3, rules })}`);
  console.log(`\ncharts (SVG, PNG) and CSV are in ${out}`);
}

/** WHY level by level: the recursive mkdir of Node never returns where a file system refuses without saying why (/proc). */
function makeFolder(out: string): void {
  try {
    const missing: string[] = [];
    for (let folder = resolve(out); !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
    for (const folder of missing) mkdirSync(folder);
    accessSync(out, constants.W_OK);
  } catch (error) {
    throw new OptionError(
      `--out ${out}: cannot be made or written (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}

async function draw(file: string, spec: TopLevelSpec): Promise<void> {
  const svg = await renderSvg(spec);
  writeFileSync(`${file}.svg`, svg);
  writeFileSync(`${file}.png`, renderPng(svg));
}

try {
  await run(readOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof OptionError)) throw error;
  console.error(`${error.message}\n${USAGE}`);
  process.exitCode = 1;
}
