/** The sums that must always hold (docs/compute.md): what a ledger adds up after every operation, and a relayer from what the chain says. */
import { SUPPLY_WEI } from './parameters.ts';

/** Every place where CXT can be on its home chain, and the bridge's ledger. Amounts in wei. */
export interface SupplyFigures {
  /** Of all holders that are none of the contracts below. */
  readonly holdersWei: bigint;
  readonly burnedWei: bigint;
  readonly pool: {
    readonly balanceWei: bigint;
    readonly remainingWei: bigint;
    readonly claimableWei: bigint;
  };
  readonly registry: {
    readonly balanceWei: bigint;
    readonly stakeWei: bigint;
    readonly bondedWei: bigint;
    readonly unbondingWei: bigint;
  };
  readonly market: {
    readonly balanceWei: bigint;
    readonly escrowWei: bigint;
    readonly creditsWei: bigint;
    readonly poolShareWei: bigint;
    readonly seatPayWei: bigint;
  };
  readonly vault: { readonly balanceWei: bigint; readonly lockedWei: bigint };
  readonly spokes: readonly {
    readonly mintedWei: bigint;
    readonly burnedWei: bigint;
    readonly supplyWei: bigint;
    /** Burned by holders themselves. */
    readonly burnedExternallyWei: bigint;
  }[];
  /** Sent and not yet credited, job value included. */
  readonly pendingWei: bigint;
}

/** A sum that does not hold. */
export interface BrokenSum {
  readonly sum: 'I1' | 'I2' | 'I3' | 'I4' | 'I23';
  readonly what: string;
  readonly leftWei: bigint;
  readonly rightWei: bigint;
}

/** Every sum that does not hold: I1 home's balances and what was burned, I2 all of it by purpose, I3 the vault, I4 each spoke, I23 each contract. */
export function brokenSums(figures: SupplyFigures): BrokenSum[] {
  const { pool, registry, market, vault, spokes, holdersWei, burnedWei, pendingWei } = figures;
  const contractsWei = pool.balanceWei + registry.balanceWei + market.balanceWei + vault.balanceWei;
  const poolWei = pool.remainingWei + pool.claimableWei;
  const stakeWei = registry.stakeWei + registry.unbondingWei;
  const marketWei = market.escrowWei + market.creditsWei + market.poolShareWei + market.seatPayWei;
  const donatedWei =
    pool.balanceWei -
    poolWei +
    registry.balanceWei -
    stakeWei +
    market.balanceWei -
    marketWei +
    vault.balanceWei;
  const spokesWei = spokes.reduce((sum, spoke) => sum + spoke.supplyWei + spoke.burnedExternallyWei, 0n);
  return [
    equal('I1', 'balances + burned = 100,000,000 CXT', holdersWei + contractsWei + burnedWei, SUPPLY_WEI),
    equal(
      'I2',
      'pool + stake + market + vault + holders + burned = 100,000,000 CXT',
      poolWei + stakeWei + marketWei + donatedWei + holdersWei + burnedWei,
      SUPPLY_WEI,
    ),
    equal('I3', 'locked = remote supply + burned there + in flight', vault.lockedWei, spokesWei + pendingWei),
    atMost('I3', 'locked <= vault', vault.lockedWei, vault.balanceWei),
    ...spokes.map((spoke) =>
      equal('I4', 'minted - burned = supply', spoke.mintedWei - spoke.burnedWei, spoke.supplyWei),
    ),
    atMost('I23', 'remaining + claimable <= balance of the pool', poolWei, pool.balanceWei),
    atMost('I23', 'stake + unbonding <= balance of the registry', stakeWei, registry.balanceWei),
    atMost('I23', 'bonded <= stake', registry.bondedWei, registry.stakeWei),
    atMost('I23', 'escrow + credits + shares + pay <= balance of the market', marketWei, market.balanceWei),
  ].filter((broken) => broken !== null);
}

function equal(sum: BrokenSum['sum'], what: string, leftWei: bigint, rightWei: bigint): BrokenSum | null {
  return leftWei === rightWei ? null : { sum, what, leftWei, rightWei };
}

function atMost(sum: BrokenSum['sum'], what: string, leftWei: bigint, rightWei: bigint): BrokenSum | null {
  return leftWei <= rightWei ? null : { sum, what, leftWei, rightWei };
}
