/**
 * From nothing to a running engine: loads memory from the store, learns the signer set from the chains, opens the transaction senders.
 *
 * The signer set is read from every chain and must be the same everywhere; signing starts only with it.
 */
import type { SignerSetState } from '@cxt-bridge/adapters/core';
import { type Eid, TOTAL_SUPPLY_WEI, domainSeparator } from '@cxt-bridge/adapters/protocol';
import { canonical } from '../chainio/canonical.ts';
import { createExpiringSender } from '../chainio/expiringSender.ts';
import { createMutex } from '../chainio/mutex.ts';
import { type TxOutcome, type TxSender, createTxSender } from '../chainio/txSender.ts';
import { emptyLedger } from '../domain/ledger/book.ts';
import { putBack } from '../domain/message/applyEvent.ts';
import { legAt } from '../domain/message/message.ts';
import { BridgeError } from '../errors/index.ts';
import { createBell } from './bell.ts';
import type { EngineContext } from './context.ts';
import { loadState } from './persist.ts';
import type { ChainPort, EnginePorts, EngineSettings } from './ports.ts';
import { emptyState } from './state.ts';

export async function boot(parameters: {
  ports: EnginePorts;
  settings: EngineSettings;
  stop: AbortSignal;
  emit: EngineContext['emit'];
}): Promise<EngineContext> {
  const { ports, settings, stop, emit } = parameters;
  const spokeEids = ports.chains.map(({ eid }) => eid).filter((eid) => eid !== settings.homeEid);
  const ledger = emptyLedger({ homeEid: settings.homeEid, spokeEids, totalSupplyWei: TOTAL_SUPPLY_WEI });
  const state = emptyState(ledger);
  await loadState({ store: ports.store, state });
  const senders = new Map<Eid, TxSender>();
  const context: EngineContext = {
    ports,
    settings,
    state,
    domainSeparator: domainSeparator(settings.bridgeId),
    exclusive: createMutex(),
    bell: createBell(),
    stop,
    senders,
    startedAtMs: ports.clock.nowMs(),
    emit,
  };
  for (const chain of ports.chains) senders.set(chain.eid, await openSender({ context, chain }));
  return context;
}

function openSender(parameters: { context: EngineContext; chain: ChainPort }): Promise<TxSender> {
  const { context, chain } = parameters;
  const { ports, settings } = context;
  const { eid, view, signer } = chain;
  const events = {
    onOutcome: (outcome: TxOutcome) => onOutcome({ context, chain, outcome }),
    onWarning: (message: string, fields: Record<string, unknown>) =>
      ports.log.warn({ chain: chain.key, ...fields }, message),
  };
  if ('plan' in signer) return createExpiringSender({ eid, view, signer, store: ports.store, ...events });
  return createTxSender({
    eid,
    view,
    signer,
    store: ports.store,
    ...events,
    clock: ports.clock,
    cap: { maxFeePerGas: chain.maxFeePerGas },
    replaceAfterBlocks: settings.replaceAfterBlocks,
  });
}

/** A transaction that failed puts its legs back; one that succeeded is believed only through final events. */
function onOutcome(parameters: { context: EngineContext; chain: ChainPort; outcome: TxOutcome }): void {
  const { context, chain, outcome } = parameters;
  const { state, ports } = context;
  const result = outcome.state === 'lost' ? 'lost' : outcome.success ? 'included' : 'reverted';
  if (outcome.state !== 'included') {
    ports.metrics.transaction({ chain: chain.key, result, gasUsed: outcome.gasUsed ?? 0n });
  }
  const fields = {
    chain: chain.key,
    intent: outcome.intentId,
    state: outcome.state,
    success: outcome.success,
  };
  ports.log.debug({ ...fields, txHash: outcome.txHash, gasUsed: outcome.gasUsed }, 'transaction outcome');
  if (outcome.success || !outcome.intentId.startsWith('deliver:')) return;
  const attestation = state.attestations.get(outcome.intentId.slice('deliver:'.length));
  if (attestation === undefined) return;
  const nowMs = ports.clock.nowMs();
  for (const guid of attestation.guids) {
    const message = state.messages.get(guid);
    const leg = message === undefined ? null : legAt(message, chain.eid);
    if (leg?.state !== 'submitted') continue;
    putBack({ leg, reason: outcome.state === 'lost' ? 'TX_LOST' : 'TX_REVERTED', nowMs });
  }
  context.bell.ring();
}

/** Reads the signer set of every chain; they must agree, and this relayer must be a member. */
export async function learnSignerSet(context: EngineContext): Promise<SignerSetState> {
  const { chains, attester } = context.ports;
  let known: SignerSetState | null = null;
  for (const chain of chains) {
    const set = await chain.view.signerSet(context.stop);
    if (known !== null && canonical(known) !== canonical(set)) {
      throw new BridgeError('CXT_CONFIG_SET_DIFFERS', {
        context: { chain: chain.key, detail: `epoch ${set.epoch}, ${set.setHash}` },
      });
    }
    known ??= set;
  }
  if (known === null) throw new Error('a deployment has at least one chain');
  if (!known.members.some((member) => member.toLowerCase() === attester.address.toLowerCase())) {
    throw new BridgeError('CXT_CONFIG_ATTESTER_NOT_IN_SET', {
      context: { address: attester.address, epoch: String(known.epoch), chain: 'every chain' },
    });
  }
  context.state.signerSet = known;
  return known;
}
