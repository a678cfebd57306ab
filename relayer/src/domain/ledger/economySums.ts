/**
 * The sums of the home economy (I1, I2): what pool, registry and market owe is there, and with the vault it is no more than there is. The
 * same sums that the reference ledger adds up after every operation. All amounts are wei.
 */
import { type BrokenSum, brokenSums } from '@cxt-bridge/adapters/economy';
import type { SupplyState } from '@cxt-bridge/adapters/core';
import { TOTAL_SUPPLY_WEI } from '@cxt-bridge/adapters/protocol';

/** The first sum that does not hold, null when all do or the network has no economy. */
export function brokenEconomySum(
  state: SupplyState,
): Pick<BrokenSum, 'what' | 'leftWei' | 'rightWei'> | null {
  const { economy, totalSupplyWei, vaultWei, lockedWei } = state;
  if (economy === undefined) return null;
  const { pool, registry, market } = economy;
  const contractsWei = pool.balanceWei + registry.balanceWei + market.balanceWei + vaultWei;
  // SAFETY: holders cannot be listed; what is left for them is derived, so it must be looked at itself.
  if (contractsWei > totalSupplyWei) {
    const what = 'balances of pool, registry, market and vault <= total supply';
    return { what, leftWei: contractsWei, rightWei: totalSupplyWei };
  }
  const figures = {
    holdersWei: totalSupplyWei - contractsWei,
    burnedWei: TOTAL_SUPPLY_WEI - totalSupplyWei,
    pool,
    registry,
    market,
    vault: { balanceWei: vaultWei, lockedWei },
    spokes: [],
    pendingWei: lockedWei,
  };
  return brokenSums(figures)[0] ?? null;
}
