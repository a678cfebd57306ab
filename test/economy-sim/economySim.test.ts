import { EMISSION_RULES, SUPPLY_WEI } from '@cxt-bridge/adapters/economy';
import { describe, expect, it } from 'vitest';

import { runChart } from './charts.ts';
import { committeeOdds } from './committees.ts';
import { toCsv } from './csv.ts';
import { adversaryFigures, yearFigures } from './figures.ts';
import { OptionError, readOptions } from './options.ts';
import { renderPng, renderSvg } from './render.ts';
import { scenario, SCENARIOS } from './scenario.ts';
import { simulate } from './simulate.ts';

const OPTIONS = { years: 1, rules: EMISSION_RULES, minimumTarget: 10n * 2n ** 20n };

describe('the economy simulation', () => {
  it.each(SCENARIOS)('%s never releases more than the budget, and loses no wei', (name) => {
    // simulate itself adds up all wei after every day and throws when one is lost
    const rows = simulate(scenario(name), OPTIONS);
    expect(rows).toHaveLength(365);
    for (const row of rows) {
      expect(row.paidOutWei <= row.budgetWei).toBe(true);
      expect(row.circulatingWei <= SUPPLY_WEI).toBe(true);
      expect(row.utilisation).toBeLessThanOrEqual(1);
    }
    expect(yearFigures(rows, 1).circulating).toBeGreaterThan(1_000_000);
  });

  it('pays a wash trader for sunk fees only what its own seats get back', () => {
    const wash = scenario('wash');
    const gain = adversaryFigures(simulate(wash, OPTIONS), wash)?.gainPerSunk ?? Number.NaN;
    expect(gain).toBeGreaterThan(0);
    // it holds a third of the seats, which get two thirds of what is sunk
    expect(gain).toBeLessThan((2 / 3) * 0.34);
    const poolOnly = { ...OPTIONS, rules: { ...EMISSION_RULES, sunkSeatBps: 0n } };
    expect(adversaryFigures(simulate(wash, poolOnly), wash)?.sunk).toBe(0);
  });

  it('knows the odds of committees', () => {
    const [small] = committeeOdds(0.3);
    expect(small?.captured).toBeCloseTo(0.0288, 4);
    expect(small?.honest).toBeCloseTo(0.6471, 4);
    expect(committeeOdds(0).map(({ honest }) => honest)).toEqual([1, 1, 1]);
  });

  it('writes a row of figures for every day', () => {
    const lines = toCsv(simulate(scenario('slow'), OPTIONS))
      .trim()
      .split('\n');
    expect(lines).toHaveLength(366);
    expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1);
    expect(lines[1]).toMatch(/^0,47464\.56/);
  });

  it('draws what a viewer can read', async () => {
    const rows = simulate(scenario('slow'), OPTIONS);
    const svg = await renderSvg(runChart({ title: 'Title', subtitle: 'story', rows }));
    expect(svg).toContain('Utilisation of the daily budget');
    const png = renderPng(svg);
    expect([...png.subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join('')).toBe('PNG');
    expect(png.length).toBeGreaterThan(50_000);
  });

  it.each([
    [['--years', '0'], '--years 0: give a whole number from 1 to 50'],
    [['--years', 'ten'], '--years ten: give a whole number from 1 to 50'],
    [['--scenario', 'best'], '--scenario best: not a scenario; give one of'],
    [['--target-up', '17'], '--target-up 17: give a fraction such as 17/16'],
    [['--speed', '3'], "Unknown option '--speed'"],
  ])('refuses %j in one line', (argv, sentence) => {
    expect(() => readOptions(argv)).toThrow(OptionError);
    expect(() => readOptions(argv)).toThrow(sentence);
  });
});
