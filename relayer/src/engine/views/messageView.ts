/** A message as people see it: one status, why it waits, a timeline with hashes on both chains. */
import { type Leg, type Message, messageStatus } from '../../domain/message/message.ts';
import { type EngineContext, chainKey } from '../context.ts';
import type { MessageView, TimelineStep } from '../readModel.ts';
import type { CompleteAttestation } from '../state.ts';

const WEI_PER_UNIT = 1_000_000_000n;

export function messageView(parameters: {
  context: EngineContext;
  message: Message;
  attestation: CompleteAttestation | null;
}): MessageView {
  const { context, message, attestation } = parameters;
  const { deliver, transit } = message;
  return {
    guid: message.guid,
    leaf: message.leaf,
    from: chainKey(context, message.srcEid),
    to: chainKey(context, message.dstEid),
    srcEid: message.srcEid,
    dstEid: message.dstEid,
    nonce: message.nonce,
    amount: (BigInt(message.amountUnits) * WEI_PER_UNIT).toString(),
    sender: message.sender,
    recipient: message.recipient,
    fee: message.feeWei,
    status: messageStatus(message),
    reason: reasonOf(deliver),
    compose: message.compose,
    transit: transit === null ? null : transit.state === 'executed' ? 'recorded' : transit.state,
    finalToDeliveredSeconds:
      deliver.state === 'executed'
        ? Math.max(0, (Number(deliver.timestamp) * 1000 - message.finalAtMs) / 1000)
        : null,
    gas: deliver.gasUsed,
    sourceTxHash: message.source.txHash,
    deliveryTxHash: deliver.state === 'executed' || deliver.state === 'queued' ? deliver.txHash : null,
    signers: signerAddresses(context, attestation),
    timeline: timeline({ context, message, attestation }),
  };
}

function reasonOf(leg: Leg): string | null {
  if (leg.state === 'executed') return null;
  if (leg.state === 'queued') {
    return leg.releaseAt === null ? 'QUEUED_UNTIL_ROOM' : `QUEUED_UNTIL ${isoSeconds(leg.releaseAt)}`;
  }
  return leg.reason;
}

function signerAddresses(context: EngineContext, attestation: CompleteAttestation | null): string[] {
  const members = context.state.signerSet?.members ?? [];
  return (attestation?.signers ?? []).flatMap((index) => members[index] ?? []);
}

function timeline(parameters: {
  context: EngineContext;
  message: Message;
  attestation: CompleteAttestation | null;
}): TimelineStep[] {
  const { context, message, attestation } = parameters;
  const source = chainKey(context, message.srcEid);
  const steps: TimelineStep[] = [
    {
      step: 'sent',
      chain: source,
      at: isoSeconds(message.source.timestamp),
      txHash: message.source.txHash,
      height: message.source.height,
      detail: null,
    },
    {
      step: 'final',
      chain: source,
      at: iso(message.finalAtMs),
      txHash: null,
      height: message.source.height,
      detail: null,
    },
  ];
  if (attestation !== null) {
    steps.push({
      step: 'signed',
      chain: chainKey(context, message.dstEid),
      at: null,
      txHash: null,
      height: null,
      detail: `${attestation.signers.length} signatures over ${attestation.root}`,
    });
  }
  steps.push(...legSteps({ context, leg: message.deliver, transit: false }));
  if (message.transit !== null) steps.push(...legSteps({ context, leg: message.transit, transit: true }));
  if (message.compose !== 'none') {
    const chain = chainKey(context, message.dstEid);
    steps.push({ step: 'compose', chain, at: null, txHash: null, height: null, detail: message.compose });
  }
  return steps;
}

function legSteps(parameters: { context: EngineContext; leg: Leg; transit: boolean }): TimelineStep[] {
  const { context, leg, transit } = parameters;
  if (leg.state === 'final' || leg.state === 'signed') return [];
  const executed = leg.state === 'executed';
  const step = leg.state !== 'executed' ? leg.state : transit ? 'transit' : 'delivered';
  return [
    {
      step,
      chain: chainKey(context, leg.executesAt),
      at: leg.timestamp === null ? iso(leg.sinceMs) : isoSeconds(leg.timestamp),
      txHash: leg.txHash,
      height: leg.height,
      detail: transit && !executed ? 'transit' : leg.reason,
    },
  ];
}

const iso = (ms: number): string => new Date(ms).toISOString();
const isoSeconds = (seconds: string): string => iso(Number(seconds) * 1000);
