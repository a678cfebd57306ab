import { expect, it } from 'vitest';
import { hoursLeft, type Purse, purseAfter } from './purse.ts';

const MINUTE_MS = 60_000;

function after(balances: readonly bigint[]): Purse {
  const [first = 0n, ...later] = balances;
  const start = purseAfter({ purse: undefined, balance: first, nowMs: 0 });
  return later.reduce(
    (purse, balance, index) => purseAfter({ purse, balance, nowMs: (index + 1) * MINUTE_MS }),
    start,
  );
}

it('lasts as long as its balance at the rate of what was spent, whatever was put in meanwhile', () => {
  expect(hoursLeft({ purse: after([1_000n, 990n, 980n]), nowMs: 2 * MINUTE_MS })).toBeCloseTo(98 / 60);
  const refilled = after([1_000n, 990n, 5_000n, 4_990n]);
  expect(refilled.spent).toBe(20n);
  expect(hoursLeft({ purse: refilled, nowMs: 2 * MINUTE_MS })).toBeCloseTo(499 / 60);
});

it('says nothing before anything was spent, and does not take the first second for the rule', () => {
  expect(hoursLeft({ purse: after([1_000n, 1_000n, 2_000n]), nowMs: MINUTE_MS })).toBeNull();
  const young = { firstMs: 0, spent: 10n, balance: 990n };
  expect(hoursLeft({ purse: young, nowMs: 1 })).toBeCloseTo((99 * 30) / 3_600);
});
