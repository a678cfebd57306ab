/**
 * Holds the ledger against the chain's own figures at the same final block. Any difference is a breach: more is an excess, less means
 * that logs and state of one chain contradict each other. Called after the page that ends at this block was booked.
 */
import type { SupplyState } from '@cxt-bridge/adapters/core';
import type { Eid } from '@cxt-bridge/adapters/protocol';
import { type LedgerTotals, lockedWei } from './book.ts';
import { type Breach, LedgerBreach } from './breach.ts';
import { brokenEconomySum } from './economySums.ts';

export function reconcile(parameters: {
  totals: LedgerTotals;
  eid: Eid;
  height: bigint;
  state: SupplyState;
}): void {
  const { totals, eid, height, state } = parameters;
  const fail = (kind: Breach['kind'], detail: Record<string, string>): never => {
    throw new LedgerBreach({ kind, eid, height: height.toString(), txHash: null, detail });
  };
  const compare = (what: string, ledgerWei: bigint, chainWei: bigint): void => {
    if (chainWei === ledgerWei) return;
    fail(chainWei > ledgerWei ? 'SUPPLY_EXCESS' : 'SUPPLY_MISMATCH', {
      what,
      ledgerWei: ledgerWei.toString(),
      chainWei: chainWei.toString(),
    });
  };
  if (eid !== totals.homeEid) {
    compare('totalSupply', totals.spokes.get(eid)?.supplyWei ?? 0n, state.totalSupplyWei);
    return;
  }
  compare('totalSupply', totals.home.totalSupplyWei, state.totalSupplyWei);
  for (const [spokeEid, book] of totals.spokes) {
    compare(`outstanding[${spokeEid}]`, book.outstandingWei, state.outstandingWei.get(spokeEid) ?? 0n);
  }
  const locked = lockedWei(totals);
  compare('locked', locked, state.lockedWei);
  compare('vault', totals.home.vaultWei, state.vaultWei);
  if (state.vaultWei < locked) {
    fail('VAULT_SHORT', { vaultWei: state.vaultWei.toString(), lockedWei: locked.toString() });
  }
  const broken = brokenEconomySum(state);
  if (broken !== null) {
    const { what, leftWei, rightWei } = broken;
    fail('ECONOMY_SUM', { what, leftWei: leftWei.toString(), rightWei: rightWei.toString() });
  }
}
