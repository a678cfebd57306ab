import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { carriedPriceOf, closeFigures, EMISSION_RULES, nextTarget, nodeShare } from './emission.ts';
import { DAILY_RATE, SUPPLY_WEI } from './parameters.ts';

const anyWork = fc.record({
  workUnits: fc.bigInt(0n, 2n ** 64n - 1n),
  baseScore: fc.oneof(fc.constant(0n), fc.bigInt(1n, 2n ** 112n - 1n)),
  paidScore: fc.oneof(fc.constant(0n), fc.bigInt(1n, 2n ** 112n - 1n)),
  duties: fc.bigInt(0n, 3n),
});
const anyClose = fc.record({
  remainingWei: fc.bigInt(0n, SUPPLY_WEI),
  target: fc.bigInt(16n, 2n ** 70n),
  rate: fc.bigInt(1n, 10n ** 16n),
  minimumTarget: fc.bigInt(16n, 2n ** 40n),
  isLive: fc.boolean(),
  work: anyWork,
});

describe('the release', () => {
  it('is the day of the whitepaper: 47,464.57 CXT at most on day 0, half of the pool in four full years', () => {
    const full = { workUnits: 16n, baseScore: 1n, paidScore: 1n, duties: 1n };
    let remainingWei = SUPPLY_WEI;
    for (let day = 0; day < 1_461; day += 1) {
      const figures = closeFigures({
        remainingWei,
        target: 16n,
        rate: DAILY_RATE,
        minimumTarget: 16n,
        isLive: false,
        work: full,
      });
      if (day === 0) expect(figures.budgetWei / 10n ** 16n).toBe(4_746_456n);
      remainingWei -= figures.setAsideWei;
    }
    expect(Number(remainingWei) / Number(SUPPLY_WEI)).toBeCloseTo(0.5, 3);
  });

  it('never exceeds the budget, and is nothing for nothing (I7, I8, I9)', () => {
    fc.assert(
      fc.property(anyClose, (close) => {
        const { budgetWei, releasedWei, baseWei, paidWei, dutyWei, setAsideWei } = closeFigures(close);
        expect(budgetWei).toBe((close.remainingWei * close.rate) / 10n ** 18n);
        expect(setAsideWei).toBe(baseWei + paidWei + dutyWei);
        expect(setAsideWei <= releasedWei && releasedWei <= budgetWei).toBe(true);
        if (close.work.workUnits === 0n) expect(setAsideWei).toBe(0n);
        if (close.isLive) expect(baseWei <= (releasedWei * 9n) / 40n + 1n).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('grows with the work of an epoch and with what remains', () => {
    fc.assert(
      fc.property(anyClose, fc.bigInt(0n, 2n ** 60n), (close, more) => {
        const base = closeFigures(close).releasedWei;
        const workUnits = close.work.workUnits + more;
        expect(closeFigures({ ...close, work: { ...close.work, workUnits } }).releasedWei >= base).toBe(true);
        const remainingWei = close.remainingWei + more;
        expect(closeFigures({ ...close, remainingWei }).releasedWei >= base).toBe(true);
      }),
    );
  });

  it('moves the target within its bounds, in one direction only (I35)', () => {
    fc.assert(
      fc.property(fc.bigInt(16n, 2n ** 80n), fc.bigInt(0n, 2n ** 64n), (target, workUnits) => {
        const next = nextTarget({ target, workUnits, minimumTarget: 16n });
        expect(next >= 16n && next <= (target * 17n) / 16n).toBe(true);
        expect(next >= (target * 63n) / 64n || next === 16n).toBe(true);
        if (workUnits >= target) expect(next >= target).toBe(true);
        if (workUnits <= target) expect(next <= target).toBe(true);
      }),
    );
  });

  it('pays nodes no more than was set aside, and paid work no more than its clamps (I8, I11, I12)', () => {
    const anyNode = fc.record({
      baseScore: fc.bigInt(0n, 2n ** 60n),
      paidScore: fc.bigInt(0n, 2n ** 60n),
      equivalentScore: fc.bigInt(0n, 2n ** 60n),
      sunkWei: fc.bigInt(0n, 10n ** 22n),
      stakeWei: fc.bigInt(0n, 10n ** 24n),
    });
    fc.assert(
      fc.property(fc.array(anyNode, { minLength: 1, maxLength: 8 }), anyClose, (nodes, close) => {
        const sum = (pick: (node: (typeof nodes)[number]) => bigint): bigint =>
          nodes.reduce((total, node) => total + pick(node), 0n);
        const work = {
          ...close.work,
          baseScore: sum((n) => n.baseScore),
          paidScore: sum((n) => n.paidScore),
        };
        const { baseWei, paidWei } = closeFigures({ ...close, work });
        const basePrice = work.baseScore === 0n ? 5n : (baseWei * 10n ** 18n) / work.baseScore;
        const epoch = { baseWei, paidWei, baseScore: work.baseScore, paidScore: work.paidScore, basePrice };
        const shares = nodes.map((node) => nodeShare({ epoch, node }));
        const given = shares.reduce((total, { amountWei, cutWei }) => total + amountWei + cutWei, 0n);
        expect(given <= baseWei + paidWei).toBe(true);
        for (const [index, { paidWei: paid }] of shares.entries()) {
          const node = nodes[index] as (typeof nodes)[number];
          expect(paid <= (node.equivalentScore * basePrice) / 10n ** 18n + node.sunkWei).toBe(true);
          expect(paid <= node.stakeWei / 30n).toBe(true);
        }
      }),
    );
  });

  it('fades the price of base work by a sixteenth while there is none', () => {
    expect(carriedPriceOf({ baseWei: 0n, baseScore: 0n, lastPrice: 1_600n })).toBe(1_500n);
    expect(carriedPriceOf({ baseWei: 10n, baseScore: 4n, lastPrice: 1n })).toBe(25n * 10n ** 17n);
    expect(EMISSION_RULES.stakeDivisor).toBe(30n);
  });
});
