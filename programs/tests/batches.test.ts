/** The size of bundle that relayers choose for Solana, and what a larger one would cost. */
import { expect, test } from 'vitest';
import { measureBatches, RELAYER_ITEMS } from '../bench/batches.ts';

test(`${RELAYER_ITEMS} messages are one transaction without rent, whoever they go to; one more may not be`, () => {
  const batches = measureBatches();
  const chosen = batches.filter(({ items }) => items <= RELAYER_ITEMS);
  expect(new Set(chosen.map(({ load }) => load)).size).toBe(3);
  for (const batch of chosen) expect(batch).toMatchObject({ transactions: 1, rentLamportsPerItem: 0 });
  const larger = batches.filter(({ items, load }) => items === RELAYER_ITEMS + 1 && load === 'new account');
  expect(larger).toHaveLength(1);
  for (const batch of larger) {
    expect(batch.transactions).toBeGreaterThan(1);
    expect(batch.rentLamportsPerItem).toBeGreaterThan(0);
  }
});
