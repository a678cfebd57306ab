/** Accounts of the registry: views, and the one way in which they change. */
import type { Economy } from '../economy.ts';
import type { Account } from '../parameters.ts';
import { refuse } from '../refusal.ts';
import { fadedReputation, REPUTATION, tierWeightBps } from '../standing.ts';
import { EMPTY_ACCOUNT, type NodeAccount, type Unbonding, UNBONDINGS } from './registryState.ts';

export function nodeAccount(economy: Economy, node: Account): NodeAccount {
  return economy.registry.nodes.get(node) ?? EMPTY_ACCOUNT;
}

/** Replaces an account and keeps the sums over all. */
export function setAccount(economy: Economy, node: Account, account: NodeAccount): void {
  const before = nodeAccount(economy, node);
  const { registry } = economy;
  registry.stakeWei += account.stakeWei - before.stakeWei;
  registry.bondedWei += account.bondedWei - before.bondedWei;
  registry.unbondingWei += account.unbondingWei - before.unbondingWei;
  registry.nodes.set(node, account);
}

/** R of this moment, bps. */
export function reputationOf(economy: Economy, node: Account): bigint {
  const { reputation } = nodeAccount(economy, node);
  if (reputation === null) return REPUTATION.initial;
  const idle = (economy.now - reputation.at) / economy.params.stake.decayPeriodSeconds;
  return fadedReputation(reputation.bps, idle);
}

export function setReputation(economy: Economy, node: Account, bps: bigint): void {
  setAccount(economy, node, { ...nodeAccount(economy, node), reputation: { bps, at: economy.now } });
}

/** What emission needs of a node. */
export function standingOf(
  economy: Economy,
  node: Account,
): { reputationBps: bigint; tierBps: bigint; stakeWei: bigint } {
  const { stakeWei } = nodeAccount(economy, node);
  return {
    reputationBps: reputationOf(economy, node),
    tierBps: tierWeightBps(stakeWei, economy.pool.remainingWei),
    stakeWei,
  };
}

/** The unbonding with that id, null if it is gone. */
export function unbondingOf(economy: Economy, node: Account, id: bigint): Unbonding | null {
  const found = nodeAccount(economy, node).unbondings[Number(id % UNBONDINGS)] ?? null;
  return found !== null && found.id === id && found.amountWei > 0n ? found : null;
}

export function isJailed(economy: Economy, node: Account): boolean {
  return economy.now < nodeAccount(economy, node).jailedUntil;
}

/** @throws Refusal NodeJailed */
export function refuseJailed(economy: Economy, node: Account): void {
  if (isJailed(economy, node)) refuse('NodeJailed', node, nodeAccount(economy, node).jailedUntil);
}
