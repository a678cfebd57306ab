/** Everything `deliverOne` needs for one message: anyone may deliver for himself (protocol §7). */
import { type Guid, bytesToHex, merkleProof } from '@cxt-bridge/adapters/protocol';
import { type Message, legs } from '../../domain/message/message.ts';
import type { EngineContext } from '../context.ts';
import { itemOf } from '../deliverLoop.ts';
import { loadAttestation } from '../persist.ts';
import type { AttestationView } from '../readModel.ts';
import type { CompleteAttestation } from '../state.ts';

export async function attestationOf(parameters: {
  context: EngineContext;
  guid: Guid;
  eid: number;
}): Promise<CompleteAttestation | null> {
  const { context, guid, eid } = parameters;
  const { store } = context.ports;
  const root =
    context.state.rootOf.get(`${guid}@${eid}`) ?? (await store.get('messageIndex', `root/${guid}/${eid}`));
  if (typeof root !== 'string') return null;
  return context.state.attestations.get(root) ?? loadAttestation({ store, root });
}

export async function attestationViews(parameters: {
  context: EngineContext;
  message: Message;
}): Promise<AttestationView[]> {
  const { context, message } = parameters;
  const members = context.state.signerSet?.members ?? [];
  const views: AttestationView[] = [];
  for (const leg of legs(message)) {
    const attestation = await attestationOf({ context, guid: message.guid, eid: leg.executesAt });
    if (attestation === null) continue;
    const index = attestation.guids.indexOf(message.guid);
    views.push({
      guid: message.guid,
      domain: attestation.domain,
      attestation: attestation.attestation,
      signatures: attestation.signatures,
      item: bytesToHex(itemOf({ message, leg })),
      index,
      proof: merkleProof(attestation.leaves, index),
      notAfter: attestation.notAfter.toString(),
      signers: attestation.signers.flatMap((member) => members[member] ?? []),
    });
  }
  return views;
}
