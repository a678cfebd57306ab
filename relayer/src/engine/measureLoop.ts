/** Publishes levels every few seconds and forgets attestations that nobody needs in memory any more. */
import { lockedWei } from '../domain/ledger/book.ts';
import { supplyDeltaWei } from '../domain/ledger/gate.ts';
import { isUndelivered, legAt } from '../domain/message/message.ts';
import { chainKey, type EngineContext, haltedFor } from './context.ts';
import type { ChainPort, EngineLevels } from './ports.ts';
import { purseAfter } from './purse.ts';
import { rentOf } from './rentOf.ts';
import { isStalled } from './signBatch.ts';
import { laneViews } from './views/laneViews.ts';

const MEASURE_MS = 5_000;
const SWEEP_MESSAGES = 256;

export async function measureLoop(context: EngineContext): Promise<void> {
  const { clock, metrics, liveness } = context.ports;
  while (!context.stop.aborted) {
    liveness.beat('measure');
    metrics.levels(levelsOf(context));
    forgetDelivered(context);
    await Promise.all(context.ports.chains.map((chain) => sweep({ context, chain }).catch(() => undefined)));
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
      finalAgeSeconds: finalAgeSeconds({ context, chain }),
      paused:
        state.problems.has(chain.eid) ||
        haltedFor(context, [chain.eid]) ||
        isStalled({ context, eid: chain.eid }),
      nextAccountNonce: context.senders.get(chain.eid)?.nextNonce ?? 0n,
      sweepDiff: state.sweepDiff.get(chain.eid) ?? 0,
      rent: rentOf({ state, chain }),
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
    economy: state.economy,
    openMessages: state.messages.size,
    halted: state.halts.size > 0,
  };
}

function finalAgeSeconds(parameters: { context: EngineContext; chain: ChainPort }): number {
  const { context, chain } = parameters;
  const block = context.state.cursors.get(chain.eid)?.block;
  return block === undefined ? 0 : Math.max(0, context.ports.clock.nowMs() / 1000 - Number(block.timestamp));
}

/** Asks the chain what it would not tell by itself: our gas money, and whether open messages are executed without our knowing. */
async function sweep(parameters: { context: EngineContext; chain: ChainPort }): Promise<void> {
  const { context, chain } = parameters;
  const { state, ports, settings } = context;
  const balance = await chain.view.any((provider) =>
    provider.balanceOf(chain.signer.account, { signal: context.stop }),
  );
  const purse = state.purses.get(chain.eid);
  state.purses.set(chain.eid, purseAfter({ purse, balance, nowMs: ports.clock.nowMs() }));
  const oldMs = ports.clock.nowMs() - Math.max(8 * settings.rankDelayMs, 20_000);
  const old = [...state.messages.values()].filter((message) => {
    const leg = legAt(message, chain.eid);
    return leg !== null && message.finalAtMs < oldMs && isUndelivered(leg);
  });
  const keys = old.slice(0, SWEEP_MESSAGES).map(({ srcEid, dstEid, nonce }) => ({
    srcEid,
    dstEid,
    nonce: BigInt(nonce) as never,
  }));
  const used =
    keys.length === 0
      ? []
      : await chain.view.any((provider) => provider.noncesUsed(keys, { signal: context.stop }));
  state.sweepDiff.set(chain.eid, used.filter(Boolean).length);
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
