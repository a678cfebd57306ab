/** Takes in a complete attestation that a peer published: rebuilt from own observations and verified in full before it is kept. */
import {
  type Eid,
  type Guid,
  decodeCompact,
  decodeSignatures,
  hexToBytes,
  merkleRoot,
  verifySignatures,
} from '@cxt-bridge/adapters/protocol';
import { legAt } from '../domain/message/message.ts';
import type { AttestationMessage } from '../peers/transport.ts';
import type { EngineContext } from './context.ts';
import { keepAttestation, openMessages } from './deliverLoop.ts';
import { BATCH_KIND, batchDigest } from './signBatch.ts';

/** Ignores what it cannot check yet (messages not final here); throws a `ProtocolError` on what is wrong. */
export async function acceptAttestation(parameters: {
  context: EngineContext;
  message: AttestationMessage;
}): Promise<void> {
  const { context, message } = parameters;
  const { signerSet } = context.state;
  if (signerSet === null) return;
  const compact = decodeCompact(message.attestation);
  const guids = message.guids as Guid[];
  if (compact.kind !== BATCH_KIND || compact.epoch !== signerSet.epoch || compact.count !== guids.length)
    return;
  const domain = compact.domain as Eid;
  const messages = openMessages(context, guids);
  if (messages.length !== guids.length || messages.some((entry) => legAt(entry, domain) === null)) return;
  const leaves = messages.map(({ leaf }) => leaf);
  if (merkleRoot(leaves) !== compact.root) return;
  const { digest } = batchDigest({ context, leaves, domain, notAfter: compact.notAfter });
  verifySignatures({
    digest,
    signatures: message.signatures,
    members: signerSet.members,
    threshold: signerSet.threshold,
    recover: context.ports.recover,
  });
  const signers = decodeSignatures(hexToBytes(message.signatures)).map(({ index }) => index);
  await keepAttestation({
    context,
    attestation: {
      root: compact.root,
      domain,
      epoch: compact.epoch,
      notAfter: compact.notAfter,
      attestation: message.attestation,
      signatures: message.signatures,
      guids,
      leaves,
      signers,
    },
  });
}
