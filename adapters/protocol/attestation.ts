/**
 * Attestation: the fields that a quorum signs, their compact form and their digest (protocol §6).
 *
 * Guarantee: an attestation that was encoded, decoded or digested has a known kind, epoch, root and count that are not
 * zero, and domain, seq and count that fit the kind.
 */
import { type AttestationKind, attestationKind } from './attestationKinds.ts';
import { ATTESTATION_TYPEHASH } from './domain.ts';
import { ProtocolError } from './errors.ts';
import { type BytesLike, bytesToHex, type Hex, toBytes } from './hex.ts';
import { bytes32, ZERO_BYTES32 } from './ids.ts';
import { keccakBytes } from './keccak.ts';
import { decodeLayout, encodeLayout, type Layout, type LayoutValue } from './layout.ts';
import { MAX_MEMBERS } from './signerSet.ts';
import { MAX_LEAVES } from './tree.ts';

/** Compact form: 65 bytes, the same on every chain. */
export const COMPACT_LAYOUT = [
  { name: 'kind', type: 'u8' },
  { name: 'epoch', type: 'u64' },
  { name: 'domain', type: 'u32' },
  { name: 'seq', type: 'u64' },
  { name: 'root', type: 'bytes32' },
  { name: 'count', type: 'u32' },
  { name: 'notAfter', type: 'u64' },
] as const satisfies Layout;

/** Bytes of the compact form. */
export const COMPACT_BYTES = 65;

/** What is attested. `notAfter` is in unix seconds; `seq` is unix milliseconds for counters of that kind. */
export type Attestation = Omit<LayoutValue<typeof COMPACT_LAYOUT>, 'kind'> & {
  readonly kind: AttestationKind;
};

/** An attestation whose kind was not checked yet. */
export type AttestationInput = LayoutValue<typeof COMPACT_LAYOUT>;

const STRUCT_LAYOUT = [
  { name: 'typehash', type: 'bytes32' },
  { name: 'kind', type: 'u256' },
  { name: 'epoch', type: 'u256' },
  { name: 'setHash', type: 'bytes32' },
  { name: 'domain', type: 'u256' },
  { name: 'seq', type: 'u256' },
  { name: 'root', type: 'bytes32' },
  { name: 'count', type: 'u256' },
  { name: 'notAfter', type: 'u256' },
] as const satisfies Layout;

const DIGEST_LAYOUT = [
  { name: 'prefix', type: 'u16', is: 0x1901 },
  { name: 'domainSeparator', type: 'bytes32' },
  { name: 'structHash', type: 'bytes32' },
] as const satisfies Layout;

/**
 * Checks the fields against the table of kinds.
 * @throws CXT_WIRE_ATTESTATION_KIND, _EPOCH, _ROOT_ZERO, _DOMAIN, _SEQ, _COUNT
 */
export function assertAttestation(attestation: AttestationInput): asserts attestation is Attestation {
  const { kind, epoch, domain, seq, root, count } = attestation;
  const row = attestationKind(kind);
  if (epoch === 0n) throw new ProtocolError('CXT_WIRE_ATTESTATION_EPOCH', { kind });
  // SAFETY: a zero root is what empty storage holds; accepting it once emptied a bridge (Nomad, 2022).
  if (root === ZERO_BYTES32) throw new ProtocolError('CXT_WIRE_ATTESTATION_ROOT_ZERO', { kind });
  const isDomainZero = domain === 0;
  if (row.domain !== 'localOrZero' && isDomainZero !== (row.domain === 'zero')) {
    throw new ProtocolError('CXT_WIRE_ATTESTATION_DOMAIN', { kind, domain });
  }
  const isSeqWrong = (row.seq === 'zero' && seq !== 0n) || (row.seq === 'newEpoch' && seq !== epoch + 1n);
  if (isSeqWrong) throw new ProtocolError('CXT_WIRE_ATTESTATION_SEQ', { kind, seq });
  const most = { one: 1, leaves: MAX_LEAVES, members: MAX_MEMBERS }[row.count];
  if (count < 1 || count > most) throw new ProtocolError('CXT_WIRE_ATTESTATION_COUNT', { kind, count });
}

/** Compact form, 65 bytes. @throws the codes of {@link assertAttestation} and of the field encoders */
export function encodeCompact(attestation: AttestationInput): Uint8Array {
  assertAttestation(attestation);
  return encodeLayout(COMPACT_LAYOUT, attestation);
}

/** Attestation of a compact form. @throws CXT_WIRE_ATTESTATION_LENGTH and the codes of {@link assertAttestation} */
export function decodeCompact(compact: BytesLike): Attestation {
  const bytes = toBytes(compact);
  if (bytes.length !== COMPACT_BYTES)
    throw new ProtocolError('CXT_WIRE_ATTESTATION_LENGTH', { length: bytes.length });
  const attestation: AttestationInput = decodeLayout(COMPACT_LAYOUT, bytes);
  assertAttestation(attestation);
  return attestation;
}

/**
 * EIP-712 digest that the members sign: `keccak(0x1901 ‖ domainSeparator ‖ keccak(TYPEHASH ‖ fields))`.
 * @throws the codes of {@link assertAttestation}; CXT_WIRE_SET_HASH_ZERO
 */
export function attestationDigest(args: AttestationInput & { setHash: Hex; domainSeparator: Hex }): Hex {
  assertAttestation(args);
  if (bytes32(args.setHash) === ZERO_BYTES32) throw new ProtocolError('CXT_WIRE_SET_HASH_ZERO');
  // WHY: the compact encoder checks that every field fits its declared width, which a 256-bit word would not.
  encodeLayout(COMPACT_LAYOUT, args);
  const struct = encodeLayout(STRUCT_LAYOUT, {
    ...args,
    typehash: ATTESTATION_TYPEHASH,
    kind: BigInt(args.kind),
    domain: BigInt(args.domain),
    count: BigInt(args.count),
  });
  const structHash = bytesToHex(keccakBytes(struct));
  return bytesToHex(
    keccakBytes(encodeLayout(DIGEST_LAYOUT, { domainSeparator: args.domainSeparator, structHash })),
  );
}
