/**
 * Signs a batch of messages for one executing chain, or says which it cannot sign yet and why. The same way for this relayer's own
 * proposals and for its peers' requests.
 *
 * SAFETY: every leaf comes from this relayer's own final and proven observation, never from the asker; the accountant must know it with the
 * same amount; the sign journal holds (lane, nonce) → leaf durably before the signature exists outside this function.
 */
import {
  type Eid,
  type Guid,
  type Leaf,
  attestationDigest,
  bytesToHex,
  merkleRoot,
} from '@cxt-bridge/adapters/protocol';
import { mayCredit } from '../domain/ledger/gate.ts';
import { type Message, legAt } from '../domain/message/message.ts';
import { isBridgeError } from '../errors/bridgeError.ts';
import type { Refusal, SignRequest, SignResponse } from '../peers/transport.ts';
import { type EngineContext, chainOf, haltedFor } from './context.ts';
import { haltOn } from './halt.ts';

export const BATCH_KIND = 1;
const MAX_LIFETIME_SECONDS = 86_400n;
const WEI_PER_UNIT = 1_000_000_000n;

export async function signBatch(parameters: {
  context: EngineContext;
  request: SignRequest;
}): Promise<SignResponse> {
  const { context, request } = parameters;
  const guids = request.guids as Guid[];
  const domain = request.domain as Eid;
  const all = (reason: Refusal): SignResponse => ({
    signed: false,
    refused: guids.map((guid) => ({ guid, reason })),
  });
  const { signerSet } = context.state;
  if (signerSet === null || !context.ports.chains.some(({ eid }) => eid === domain)) return all('UNKNOWN');
  if (BigInt(request.epoch) !== signerSet.epoch) return all('EPOCH');
  if (!expiryIsSane({ context, domain, notAfter: BigInt(request.notAfter) })) return all('EXPIRY');
  const refused: { guid: string; reason: Refusal }[] = [];
  const messages: Message[] = [];
  for (const guid of guids) {
    const verdict = check({ context, guid, domain });
    if (typeof verdict === 'string') refused.push({ guid, reason: verdict });
    else messages.push(verdict);
  }
  if (refused.length > 0) return { signed: false, refused };
  try {
    return await journalAndSign({ context, messages, domain, notAfter: BigInt(request.notAfter) });
  } catch (error) {
    if (!isBridgeError(error, 'CXT_JOURNAL_CONFLICT')) throw error;
    await haltOn({ context, error, eid: domain });
    return all('CONFLICT');
  }
}

/** The message, or why it is not signed now. */
function check(parameters: { context: EngineContext; guid: Guid; domain: Eid }): Message | Refusal {
  const { context, guid, domain } = parameters;
  const message = context.state.messages.get(guid);
  if (message === undefined) return 'NOT_FINAL';
  const involved = [message.srcEid, message.dstEid, domain];
  if (haltedFor(context, involved)) return 'HALTED';
  if (involved.some((eid) => isStalled({ context, eid }))) return 'NOT_FINAL';
  // SAFETY: the supply is one; a chain that is still being read up to its tip could hide a breach.
  if (context.ports.chains.some(({ eid }) => !context.state.verified.has(eid))) return 'LEDGER';
  if (legAt(message, domain) === null) return 'UNKNOWN';
  const amountWei = BigInt(message.amountUnits) * WEI_PER_UNIT;
  return mayCredit({ ledger: context.state.ledger, leaf: message.leaf, amountWei }) ?? message;
}

/** The chain's own finality lags more than its rule allows (relayer design §2). */
export function isStalled(parameters: { context: EngineContext; eid: Eid }): boolean {
  const { context, eid } = parameters;
  const sinceMs = context.state.lagSinceMs.get(eid);
  return sinceMs !== undefined && context.ports.clock.nowMs() - sinceMs > chainOf(context, eid).maxLagMs;
}

function expiryIsSane(parameters: { context: EngineContext; domain: Eid; notAfter: bigint }): boolean {
  const { context, domain, notAfter } = parameters;
  const cursor = context.state.cursors.get(domain);
  if (cursor === undefined) return false;
  return notAfter > cursor.block.timestamp && notAfter <= cursor.block.timestamp + MAX_LIFETIME_SECONDS;
}

async function journalAndSign(parameters: {
  context: EngineContext;
  messages: readonly Message[];
  domain: Eid;
  notAfter: bigint;
}): Promise<SignResponse> {
  const { context, messages, domain, notAfter } = parameters;
  const { journal, attester } = context.ports;
  const leaves = messages.map(({ leaf }) => leaf);
  const { root, digest } = batchDigest({ context, leaves, domain, notAfter });
  await journal.reserve(
    messages.map(({ srcEid, dstEid, nonce, leaf }) => ({
      kind: 'BATCH' as const,
      srcEid,
      dstEid,
      nonce: BigInt(nonce),
      leaf,
    })),
  );
  // SAFETY: a breach may have been seen while the journal was written; what has not left yet does not leave.
  if (haltedFor(context, [domain, ...messages.flatMap(({ srcEid, dstEid }) => [srcEid, dstEid])])) {
    return { signed: false, refused: messages.map(({ guid }) => ({ guid, reason: 'HALTED' })) };
  }
  const signature = await attester.sign(digest);
  return { signed: true, root, signature: bytesToHex(signature) };
}

/** Root and digest of a BATCH attestation of the current signer set (protocol §6). */
export function batchDigest(parameters: {
  context: EngineContext;
  leaves: readonly Leaf[];
  domain: Eid;
  notAfter: bigint;
}): { root: `0x${string}`; digest: `0x${string}` } {
  const { context, leaves, domain, notAfter } = parameters;
  const { signerSet } = context.state;
  if (signerSet === null) throw new Error('no signer set');
  const root = merkleRoot(leaves);
  const digest = attestationDigest({
    kind: BATCH_KIND,
    epoch: signerSet.epoch,
    setHash: signerSet.setHash,
    domain,
    seq: 0n,
    root,
    count: leaves.length,
    notAfter,
    domainSeparator: context.domainSeparator,
  });
  return { root, digest };
}
