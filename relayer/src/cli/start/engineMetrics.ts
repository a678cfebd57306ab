/** The engine's figures in the registry that Prometheus reads. Floating point, for the eye; what must be exact is in the API. */
import type { EngineLevels, EngineMetrics } from '../../engine/ports.ts';
import type { Metrics } from '../../observability/metrics.ts';

const WEI_PER_CXT = 1e18;
const cxt = (amountWei: bigint): number => Number(amountWei) / WEI_PER_CXT;

export function createEngineMetrics(metrics: Metrics): EngineMetrics {
  return {
    stage: ({ stage, seconds }) => metrics.stageSeconds.observe({ stage }, seconds),
    signature: ({ signer, result }) => metrics.attestations.inc({ signer, result }),
    message: ({ from, to, status }) => metrics.messages.inc({ src: from, dst: to, status }),
    bundle: ({ chain, items, margin }) => {
      metrics.batchItems.observe({ dst: chain }, items);
      metrics.quorumMargin.set({ dst: chain }, margin);
    },
    transaction: ({ chain, result, gasUsed }) => {
      metrics.transactions.inc({ chain, result });
      metrics.gasUsed.inc({ chain }, Number(gasUsed));
    },
    error: (code) => metrics.errors.inc({ code }),
    levels: (levels) => {
      publishChains({ metrics, chains: levels.chains });
      publishLanes({ metrics, lanes: levels.lanes });
      for (const { chain, supplyWei, lockedWei, pendingInWei, burnedWei } of levels.supply) {
        metrics.supply.set({ chain, kind: 'supply' }, cxt(supplyWei));
        metrics.supply.set({ chain, kind: 'locked' }, cxt(lockedWei));
        metrics.supply.set({ chain, kind: 'pendingIn' }, cxt(pendingInWei));
        metrics.supply.set({ chain, kind: 'burned' }, cxt(burnedWei));
      }
      if (levels.economy !== null) publishEconomy(metrics, levels.economy);
      metrics.supplyDelta.set(Number(levels.supplyDeltaWei));
      metrics.halted.set({ scope: 'supply' }, levels.halted ? 1 : 0);
    },
  };
}

function publishEconomy(metrics: Metrics, economy: NonNullable<EngineLevels['economy']>): void {
  const { pool, registry, market } = economy;
  const parts = {
    remaining: pool.remainingWei,
    claimable: pool.claimableWei,
    stake: registry.stakeWei,
    bonded: registry.bondedWei,
    unbonding: registry.unbondingWei,
    escrow: market.escrowWei,
    credits: market.creditsWei,
    poolShare: market.poolShareWei,
    seatPay: market.seatPayWei,
  };
  for (const [part, amountWei] of Object.entries(parts)) metrics.economy.set({ part }, cxt(amountWei));
}

function publishChains(parameters: { metrics: Metrics; chains: EngineLevels['chains'] }): void {
  const { metrics, chains } = parameters;
  for (const level of chains) {
    const { chain, latest, finalized, observed, openTransactions, providers } = level;
    metrics.finalityLagSeconds.set({ chain }, level.finalAgeSeconds);
    metrics.chainPaused.set({ chain }, level.paused ? 1 : 0);
    metrics.accountNonce.set({ chain, bound: 'next' }, Number(level.nextAccountNonce));
    metrics.sweepDiff.set({ chain }, level.sweepDiff);
    metrics.cursorHeight.set({ chain }, Number(observed));
    metrics.finalityLagBlocks.set({ chain }, Number(latest - finalized));
    if (level.rent !== null) {
      metrics.rentPaid.set({ chain }, Number(level.rent.paid));
      metrics.rentRecovered.set({ chain }, Number(level.rent.recovered));
    }
    metrics.txJournalOpen.set({ chain }, openTransactions);
    for (const provider of providers) {
      const labels = { chain, provider: provider.label };
      metrics.chainHeight.set({ ...labels, level: 'latest' }, Number(provider.latest));
      metrics.chainHeight.set({ ...labels, level: 'finalized' }, Number(provider.finalized));
    }
  }
}

function publishLanes(parameters: { metrics: Metrics; lanes: EngineLevels['lanes'] }): void {
  const { metrics, lanes } = parameters;
  for (const { from, to, observed, executed, oldestSeconds } of lanes) {
    const lane = { src: from, dst: to };
    metrics.laneNonce.set({ ...lane, point: 'observed' }, Number(observed));
    metrics.laneNonce.set({ ...lane, point: 'executed' }, Number(executed));
    metrics.messagesOpen.set({ ...lane, status: 'open' }, Number(observed - executed));
    metrics.oldestPendingSeconds.set(lane, oldestSeconds);
  }
}
