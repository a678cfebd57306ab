/**
 * The complete check of an attestation, as every chain makes it (protocol §6).
 *
 * Guarantee: what is returned was signed by a quorum of `set` for this deployment, is of an allowed kind, is not expired,
 * and is meant for this chain.
 */
import { type Attestation, attestationDigest, decodeCompact } from './attestation.ts';
import {
  type AttestationKind,
  type AttestationKindName,
  attestationKind,
  thresholdFor,
} from './attestationKinds.ts';
import { ProtocolError } from './errors.ts';
import type { BytesLike, Hex } from './hex.ts';
import type { Recover } from './secp256k1.ts';
import { verifySignatures } from './signatures.ts';
import type { SignerSet } from './signerSet.ts';

/** Longest life of a BATCH attestation in seconds. */
export const MAX_BATCH_LIFE_SECONDS = 86_400n;

/** A set as a chain holds it: with its hash and, once replaced, the moment after which it is no longer valid. */
export type StoredSignerSet = SignerSet & { readonly setHash: Hex; readonly validUntilSeconds?: bigint };

/** What {@link verifyAttestation} takes; times in unix seconds. */
export type VerifyAttestationParameters = {
  readonly compact: BytesLike;
  readonly signatures: BytesLike;
  readonly set: StoredSignerSet;
  readonly nowSeconds: bigint;
  /** The chain that checks. */
  readonly localEid: number;
  readonly allowedKinds: readonly (AttestationKind | AttestationKindName)[];
  readonly domainSeparator: Hex;
  /** For HELD: the action that is asked for, which decides the threshold. */
  readonly heldAction?: number;
  readonly recover?: Recover;
};

/** What was attested and by whom. */
export type VerifiedAttestation = {
  readonly attestation: Attestation;
  readonly digest: Hex;
  readonly signers: readonly number[];
};

/**
 * Verifies an attestation.
 * @throws CXT_WIRE_ATTESTATION_KIND_NOT_ALLOWED, _EPOCH_UNKNOWN, _DOMAIN, _EXPIRED, _TOO_LONG; CXT_WIRE_SET_EXPIRED; the
 *   codes of `decodeCompact` and `verifySignatures`
 */
export function verifyAttestation(parameters: VerifyAttestationParameters): VerifiedAttestation {
  const { set, signatures, domainSeparator, heldAction, recover } = parameters;
  const attestation = decodeCompact(parameters.compact);
  const { kind } = attestation;
  if (
    !parameters.allowedKinds.some((allowed) => allowed === kind || allowed === attestationKind(kind).name)
  ) {
    throw new ProtocolError('CXT_WIRE_ATTESTATION_KIND_NOT_ALLOWED', { kind });
  }
  assertTimes({ ...parameters, attestation });
  assertDomain({ attestation, localEid: parameters.localEid });
  if (attestation.epoch !== set.epoch) {
    throw new ProtocolError('CXT_WIRE_ATTESTATION_EPOCH_UNKNOWN', {
      epoch: attestation.epoch,
      set: set.epoch,
    });
  }
  const digest = attestationDigest({ ...attestation, setHash: set.setHash, domainSeparator });
  const memberCount = set.members.length;
  const threshold = thresholdFor({ kind, threshold: set.threshold, memberCount, heldAction });
  const { signers } = verifySignatures({ digest, signatures, members: set.members, threshold, recover });
  return { attestation, digest, signers };
}

function assertTimes(args: { attestation: Attestation; set: StoredSignerSet; nowSeconds: bigint }): void {
  const { attestation, set, nowSeconds } = args;
  const { kind, notAfter } = attestation;
  const { name } = attestationKind(kind);
  // WHY: a chain that slept must be able to catch up epoch by epoch, so a rotation does not expire.
  if (name !== 'ROTATION' && nowSeconds > notAfter) {
    throw new ProtocolError('CXT_WIRE_ATTESTATION_EXPIRED', { notAfter, nowSeconds });
  }
  if (name === 'BATCH' && notAfter > nowSeconds + MAX_BATCH_LIFE_SECONDS) {
    throw new ProtocolError('CXT_WIRE_ATTESTATION_TOO_LONG', { notAfter, nowSeconds });
  }
  if (set.validUntilSeconds !== undefined && nowSeconds > set.validUntilSeconds) {
    throw new ProtocolError('CXT_WIRE_SET_EXPIRED', {
      epoch: set.epoch,
      validUntilSeconds: set.validUntilSeconds,
    });
  }
}

function assertDomain(args: { attestation: Attestation; localEid: number }): void {
  const { kind, domain } = args.attestation;
  const rule = attestationKind(kind).domain;
  const isForEveryChain = domain === 0 && (rule === 'zero' || rule === 'localOrZero');
  if (!isForEveryChain && domain !== args.localEid) {
    throw new ProtocolError('CXT_WIRE_ATTESTATION_DOMAIN', { kind, domain, localEid: args.localEid });
  }
}
