/**
 * Gathers k of n signatures for a list of messages: one round trip when all agree; otherwise the list is shrunk to what a quorum can sign and
 * asked again (relayer design §4).
 */
import {
  type Eid,
  type Guid,
  bytesToHex,
  encodeCompact,
  encodeSignatures,
  hexToBytes,
} from '@cxt-bridge/adapters/protocol';
import type { Message } from '../domain/message/message.ts';
import type { Peer, SignRequest, SignResponse } from '../peers/transport.ts';
import { chainKey, type EngineContext } from './context.ts';
import { BATCH_KIND, batchDigest, signBatch } from './signBatch.ts';
import type { CompleteAttestation, PeerRecord } from './state.ts';

export type Collected =
  | {
      readonly complete: true;
      readonly attestation: CompleteAttestation;
      readonly leftOut: ReadonlyMap<Guid, string>;
    }
  | { readonly complete: false; readonly reason: string };

const MAX_ROUNDS = 3;

export async function collect(parameters: {
  context: EngineContext;
  domain: Eid;
  messages: readonly Message[];
  notAfter: bigint;
}): Promise<Collected> {
  const { context, domain, notAfter } = parameters;
  let { messages } = parameters;
  const leftOut = new Map<Guid, string>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const outcome = await askAll({ context, domain, messages, notAfter });
    if (outcome.attestation !== null) return { complete: true, attestation: outcome.attestation, leftOut };
    const kept = messages.filter(({ guid }) => !outcome.hopeless.has(guid));
    for (const [guid, reason] of outcome.hopeless) leftOut.set(guid, reason);
    if (kept.length === 0 || kept.length === messages.length) {
      return { complete: false, reason: [...outcome.hopeless.values()][0] ?? outcome.reason };
    }
    messages = kept;
  }
  return { complete: false, reason: 'QUORUM_SHRINKS' };
}

interface Round {
  readonly attestation: CompleteAttestation | null;
  /** Messages that too many refuse, with the reason. */
  readonly hopeless: ReadonlyMap<Guid, string>;
  readonly reason: string;
}

async function askAll(parameters: {
  context: EngineContext;
  domain: Eid;
  messages: readonly Message[];
  notAfter: bigint;
}): Promise<Round> {
  const { context, domain, messages, notAfter } = parameters;
  const { signerSet } = context.state;
  if (signerSet === null) return { attestation: null, hopeless: new Map(), reason: 'NO_SIGNER_SET' };
  const request: SignRequest = {
    domain,
    epoch: signerSet.epoch.toString(),
    notAfter: notAfter.toString(),
    guids: messages.map(({ guid }) => guid),
  };
  const leaves = messages.map(({ leaf }) => leaf);
  const { root, digest } = batchDigest({ context, leaves, domain, notAfter });
  const signatures = new Map<number, Uint8Array>();
  const refusals = new Refusals();
  const take = (attester: string, response: SignResponse | null): void => {
    if (response === null) refusals.everything('PEERS_UNREACHABLE');
    else if (!response.signed) refusals.some(response.refused);
    else {
      const index = signerSet.members.findIndex((member) => member.toLowerCase() === attester.toLowerCase());
      if (index >= 0) signatures.set(index, hexToBytes(response.signature));
    }
  };
  const own = signBatch({ context, request }).then((response) =>
    take(context.ports.attester.address, response),
  );
  const others = askPeers({
    context,
    request,
    digest,
    root,
    enough: () => signatures.size >= signerSet.threshold,
    take,
  });
  await Promise.all([own, others]);
  if (signatures.size >= signerSet.threshold) {
    const chain = chainKey(context, domain);
    const margin = signatures.size - signerSet.threshold;
    context.ports.metrics.bundle({ chain, items: messages.length, margin });
    const attestation = complete({ context, messages, domain, notAfter, root, signatures });
    return { attestation, hopeless: new Map(), reason: '' };
  }
  const tolerated = signerSet.members.length - signerSet.threshold;
  return { attestation: null, hopeless: refusals.above(tolerated, request.guids), reason: refusals.reason() };
}

/** Asks all peers at once and stops waiting for the slow ones when there are enough. */
async function askPeers(parameters: {
  context: EngineContext;
  request: SignRequest;
  digest: `0x${string}`;
  root: `0x${string}`;
  enough: () => boolean;
  take: (attester: string, response: SignResponse | null) => void;
}): Promise<void> {
  const { context, request, digest, root, enough, take } = parameters;
  const { peers } = context.ports.peers;
  await new Promise<void>((resolve) => {
    let open = peers.length;
    if (open === 0) resolve();
    for (const peer of peers) {
      const answer = askOne({ context, peer, request, digest, root });
      void answer.then((response) => {
        take(peer.attester, response);
        open -= 1;
        if (open === 0 || enough()) resolve();
      });
    }
  });
}

/** One peer's verified answer; null when it is unreachable or signed something else. Never rejects. */
async function askOne(parameters: {
  context: EngineContext;
  peer: Peer;
  request: SignRequest;
  digest: `0x${string}`;
  root: `0x${string}`;
}): Promise<SignResponse | null> {
  const { context, peer, request, digest, root } = parameters;
  const { ports, settings, stop } = context;
  const record = peerRecord(context, peer.attester);
  const timeout = new AbortController();
  const timer = ports.clock
    .sleep(settings.peerTimeoutMs, AbortSignal.any([stop, timeout.signal]))
    .then(() => timeout.abort(new Error(`no answer in ${settings.peerTimeoutMs} ms`)))
    .catch(() => undefined);
  try {
    const signal = AbortSignal.any([stop, timeout.signal]);
    const response = await ports.peers.requestSignature({ peer, request, signal });
    record.reachable = true;
    record.lastError = null;
    if (!response.signed) {
      record.refusals += 1;
      ports.metrics.signature({ signer: peer.name, result: 'refused' });
      return response;
    }
    const signer = ports.recover({ digest: hexToBytes(digest), signature64: hexToBytes(response.signature) });
    if (response.root === root && signer?.toLowerCase() === peer.attester.toLowerCase()) {
      record.signatures += 1;
      ports.metrics.signature({ signer: peer.name, result: 'signed' });
      return response;
    }
    record.lastError = 'signed another root or with another key';
    ports.metrics.signature({ signer: peer.name, result: 'wrong' });
    ports.log.error({ peer: peer.name, root, theirs: response.root, signer }, 'peer signed something else');
    return null;
  } catch (error) {
    if (record.reachable !== false) ports.log.warn({ peer: peer.name, err: error }, 'peer unreachable');
    record.reachable = false;
    ports.metrics.signature({ signer: peer.name, result: 'unreachable' });
    record.lastError = error instanceof Error ? error.message : String(error);
    return null;
  } finally {
    timeout.abort();
    void timer;
  }
}

export function peerRecord(context: EngineContext, attester: string): PeerRecord {
  const key = attester.toLowerCase();
  const existing = context.state.peers.get(key);
  if (existing !== undefined) return existing;
  const fresh: PeerRecord = { reachable: null, lastError: null, signatures: 0, refusals: 0 };
  context.state.peers.set(key, fresh);
  return fresh;
}

class Refusals {
  readonly #byGuid = new Map<string, { count: number; reason: string }>();
  #all = 0;
  #allReason = 'PEERS_UNREACHABLE';

  everything(reason: string): void {
    this.#all += 1;
    this.#allReason = reason;
  }

  some(refused: readonly { guid: string; reason: string }[]): void {
    for (const { guid, reason } of refused) {
      this.#byGuid.set(guid, { count: (this.#byGuid.get(guid)?.count ?? 0) + 1, reason });
    }
  }

  /** Guids that more than `tolerated` members do not sign. */
  above(tolerated: number, guids: readonly string[]): Map<Guid, string> {
    const hopeless = new Map<Guid, string>();
    for (const guid of guids) {
      const own = this.#byGuid.get(guid);
      if ((own?.count ?? 0) + this.#all > tolerated)
        hopeless.set(guid as Guid, own?.reason ?? this.#allReason);
    }
    return hopeless;
  }

  reason(): string {
    return [...this.#byGuid.values()][0]?.reason ?? this.#allReason;
  }
}

function complete(parameters: {
  context: EngineContext;
  messages: readonly Message[];
  domain: Eid;
  notAfter: bigint;
  root: `0x${string}`;
  signatures: ReadonlyMap<number, Uint8Array>;
}): CompleteAttestation {
  const { context, messages, domain, notAfter, root, signatures } = parameters;
  const signerSet = context.state.signerSet as NonNullable<typeof context.state.signerSet>;
  // Exactly the threshold: every further signature costs the delivery 3,000 gas and buys nothing.
  const chosen = [...signatures].toSorted(([a], [b]) => a - b).slice(0, signerSet.threshold);
  return {
    root,
    domain,
    epoch: signerSet.epoch,
    notAfter,
    attestation: bytesToHex(
      encodeCompact({
        kind: BATCH_KIND,
        epoch: signerSet.epoch,
        domain,
        seq: 0n,
        root,
        count: messages.length,
        notAfter,
      }),
    ),
    signatures: bytesToHex(encodeSignatures(chosen.map(([index, signature64]) => ({ index, signature64 })))),
    guids: messages.map(({ guid }) => guid),
    leaves: messages.map(({ leaf }) => leaf),
    signers: chosen.map(([index]) => index),
  };
}
