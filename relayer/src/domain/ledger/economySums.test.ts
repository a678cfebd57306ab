import type { SupplyState } from '@cxt-bridge/adapters/core';
import { eid, wei } from '@cxt-bridge/adapters/protocol';
import { describe, expect, it } from 'vitest';
import { emptyLedger } from './book.ts';
import { LedgerBreach } from './breach.ts';
import { brokenEconomySum } from './economySums.ts';
import { reconcile } from './reconcile.ts';

const ALL = 10n ** 26n;
const economy = {
  pool: { balanceWei: ALL - 1_000n, remainingWei: ALL - 1_300n, claimableWei: 300n },
  registry: { balanceWei: 500n, stakeWei: 400n, bondedWei: 100n, unbondingWei: 90n },
  market: { balanceWei: 200n, escrowWei: 120n, creditsWei: 40n, poolShareWei: 30n, seatPayWei: 10n },
};
const state: SupplyState = {
  totalSupplyWei: wei(ALL),
  vaultWei: wei(0n),
  lockedWei: wei(0n),
  outstandingWei: new Map(),
  economy,
};

describe('the sums of the home economy', () => {
  it('hold for what the contracts hold, bare transfers included', () => {
    expect(brokenEconomySum(state)).toBeNull();
    const { economy: _, ...without } = state;
    expect(brokenEconomySum(without)).toBeNull();
  });

  it.each([
    ['pool', { ...economy, pool: { ...economy.pool, claimableWei: 301n } }],
    ['registry', { ...economy, registry: { ...economy.registry, unbondingWei: 101n } }],
    ['bonded', { ...economy, registry: { ...economy.registry, bondedWei: 401n } }],
    ['market', { ...economy, market: { ...economy.market, escrowWei: 121n } }],
    ['total supply', { ...economy, market: { ...economy.market, balanceWei: 501n } }],
  ])('break when %s is a wei short, and halt the ledger', (what, broken) => {
    expect(brokenEconomySum({ ...state, economy: broken })?.what).toContain(what);
    const { totals } = emptyLedger({ homeEid: eid(1), spokeEids: [eid(2)], totalSupplyWei: wei(ALL) });
    const check = (told: SupplyState): void => reconcile({ totals, eid: eid(1), height: 7n, state: told });
    expect(() => check(state)).not.toThrow();
    expect(() => check({ ...state, economy: broken })).toThrow(LedgerBreach);
    expect(() => check({ ...state, economy: broken })).toThrow(/ECONOMY_SUM/);
  });
});
