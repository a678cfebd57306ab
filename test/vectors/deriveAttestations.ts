/** Attestations of a vector file: roots, compact forms, digests and signatures. */
import {
  ATTESTATION_KINDS,
  type AttestationInput,
  attestationDigest,
  bytesToHex,
  encodeCompact,
  encodeSignatures,
  type Hex,
  ProtocolError,
  signDigest,
  thresholdFor,
  verifySignatures,
} from '@cxt-bridge/adapters/protocol';
import type { Attempt } from './attempt.ts';
import { type RootSources, rootOf } from './attestationRootOf.ts';
import type { AttestationName, VectorFile } from './schema.ts';
import { type AttestationInputs, big, int, type VectorInputs } from './vectorInputs.ts';

type Attestation = VectorFile['attestations']['batch'];
type SignerSets = VectorFile['sets'];

/** All attestations; `file` holds the parts that were derived before. */
export function deriveAttestations(args: {
  inputs: VectorInputs['attestations'];
  file: RootSources;
  domainSeparator: Hex;
  attempt: Attempt;
}): VectorFile['attestations'] {
  const { inputs } = args;
  const plain = (name: AttestationName): Attestation => deriveOne({ ...args, name });
  return {
    batch: plain('batch'),
    rotation: { ...plain('rotation'), ...newSignaturesOf({ ...args, attestation: plain('rotation') }) },
    supply: plain('supply'),
    settlement: plain('settlement'),
    pause: plain('pause'),
    unpause: plain('unpause'),
    config: plain('config'),
    veto: plain('veto'),
    fees: plain('fees'),
    held: plain('held'),
  } satisfies Record<keyof typeof inputs, Attestation>;
}

/** Fields of an attestation as the library takes them. */
export function attestationOf(
  fields: Pick<Attestation, 'kind' | 'epoch' | 'domain' | 'seq' | 'root' | 'count' | 'notAfter'>,
): AttestationInput {
  const { kind, epoch, domain, seq, root, count, notAfter } = fields;
  return { kind, epoch: big(epoch), domain, seq: big(seq), root, count, notAfter: big(notAfter) };
}

/** Signatures that a kind demands at least; of HELD the smaller number, since the file does not say the action. */
export function leastSignatures(args: { kind: number; set: SignerSets[number] }): number {
  const { kind, set } = args;
  return thresholdFor({ kind, threshold: set.threshold, memberCount: set.members.length });
}

function deriveOne(args: {
  name: AttestationName;
  inputs: VectorInputs['attestations'];
  file: RootSources;
  domainSeparator: Hex;
  attempt: Attempt;
}): Attestation {
  const { name, file, attempt, domainSeparator } = args;
  const inputs = args.inputs[name];
  const at = (field: string): string => `$.attestations.${name}.${field}`;
  const { kind } = ATTESTATION_KINDS[name.toUpperCase() as Uppercase<AttestationName>];
  const { epoch, domain, notAfter, signers } = inputs;
  const seq = seqOf({ name, inputs, file });
  const count = countOf({ name, inputs, file });
  const set = file.sets.find((candidate) => big(candidate.epoch) === big(epoch));
  const digestOf = (root: Hex): Hex =>
    attestationDigest({
      ...attestationOf({ kind, epoch, domain, seq, root, count, notAfter }),
      setHash: set?.setHash ?? '0x',
      domainSeparator,
    });
  const root = attempt({
    path: at('root'),
    given: inputs.root,
    compute: () => rootOf({ name, inputs, file, count, digestOf }),
  });
  const compact = attempt({
    path: at('compact'),
    given: inputs.compact,
    compute: () =>
      bytesToHex(encodeCompact(attestationOf({ kind, epoch, domain, seq, root, count, notAfter }))),
  });
  const digest = attempt({
    path: set === undefined ? at('epoch') : at('digest'),
    given: inputs.digest,
    compute: () => digestOf(root),
  });
  const signatures = attempt({
    path: at('signatures'),
    given: inputs.signatures,
    compute: () => signaturesOf({ digest, set, signers, kind }),
  });
  return { kind, epoch, domain, seq, root, count, notAfter, compact, digest, signers, signatures };
}

function newSignaturesOf(args: {
  inputs: VectorInputs['attestations'];
  attestation: Attestation;
  file: RootSources;
  attempt: Attempt;
}): { newSigners: readonly number[]; newSignatures: Hex } {
  const { digest, seq, kind } = args.attestation;
  const { newSigners = [], newSignatures } = args.inputs.rotation;
  const set = args.file.sets.find((candidate) => big(candidate.epoch) === big(seq));
  return {
    newSigners,
    newSignatures: args.attempt({
      path: '$.attestations.rotation.newSignatures',
      given: newSignatures,
      compute: () => signaturesOf({ digest, set, signers: newSigners, kind }),
    }),
  };
}

function signaturesOf(args: {
  digest: Hex;
  set: SignerSets[number] | undefined;
  signers: readonly number[];
  kind: number;
}): Hex {
  const { digest, set, signers, kind } = args;
  if (set === undefined) throw new ProtocolError('CXT_WIRE_ATTESTATION_EPOCH_UNKNOWN');
  const signatures = signers.map((index) => {
    const privateKey = set.testPrivateKeys[index];
    if (privateKey === undefined) throw new ProtocolError('CXT_WIRE_BIT_BEYOND_SET', { index });
    return { index, signature64: signDigest({ digest, privateKey }) };
  });
  const blob = encodeSignatures(signatures);
  verifySignatures({
    digest,
    signatures: blob,
    members: set.members,
    threshold: leastSignatures({ kind, set }),
  });
  return bytesToHex(blob);
}

function seqOf(args: {
  name: AttestationName;
  inputs: AttestationInputs;
  file: RootSources;
}): Attestation['seq'] {
  const { name, inputs, file } = args;
  switch (name) {
    case 'batch':
    case 'veto':
    case 'held':
      return 0;
    case 'rotation':
      return int(big(inputs.epoch) + 1n);
    case 'settlement':
      return file.settlement.epoch;
    case 'config':
      return file.config.seq;
    default:
      if (inputs.seq === undefined) throw new Error(`attestation ${name} needs a seq`);
      return inputs.seq;
  }
}

function countOf(args: { name: AttestationName; inputs: AttestationInputs; file: RootSources }): number {
  const { name, inputs, file } = args;
  switch (name) {
    case 'batch':
      if (inputs.count === undefined) throw new Error('a batch needs a count');
      return inputs.count;
    case 'rotation': {
      const next = file.sets.find(({ epoch }) => big(epoch) === big(inputs.epoch) + 1n);
      return next?.members.length ?? inputs.count ?? 0;
    }
    case 'supply':
      return file.supply.length;
    case 'settlement':
      return 1 + file.settlement.payouts.length;
    default:
      return 1;
  }
}
