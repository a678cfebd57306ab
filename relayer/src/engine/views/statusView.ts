/** Is it running, is it signing, and if not, why. */
import type { EngineContext } from '../context.ts';
import type { ChainStatusView, OperatorView, StatusView } from '../readModel.ts';
import type { ChainPort } from '../ports.ts';
import { hoursLeft } from '../purse.ts';
import { rentOf } from '../rentOf.ts';
import { VERSION } from '../version.ts';

export async function statusView(context: EngineContext): Promise<StatusView> {
  const { state, settings, ports } = context;
  const readiness = await readinessOf(context);
  return {
    operator: settings.operator,
    attester: ports.attester.address,
    network: settings.network,
    bridgeId: settings.bridgeId,
    epoch: String(state.signerSet?.epoch ?? 0n),
    threshold: state.signerSet?.threshold ?? 0,
    members: [...(state.signerSet?.members ?? [])],
    version: VERSION,
    startedAt: new Date(context.startedAtMs).toISOString(),
    ready: readiness.ready,
    notReady: readiness.reasons,
    signing: state.signerSet !== null && !state.halts.has('all'),
    halts: [...state.halts.values()].map((halt) => ({
      scope: halt.scope,
      code: halt.code,
      sentence: halt.sentence,
      evidence: halt.evidence,
      evidenceHash: halt.evidenceHash,
      since: new Date(halt.atMs).toISOString(),
    })),
    chains: ports.chains.map((chain) => chainStatus({ context, chain })),
    peers: ports.peers.peers.map(({ name, attester }) => {
      const record = state.peers.get(attester.toLowerCase());
      return { name, attester, reachable: record?.reachable ?? null, lastError: record?.lastError ?? null };
    }),
    openMessages: state.messages.size,
  };
}

export async function readinessOf(context: EngineContext): Promise<{ ready: boolean; reasons: string[] }> {
  const { state, ports } = context;
  const reasons: string[] = [];
  if (state.signerSet === null) reasons.push('the signer set is not known yet');
  for (const { code, sentence } of state.halts.values()) reasons.push(`${code}: ${sentence}`);
  for (const chain of ports.chains) {
    const problem = state.problems.get(chain.eid);
    if (problem !== undefined) reasons.push(`${chain.key}: ${problem}`);
    else if (!state.caughtUpAtMs.has(chain.eid))
      reasons.push(`${chain.key}: not read up to its final tip yet`);
  }
  for (const name of ports.liveness.stale()) reasons.push(`loop ${name} has no heartbeat`);
  try {
    await ports.store.check();
  } catch (error) {
    reasons.push(error instanceof Error ? error.message : 'the store cannot be written');
  }
  if (context.stop.aborted) reasons.push('stopping');
  return { ready: reasons.length === 0, reasons };
}

function chainStatus(parameters: { context: EngineContext; chain: ChainPort }): ChainStatusView {
  const { context, chain } = parameters;
  const { state, ports, settings } = context;
  const nowMs = ports.clock.nowMs();
  const sender = context.senders.get(chain.eid);
  const rent = rentOf({ state, chain });
  const purse = state.purses.get(chain.eid);
  return {
    chain: chain.key,
    eid: chain.eid,
    role: chain.eid === settings.homeEid ? 'home' : 'spoke',
    latest: state.latestHeight.get(chain.eid)?.toString() ?? null,
    observed: state.cursors.get(chain.eid)?.block.height.toString() ?? null,
    finalized: state.finalizedHeight.get(chain.eid)?.toString() ?? null,
    providers: chain.view.health.map((entry) => ({
      label: entry.label,
      latest: entry.latest?.toString() ?? null,
      finalized: entry.finalized?.toString() ?? null,
      secondsSinceOk: entry.lastOkMs === null ? null : (nowMs - entry.lastOkMs) / 1000,
      error: entry.error,
      dissents: entry.dissents,
    })),
    requiredProviders: chain.view.required,
    submitter: {
      account: chain.signer.account,
      balance: purse?.balance.toString() ?? null,
      hoursLeft: purse === undefined ? null : hoursLeft({ purse, nowMs }),
      openTransactions: sender?.openRows ?? 0,
      rentPaid: rent?.paid.toString() ?? null,
      rentRecovered: rent?.recovered.toString() ?? null,
    },
    problem: state.problems.get(chain.eid) ?? sender?.blocked ?? null,
  };
}

export function operatorViews(context: EngineContext): OperatorView[] {
  const { state, ports, settings } = context;
  const self: OperatorView = {
    name: settings.operator,
    attester: ports.attester.address,
    self: true,
    reachable: true,
    signatures: 0,
    refusals: 0,
  };
  const others = ports.peers.peers.map(({ name, attester }): OperatorView => {
    const record = state.peers.get(attester.toLowerCase());
    return {
      name,
      attester,
      self: false,
      reachable: record?.reachable ?? null,
      signatures: record?.signatures ?? 0,
      refusals: record?.refusals ?? 0,
    };
  });
  return [self, ...others];
}
