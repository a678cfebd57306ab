/** A quorum of test keys that signs whatever it is asked to. */
import {
  attestationDigest,
  bridgeId,
  domainSeparator,
  encodeLayout,
  COMPACT_LAYOUT,
  encodeSignatures,
  type Hex,
  hexToBytes,
  keccakText,
  privateKeyToAddress,
  signDigest,
  signerSetHash,
} from '@cxt-bridge/adapters/protocol';

/** Name of the deployment that the tests make. */
export const NETWORK_NAME = 'devnet';
export const BRIDGE_ID = bridgeId(NETWORK_NAME);

/** Members ascending, with their keys beside them. */
export interface Quorum {
  readonly epoch: bigint;
  readonly threshold: number;
  readonly keys: readonly Hex[];
  readonly members: readonly Hex[];
  readonly setHash: Hex;
}

/** An attestation that may be wrong in any field. */
export interface AttestationFields {
  readonly kind: number;
  readonly epoch: bigint;
  readonly domain: number;
  readonly seq: bigint;
  readonly root: Hex;
  readonly count: number;
  readonly notAfter: bigint;
}

/** A quorum of `size` keys made from `name`. */
export function makeQuorum(at: { name: string; size: number; threshold: number; epoch?: bigint }): Quorum {
  const { name, size, threshold, epoch = 1n } = at;
  const keys = Array.from({ length: size }, (_, index) => keccakText(`${name}/${index}`)).toSorted(
    (left, right) => (privateKeyToAddress(left) < privateKeyToAddress(right) ? -1 : 1),
  );
  const members = keys.map(privateKeyToAddress);
  const setHash = signerSetHash({
    bridgeId: BRIDGE_ID,
    epoch,
    threshold,
    members,
    allowSmallThreshold: true,
  });
  return { epoch, threshold, keys, members, setHash };
}

/** Compact form without any check. */
export function compactOf(fields: AttestationFields): Uint8Array {
  return encodeLayout(COMPACT_LAYOUT, fields as Parameters<typeof encodeLayout<typeof COMPACT_LAYOUT>>[1]);
}

/** Digest that members of `quorum` sign. @throws the codes of `attestationDigest` */
export function digestOf(at: { quorum: Quorum; fields: AttestationFields }): Hex {
  const { quorum, fields } = at;
  return attestationDigest({
    ...fields,
    setHash: quorum.setHash,
    domainSeparator: domainSeparator(BRIDGE_ID),
  });
}

/** Signature blob of these members; the first `threshold` by default. */
export function sign(at: {
  quorum: Quorum;
  fields: AttestationFields;
  signers?: readonly number[];
}): Uint8Array {
  const { quorum, fields, signers = [...quorum.keys.keys()].slice(0, quorum.threshold) } = at;
  const digest = hexToBytes(digestOf({ quorum, fields }));
  return encodeSignatures(
    signers.map((index) => ({
      index,
      signature64: signDigest({ digest, privateKey: quorum.keys[index] ?? '0x' }),
    })),
  );
}

/** Whole numbers of bytes as the client's coder takes them. */
export function numbersOf(hex: Hex | Uint8Array): number[] {
  return [...(typeof hex === 'string' ? hexToBytes(hex) : hex)];
}
