/**
 * Finds inputs that were changed after their values were derived. The encoded forms carry the inputs, so if the stated
 * leaf, digest or bytes fit those and not the fields beside them, it is the field that is wrong.
 */
import {
  type Attestation,
  attestationDigest,
  decodeCompact,
  decodeItem,
  decodeJobSubmit,
  decodePacket,
  leafHash,
  ProtocolError,
} from '@cxt-bridge/adapters/protocol';
import type { Problem } from './attempt.ts';
import { diff } from './diff.ts';
import type { AttestationName, VectorFile } from './schema.ts';
import { big, type DerivedFile } from './vectorInputs.ts';

/** A problem for each input that contradicts its encoded form. */
export function changedInputs(args: { file: VectorFile; derived: DerivedFile }): Problem[] {
  const { file, derived } = args;
  return [
    ...file.packets.flatMap((packet, index) => changedPacket({ packet, path: `$.packets[${index}]` })),
    ...Object.entries(file.attestations).flatMap(([name, attestation]) =>
      changedAttestation({ attestation, derived, path: `$.attestations.${name as AttestationName}` }),
    ),
    ...changedJob(file.jobs),
  ];
}

function changedPacket(args: { packet: VectorFile['packets'][number]; path: string }): Problem[] {
  const { packet: stated, path } = args;
  return unlessRefused(() => {
    const { nonce, srcEid, sender, dstEid, receiver } = decodePacket(stated.packet);
    const { execution } = decodeItem(stated.item);
    if (leafHash({ execution, packet: stated.packet }) !== stated.leaf) return [];
    const message = `0x${stated.packet.slice(2 + 2 * 113)}`;
    const encoded = { nonce: nonce.toString(), srcEid, sender, dstEid, receiver, execution, message };
    return diffKnown({ path, encoded, stated });
  });
}

function changedAttestation(args: {
  attestation: VectorFile['attestations']['batch'];
  derived: DerivedFile;
  path: string;
}): Problem[] {
  const { attestation: stated, derived, path } = args;
  return unlessRefused(() => {
    const compact: Attestation = decodeCompact(stated.compact);
    const set = derived.sets.find(({ epoch }) => big(epoch) === compact.epoch);
    if (set === undefined) return [];
    const { setHash } = set;
    if (
      attestationDigest({ ...compact, setHash, domainSeparator: derived.domainSeparator }) !== stated.digest
    )
      return [];
    const { epoch, domain, seq, count, notAfter } = compact;
    const encoded = {
      epoch: epoch.toString(),
      domain,
      seq: seq.toString(),
      count,
      notAfter: notAfter.toString(),
    };
    return diffKnown({ path, encoded, stated });
  });
}

function changedJob(stated: VectorFile['jobs']): Problem[] {
  return unlessRefused(() => {
    const { srcNonce, maxUnits, price, returnFee, ...fields } = decodeJobSubmit(stated.submit);
    const integers = { srcNonce, maxUnits, price, returnFee };
    const strings = Object.fromEntries(
      Object.entries(integers).map(([key, value]) => [key, value.toString()]),
    );
    return diffKnown({
      path: '$.jobs.submitFields',
      encoded: { ...fields, ...strings },
      stated: stated.submitFields,
    });
  });
}

function diffKnown(args: {
  path: string;
  encoded: Readonly<Record<string, unknown>>;
  stated: object;
}): Problem[] {
  const stated = args.stated as Readonly<Record<string, unknown>>;
  return Object.entries(args.encoded).flatMap(([key, expected]) =>
    diff({ path: `${args.path}.${key}`, expected, actual: stated[key] }),
  );
}

function unlessRefused(find: () => Problem[]): Problem[] {
  try {
    return find();
  } catch (error) {
    if (error instanceof ProtocolError) return [];
    throw error;
  }
}
