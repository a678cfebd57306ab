import type { Clock } from '@cxt-bridge/adapters/core';
import { expect, test } from 'vitest';
import { createAddressBudget } from './addressBudget.ts';

let nowMs = 0;
const clock: Clock = { nowMs: () => nowMs, sleep: () => Promise.resolve() };
const limits = { burst: 2, perSecond: 1, maxAddresses: 2 };

test('a budget refills with time and is not shared between addresses', () => {
  const budget = createAddressBudget({ clock, limits });
  expect([budget.take('10.0.0.1'), budget.take('10.0.0.1'), budget.take('10.0.0.1')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(budget.take('10.0.0.2')).toBe(true);
  nowMs += 1_000;
  expect([budget.take('10.0.0.1'), budget.take('10.0.0.1')]).toEqual([true, false]);
});

test('a clock that jumps back gives nothing and takes nothing', () => {
  const budget = createAddressBudget({ clock, limits });
  budget.take('10.0.0.1');
  nowMs -= 3_600_000;
  expect([budget.take('10.0.0.1'), budget.take('10.0.0.1')]).toEqual([true, false]);
});

test('one IPv6 network and a mapped IPv4 address count as one', () => {
  const budget = createAddressBudget({ clock, limits });
  expect([
    budget.take('2001:db8:1:2::1'),
    budget.take('2001:db8:1:2::2'),
    budget.take('2001:db8:1:2:3:4:5:6'),
  ]).toEqual([true, true, false]);
  expect([budget.take('::ffff:10.0.0.9'), budget.take('10.0.0.9'), budget.take('10.0.0.9')]).toEqual([
    true,
    true,
    false,
  ]);
});

test('the longest silent address is forgotten first', () => {
  const budget = createAddressBudget({ clock, limits });
  for (const address of ['a', 'a', 'b', 'a', 'c']) budget.take(address);
  expect(budget.take('a')).toBe(false);
  expect([budget.take('b'), budget.take('b')]).toEqual([true, true]);
});
