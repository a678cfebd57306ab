/**
 * Checks a vector file: every derived value is recomputed from the inputs in the same file, and every negative case must
 * be refused. Each finding names its JSON path.
 */
import { decodePacket, type Hex, ProtocolError, verifySignatures } from '@cxt-bridge/adapters/protocol';
import { attemptInto, type Problem } from './attempt.ts';
import { derive } from './derive.ts';
import { leastSignatures } from './deriveAttestations.ts';
import { diff } from './diff.ts';
import { changedInputs } from './changedInputs.ts';
import type { VectorFile } from './schema.ts';
import { big, type DerivedFile } from './vectorInputs.ts';

/** All that is wrong with a file; empty if nothing is. One problem a path. */
export function checkVectors(file: VectorFile): Problem[] {
  const problems: Problem[] = [];
  const derived = derive({ inputs: file, attempt: attemptInto(problems) });
  const { negative: _, ...stated } = file;
  problems.push(...diff({ path: '$', expected: derived, actual: stated }));
  problems.push(...changedInputs({ file, derived }));
  problems.push(...acceptedPackets(file), ...acceptedSignatures({ file, derived }));
  return onePerPath(problems);
}

/** What a negative packet is refused with, or undefined if it is taken. */
export function packetRefusal(packet: string): ProtocolError | undefined {
  return refusal(() => decodePacket(packet as Hex));
}

/** What a negative signature blob is refused with, or undefined if it is taken. */
export function signatureRefusal(args: {
  signatures: string;
  attestation: DerivedFile['attestations']['batch'];
  set: DerivedFile['sets'][number];
}): ProtocolError | undefined {
  const { signatures, attestation, set } = args;
  const threshold = leastSignatures({ kind: attestation.kind, set });
  const { digest } = attestation;
  return refusal(() =>
    verifySignatures({ digest, signatures: signatures as Hex, members: set.members, threshold }),
  );
}

function acceptedPackets(file: VectorFile): Problem[] {
  return file.negative.packets.flatMap(({ why, packet }, index) => {
    if (packetRefusal(packet) !== undefined) return [];
    return [
      { path: `$.negative.packets[${index}].packet`, message: `must be refused (${why}), but is taken` },
    ];
  });
}

function acceptedSignatures(args: { file: VectorFile; derived: DerivedFile }): Problem[] {
  const { file, derived } = args;
  return file.negative.signatures.flatMap(({ why, attestation: name, signatures }, index) => {
    const path = `$.negative.signatures[${index}]`;
    const attestations: Readonly<Record<string, DerivedFile['attestations']['batch']>> = derived.attestations;
    const attestation = Object.hasOwn(attestations, name) ? attestations[name] : undefined;
    if (attestation === undefined)
      return [{ path: `${path}.attestation`, message: `no attestation is named ${name}` }];
    const set = derived.sets.find(({ epoch }) => big(epoch) === big(attestation.epoch));
    if (set === undefined)
      return [{ path: `${path}.attestation`, message: `no set has epoch ${attestation.epoch}` }];
    if (signatureRefusal({ signatures, attestation, set }) !== undefined) return [];
    return [{ path: `${path}.signatures`, message: `must be refused (${why}), but is taken` }];
  });
}

function refusal(accept: () => unknown): ProtocolError | undefined {
  try {
    accept();
    return undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
}

function onePerPath(problems: readonly Problem[]): Problem[] {
  const byPath = new Map<string, Problem>();
  for (const problem of problems) if (!byPath.has(problem.path)) byPath.set(problem.path, problem);
  return [...byPath.values()];
}
