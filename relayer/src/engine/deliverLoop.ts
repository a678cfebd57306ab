/**
 * Pushes one chain's due legs: pick a bundle, look again whether somebody else was faster, collect a quorum, submit.
 *
 * Nothing here is needed for safety: every step can be lost, repeated or done by another operator at the same time, because nonces are used
 * once on chain and signatures are journaled.
 */
import {
  type Guid,
  bytesToHex,
  encodeItems,
  itemFromPacket,
  transitItemFromPacket,
} from '@cxt-bridge/adapters/protocol';
import type { BridgeCall } from '@cxt-bridge/adapters/core';
import { type DueLeg, bundleGas, selectBundle } from '../domain/batching.ts';
import { putBack } from '../domain/message/applyEvent.ts';
import { isUndelivered, type Message, legAt } from '../domain/message/message.ts';
import { collect } from './collect.ts';
import { type EngineContext, chainKey } from './context.ts';
import { dueDeliveries } from './dueLegs.ts';
import { attestationWrites } from './persist.ts';
import type { ChainPort } from './ports.ts';
import type { CompleteAttestation } from './state.ts';

/** How long a leg that could not be signed waits; short, because peers catch up in milliseconds. */
const UNSIGNED_RETRY_MS = 500;
const UNSIGNED_RETRY_MAX_MS = 3_000;
const IDLE_MS = 1_000;

export async function deliverLoop(parameters: { context: EngineContext; chain: ChainPort }): Promise<void> {
  const { context, chain } = parameters;
  const { clock, liveness, log } = context.ports;
  while (!context.stop.aborted) {
    liveness.beat(`deliver:${chain.key}`);
    let waitMs = IDLE_MS;
    try {
      waitMs = await deliverOnce({ context, chain });
    } catch (error) {
      if (context.stop.aborted) return;
      log.warn({ chain: chain.key, err: error }, 'delivery step failed, will be repeated');
    }
    if (waitMs > 0) await context.bell.wait({ clock, ms: waitMs, stop: context.stop });
  }
}

/** One bundle at most; returns milliseconds until there may be more to do. */
export async function deliverOnce(parameters: { context: EngineContext; chain: ChainPort }): Promise<number> {
  const { context, chain } = parameters;
  const { settings, ports, state } = context;
  const sender = context.senders.get(chain.eid);
  if (sender === undefined || state.problems.has(chain.eid) || sender.blocked !== null) return IDLE_MS;
  const first = dueDeliveries({ context, eid: chain.eid });
  if (first.legs.length === 0) return Math.max(10, Math.min(first.nextInMs ?? IDLE_MS, IDLE_MS));
  const maxItems = Math.min(settings.maxItems, chain.bundle?.maxItems ?? settings.maxItems);
  if (first.legs.length < maxItems) await ports.clock.sleep(settings.batchWindowMs, context.stop);
  const { legs } = dueDeliveries({ context, eid: chain.eid });
  const limits = { maxItems, maxGas: settings.maxBundleGas };
  const bundle = await dropUsed({ context, chain, bundle: selectBundle({ due: legs, limits }) });
  if (bundle.length === 0) return 0;
  const attestation = reusable({ context, chain, bundle }) ?? (await attest({ context, chain, bundle }));
  if (attestation !== null) await submit({ context, chain, attestation });
  return 0;
}

/** Before the irreversible, read again: nonces used in the latest block were delivered by somebody else. */
async function dropUsed(parameters: {
  context: EngineContext;
  chain: ChainPort;
  bundle: readonly DueLeg[];
}): Promise<DueLeg[]> {
  const { context, chain, bundle } = parameters;
  if (bundle.length === 0) return [];
  const keys = bundle.map(({ message }) => ({
    srcEid: message.srcEid,
    dstEid: message.dstEid,
    nonce: BigInt(message.nonce) as never,
  }));
  const used = await chain.view.any((provider) => provider.noncesUsed(keys, { signal: context.stop }));
  const nowMs = context.ports.clock.nowMs();
  return bundle.filter(({ leg }, index) => {
    if (used[index] !== true) return true;
    // Executed, not final yet: the observer will say so, or a reorg takes it back and the leg is due again.
    leg.reason = 'EXECUTED_NOT_FINAL';
    leg.notBeforeMs = nowMs + settleMs(context);
    return false;
  });
}

/** Time in which a submitted leg should have become final. */
function settleMs(context: EngineContext): number {
  return Math.max(4 * context.settings.rankDelayMs, 10_000);
}

/** A complete attestation that a peer published and did not get delivered, as long as all of it is still open. */
function reusable(parameters: {
  context: EngineContext;
  chain: ChainPort;
  bundle: readonly DueLeg[];
}): CompleteAttestation | null {
  const { context, chain, bundle } = parameters;
  const { state } = context;
  const first = bundle[0] as DueLeg;
  const root = state.rootOf.get(`${first.message.guid}@${chain.eid}`);
  const attestation = root === undefined ? undefined : state.attestations.get(root);
  if (attestation === undefined || attestation.epoch !== state.signerSet?.epoch) return null;
  const chainSeconds = state.cursors.get(chain.eid)?.block.timestamp ?? 0n;
  if (attestation.notAfter < chainSeconds + 120n) return null;
  const guids = new Set(bundle.map(({ message }) => message.guid));
  return attestation.guids.every((guid) => guids.has(guid)) ? attestation : null;
}

async function attest(parameters: {
  context: EngineContext;
  chain: ChainPort;
  bundle: readonly DueLeg[];
}): Promise<CompleteAttestation | null> {
  const { context, chain, bundle } = parameters;
  const { state, settings, ports } = context;
  const messages = bundle.map(({ message }) => message);
  const chainSeconds = state.cursors.get(chain.eid)?.block.timestamp ?? 0n;
  const notAfter = chainSeconds + settings.attestationSeconds;
  const collected = await collect({ context, domain: chain.eid, messages, notAfter });
  const nowMs = ports.clock.nowMs();
  if (!collected.complete) {
    for (const message of messages) waitForQuorum({ message, chain, reason: collected.reason, nowMs });
    ports.log.info(
      { chain: chain.key, messages: messages.length, reason: collected.reason },
      'no quorum yet',
    );
    return null;
  }
  const { attestation, leftOut } = collected;
  for (const message of messages) {
    const reason = leftOut.get(message.guid);
    if (reason !== undefined) waitForQuorum({ message, chain, reason, nowMs });
  }
  await keepAttestation({ context, attestation });
  publish({ context, attestation });
  return attestation;
}

function waitForQuorum(parameters: {
  message: Message;
  chain: ChainPort;
  reason: string;
  nowMs: number;
}): void {
  const { message, chain, reason, nowMs } = parameters;
  const leg = legAt(message, chain.eid);
  if (leg === null) return;
  leg.reason = reason;
  const waitedMs = nowMs - leg.sinceMs;
  leg.notBeforeMs = nowMs + Math.min(UNSIGNED_RETRY_MAX_MS, Math.max(UNSIGNED_RETRY_MS, waitedMs / 4));
}

/** Remembers a complete attestation and marks its messages `signed`. */
export async function keepAttestation(parameters: {
  context: EngineContext;
  attestation: CompleteAttestation;
}): Promise<void> {
  const { context, attestation } = parameters;
  const { state, ports } = context;
  if (state.attestations.has(attestation.root)) return;
  state.attestations.set(attestation.root, attestation);
  const nowMs = ports.clock.nowMs();
  for (const guid of attestation.guids) {
    state.rootOf.set(`${guid}@${attestation.domain}`, attestation.root);
    const message = state.messages.get(guid);
    const leg = message === undefined ? null : legAt(message, attestation.domain);
    if (leg === null) continue;
    leg.root = attestation.root;
    if (leg.state !== 'final' && leg.state !== 'failed') continue;
    leg.state = 'signed';
    leg.sinceMs = nowMs;
    noteStage({ context, stage: 'signed', message: message as Message, nowMs });
    leg.reason = null;
    context.emit('message', { guid });
  }
  await ports.store.commit(attestationWrites(attestation));
}

function publish(parameters: { context: EngineContext; attestation: CompleteAttestation }): void {
  const { context, attestation } = parameters;
  const message = {
    attestation: attestation.attestation,
    signatures: attestation.signatures,
    guids: attestation.guids,
  };
  for (const peer of context.ports.peers.peers) {
    void context.ports.peers.publish({ peer, message, signal: context.stop }).catch((error: unknown) => {
      context.ports.log.debug({ peer: peer.name, err: error }, 'attestation not published');
    });
  }
}

async function submit(parameters: {
  context: EngineContext;
  chain: ChainPort;
  attestation: CompleteAttestation;
}): Promise<void> {
  const { context, chain, attestation } = parameters;
  const sender = context.senders.get(chain.eid);
  const intentId = `deliver:${attestation.root}`;
  if (sender === undefined) return;
  const items = attestation.guids.map((guid) => context.state.messages.get(guid));
  if (items.some((message) => message === undefined)) return;
  const bundle = (items as Message[]).map((message) => ({
    message,
    leg: legAt(message, chain.eid) as DueLeg['leg'],
  }));
  if (sender.isOpen(intentId)) {
    // WHY: still on its way. A full bundle would be picked again without a pause for as long as its transaction is open.
    for (const { leg } of bundle) leg.notBeforeMs = context.ports.clock.nowMs() + settleMs(context);
    return;
  }
  const call = deliveryCall({ attestation, bundle });
  const dryRun = await chain.view.any((provider) => provider.estimate({ ...call, from: sender.account }));
  const nowMs = context.ports.clock.nowMs();
  if (!dryRun.ok) {
    for (const { leg } of bundle) putBack({ leg, reason: dryRun.reason, nowMs });
    forget({ context, attestation });
    context.ports.log.warn(
      { chain: chain.key, root: attestation.root, reason: dryRun.reason },
      'delivery would revert',
    );
    return;
  }
  for (const { leg, message } of bundle) {
    if (!isUndelivered(leg)) continue;
    leg.state = 'submitted';
    leg.sinceMs = nowMs;
    leg.reason = null;
    leg.notBeforeMs = nowMs + settleMs(context);
    noteStage({ context, stage: 'submitted', message, nowMs });
  }
  const limit = bundleGas(bundle);
  const gasLimit = dryRun.gas > limit ? (dryRun.gas * 6n) / 5n : limit;
  const txHash = await sender.submit({ id: intentId, call, gasLimit });
  for (const { leg, message } of bundle) {
    if (leg.state === 'submitted') leg.txHash = txHash;
    context.emit('message', { guid: message.guid });
  }
  context.ports.metrics.transaction({ chain: chain.key, result: 'sent', gasUsed: 0n });
  const fields = { chain: chain.key, root: attestation.root, items: bundle.length, txHash };
  context.ports.log.info(fields, 'bundle submitted');
}

/**
 * A bundle, or `deliverOne` for a lone item that failed before: there a refused item reverts, so the dry run shows the reason and costs nothing,
 * where `deliver` would include a transaction that does nothing but say so.
 */
function deliveryCall(parameters: {
  attestation: CompleteAttestation;
  bundle: readonly DueLeg[];
}): BridgeCall {
  const { attestation, bundle } = parameters;
  const { attestation: compact, signatures } = attestation;
  const [only] = bundle;
  if (bundle.length === 1 && only !== undefined && only.leg.attempts > 0) {
    const item = bytesToHex(itemOf(only));
    return { kind: 'deliverOne', attestation: compact, signatures, item, index: 0, proof: [] };
  }
  return {
    kind: 'deliver',
    attestation: compact,
    signatures,
    items: bytesToHex(encodeItems(bundle.map(itemOf))),
  };
}

function noteStage(parameters: {
  context: EngineContext;
  stage: 'signed' | 'submitted';
  message: Message;
  nowMs: number;
}): void {
  const { context, stage, message, nowMs } = parameters;
  const chain = chainKey(context, message.dstEid);
  context.ports.metrics.stage({ stage, chain, seconds: (nowMs - message.finalAtMs) / 1000 });
}

/** The chain refuses it: propose anew next time instead of offering the same attestation again. */
function forget(parameters: { context: EngineContext; attestation: CompleteAttestation }): void {
  const { context, attestation } = parameters;
  for (const guid of attestation.guids) context.state.rootOf.delete(`${guid}@${attestation.domain}`);
}

/** The item's bytes on the wire: a transit carries 40 bytes, not the message (protocol §7). */
export function itemOf({ message, leg }: DueLeg): Uint8Array {
  const args = { packet: message.packet, execution: message.execution };
  return leg === message.deliver ? itemFromPacket(args) : transitItemFromPacket(args);
}

/** Every message of an attestation that this relayer knows as open, in tree order. */
export function openMessages(context: EngineContext, guids: readonly Guid[]): Message[] {
  return guids.flatMap((guid) => context.state.messages.get(guid) ?? []);
}
