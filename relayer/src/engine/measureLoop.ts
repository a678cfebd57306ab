/** Publishes levels every few seconds and forgets attestations that nobody needs in memory any more. */
import { lockedWei } from '../domain/ledger/book.ts';
import { supplyDeltaWei } from '../domain/ledger/gate.ts';
import type { EngineContext } from './context.ts';
import type { EngineLevels } from './ports.ts';
import { chainKey } from './context.ts';
import { laneViews } from './views/laneViews.ts';

const MEASURE_MS = 5_000;

export async function measureLoop(context: EngineContext): Promise<void> {
  const { clock, metrics, liveness } = context.ports;
  while (!context.stop.aborted) {
    liveness.beat('measure');
    metrics.levels(levelsOf(context));
    forgetDelivered(context);
    await clock.sleep(MEASURE_MS, context.stop);
  }
}

function levelsOf(context: EngineContext): EngineLevels {
  const { state, ports } = context;
  const { totals } = state.ledger;
  const pendingIn = (eid: number): bigint => totals.pendingInWei.get(eid as never) ?? 0n;
  return {
    chains: ports.chains.map((chain) => ({
      chain: chain.key,
      latest: state.latestHeight.get(chain.eid) ?? 0n,
      finalized: state.finalizedHeight.get(chain.eid) ?? 0n,
      observed: state.cursors.get(chain.eid)?.block.height ?? 0n,
      openTransactions: context.senders.get(chain.eid)?.openRows ?? 0,
      providers: chain.view.health.map(({ label, latest, finalized, error }) => ({
        label,
        latest: latest ?? 0n,
        finalized: finalized ?? 0n,
        healthy: error === null,
      })),
    })),
    lanes: laneViews(context).map(({ from, to, observed, executed, oldestPendingSeconds }) => ({
      from,
      to,
      observed: BigInt(observed),
      executed: BigInt(executed),
      oldestSeconds: oldestPendingSeconds ?? 0,
    })),
    supply: [
      {
        chain: chainKey(context, totals.homeEid),
        supplyWei: totals.home.totalSupplyWei,
        lockedWei: lockedWei(totals),
        pendingInWei: pendingIn(totals.homeEid),
        burnedWei: totals.home.burnedWei,
      },
      ...[...totals.spokes].map(([eid, book]) => ({
        chain: chainKey(context, eid),
        supplyWei: book.supplyWei,
        lockedWei: 0n,
        pendingInWei: pendingIn(eid),
        burnedWei: book.burnedExternallyWei,
      })),
    ],
    supplyDeltaWei: supplyDeltaWei(state.ledger),
    openMessages: state.messages.size,
    halted: state.halts.size > 0,
  };
}

/** Keeps memory flat: an attestation stays only while one of its messages is open here; the store keeps it for the API. */
function forgetDelivered(context: EngineContext): void {
  const { state } = context;
  for (const [root, attestation] of state.attestations) {
    if (attestation.guids.some((guid) => state.messages.has(guid))) continue;
    state.attestations.delete(root);
    for (const guid of attestation.guids) state.rootOf.delete(`${guid}@${attestation.domain}`);
  }
}
