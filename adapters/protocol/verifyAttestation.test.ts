import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AttestationInput, attestationDigest, decodeCompact, encodeCompact } from './attestation.ts';
import { ATTESTATION_KINDS, type AttestationKind, thresholdFor } from './attestationKinds.ts';
import { bridgeId, domainSeparator } from './domain.ts';
import type { Hex } from './hex.ts';
import { keccakText } from './keccak.ts';
import { privateKeyToAddress, signDigest } from './secp256k1.ts';
import { encodeSignatures } from './signatures.ts';
import { assertRotation, type SignerSet, signerSetHash } from './signerSet.ts';
import { refusal } from './testing.ts';
import { type VerifyAttestationParameters, verifyAttestation } from './verifyAttestation.ts';

const id = bridgeId('unit-test');
const separator = domainSeparator(id);
const byAddress = Array.from({ length: 6 }, (_, index) => keccakText(`key ${index}`))
  .map((key) => ({ key, address: privateKeyToAddress(key) }))
  .toSorted((a, b) => (a.address < b.address ? -1 : 1));
const keys = byAddress.slice(0, 4);
const members = keys.map(({ address }) => address);
const set: SignerSet = { epoch: 3n, threshold: 3, members };
const setHash = signerSetHash({ bridgeId: id, ...set });
const NOW = 1_800_000_000n;
const LOCAL = 40102;
const batch: AttestationInput = {
  kind: 1,
  epoch: 3n,
  domain: LOCAL,
  seq: 0n,
  root: keccakText('root'),
  count: 5,
  notAfter: NOW + 60n,
};

function verdict(args: {
  attestation?: Partial<AttestationInput>;
  signers?: readonly number[];
  parameters?: Partial<VerifyAttestationParameters>;
}): string {
  const attestation = { ...batch, ...args.attestation };
  const digest = attestationDigest({ ...attestation, setHash, domainSeparator: separator });
  const signatures = encodeSignatures(
    (args.signers ?? [0, 1, 3]).map((index) => ({
      index,
      signature64: signDigest({ digest, privateKey: keys[index]?.key as Hex }),
    })),
  );
  return refusal(() =>
    verifyAttestation({
      compact: encodeCompact(attestation),
      signatures,
      set: { ...set, setHash },
      nowSeconds: NOW,
      localEid: LOCAL,
      allowedKinds: [attestation.kind as AttestationKind],
      domainSeparator: separator,
      ...args.parameters,
    }),
  );
}

describe('attestation', () => {
  it('verifies a batch of this chain, this set and this deployment', () => {
    expect(verdict({})).toBe('accepted');
    expect(verdict({ signers: [0, 1] })).toBe('CXT_WIRE_BELOW_THRESHOLD');
    expect(verdict({ parameters: { allowedKinds: ['ROTATION', 5] } })).toBe(
      'CXT_WIRE_ATTESTATION_KIND_NOT_ALLOWED',
    );
    expect(verdict({ parameters: { localEid: 40231 } })).toBe('CXT_WIRE_ATTESTATION_DOMAIN');
    expect(verdict({ parameters: { set: { ...set, epoch: 4n, setHash } } })).toBe(
      'CXT_WIRE_ATTESTATION_EPOCH_UNKNOWN',
    );
    const otherDeployment = domainSeparator(bridgeId('unit-test-2'));
    expect(verdict({ parameters: { domainSeparator: otherDeployment } })).toBe(
      'CXT_WIRE_SIGNATURES_OTHER_DIGEST',
    );
    const otherSet = { ...set, setHash: keccakText('other set') };
    expect(verdict({ parameters: { set: otherSet } })).toBe('CXT_WIRE_SIGNATURES_OTHER_DIGEST');
  });

  it('holds to the times', () => {
    expect(verdict({ parameters: { nowSeconds: NOW + 60n } })).toBe('accepted');
    expect(verdict({ parameters: { nowSeconds: NOW + 61n } })).toBe('CXT_WIRE_ATTESTATION_EXPIRED');
    expect(verdict({ attestation: { notAfter: NOW + 86_400n } })).toBe('accepted');
    expect(verdict({ attestation: { notAfter: NOW + 86_401n } })).toBe('CXT_WIRE_ATTESTATION_TOO_LONG');
    const retired = (validUntilSeconds: bigint) =>
      verdict({ parameters: { set: { ...set, setHash, validUntilSeconds } } });
    expect(retired(NOW)).toBe('accepted');
    expect(retired(NOW - 1n)).toBe('CXT_WIRE_SET_EXPIRED');
    const rotation = { kind: 2, domain: 0, seq: 4n, count: 4, notAfter: 1n };
    expect(verdict({ attestation: rotation })).toBe('accepted');
  });

  it('lets n-k+1 members pause and veto, and k do the rest', () => {
    const pause = { kind: 5, seq: 1n, count: 1 };
    expect(verdict({ attestation: pause, signers: [0, 3] })).toBe('accepted');
    expect(verdict({ attestation: pause, signers: [0] })).toBe('CXT_WIRE_BELOW_THRESHOLD');
    expect(verdict({ attestation: { ...pause, kind: 6 }, signers: [0, 3] })).toBe('CXT_WIRE_BELOW_THRESHOLD');
    expect(verdict({ attestation: { ...pause, domain: 0 }, signers: [0, 3] })).toBe('accepted');
    const held = { kind: 10, count: 1 };
    expect(verdict({ attestation: held })).toBe('accepted');
    expect(verdict({ attestation: held, parameters: { heldAction: 3 } })).toBe('CXT_WIRE_BELOW_THRESHOLD');
    expect(verdict({ attestation: held, parameters: { heldAction: 3 }, signers: [0, 1, 2, 3] })).toBe(
      'accepted',
    );
    expect(thresholdFor({ kind: 10, threshold: 4, memberCount: 4, heldAction: 3 })).toBe(4);
  });

  it('holds every kind to its domain, seq and count', () => {
    const of = (change: Partial<AttestationInput>) => refusal(() => encodeCompact({ ...batch, ...change }));
    expect(of({ kind: 0 })).toBe('CXT_WIRE_ATTESTATION_KIND');
    expect(of({ kind: 12 })).toBe('CXT_WIRE_ATTESTATION_KIND');
    expect(of({ epoch: 0n })).toBe('CXT_WIRE_ATTESTATION_EPOCH');
    expect(of({ root: `0x${'00'.repeat(32)}` })).toBe('CXT_WIRE_ATTESTATION_ROOT_ZERO');
    expect(of({ count: 0 })).toBe('CXT_WIRE_ATTESTATION_COUNT');
    expect(of({ count: 257 })).toBe('CXT_WIRE_ATTESTATION_COUNT');
    expect(of({ domain: 0 })).toBe('CXT_WIRE_ATTESTATION_DOMAIN');
    expect(of({ seq: 1n })).toBe('CXT_WIRE_ATTESTATION_SEQ');
    expect(of({ kind: 2, seq: 4n, domain: 1 })).toBe('CXT_WIRE_ATTESTATION_DOMAIN');
    expect(of({ kind: 2, seq: 5n, domain: 0 })).toBe('CXT_WIRE_ATTESTATION_SEQ');
    expect(of({ kind: 7, count: 2 })).toBe('CXT_WIRE_ATTESTATION_COUNT');
    expect(of({ notAfter: 2n ** 64n })).toBe('CXT_WIRE_INTEGER_RANGE');
  });

  it('has one compact form of 65 bytes and another digest for every change', () => {
    const digests = new Set<string>();
    const changes: Partial<AttestationInput>[] = [
      {},
      { epoch: 4n },
      { domain: 40231 },
      { count: 6 },
      { notAfter: NOW },
      { root: keccakText('other') },
      { kind: 8, count: 1 },
    ];
    for (const change of changes) {
      const attestation = { ...batch, ...change };
      const compact = encodeCompact(attestation);
      expect(compact.length).toBe(65);
      expect(decodeCompact(compact)).toEqual(attestation);
      digests.add(attestationDigest({ ...attestation, setHash, domainSeparator: separator }));
    }
    expect(digests.size).toBe(changes.length);
    for (const length of [0, 64, 66]) {
      expect(refusal(() => decodeCompact(new Uint8Array(length)))).toBe('CXT_WIRE_ATTESTATION_LENGTH');
    }
    expect(new Set(Object.values(ATTESTATION_KINDS).map(({ kind }) => kind)).size).toBe(11);
  });
});

describe('signer set', () => {
  const hashOf = (change: Partial<SignerSet>, allowSmallThreshold = false) =>
    refusal(() => signerSetHash({ bridgeId: id, ...set, ...change, allowSmallThreshold }));

  it('refuses sets that could sign two histories', () => {
    expect(hashOf({ threshold: 2 })).toBe('CXT_WIRE_SET_THRESHOLD');
    expect(hashOf({ threshold: 0 })).toBe('CXT_WIRE_SET_THRESHOLD');
    expect(hashOf({ threshold: 5 })).toBe('CXT_WIRE_SET_THRESHOLD');
    expect(hashOf({ members: [] })).toBe('CXT_WIRE_SET_SIZE');
    expect(hashOf({ members: Array.from({ length: 17 }, () => members[0] as Hex) })).toBe(
      'CXT_WIRE_SET_SIZE',
    );
    expect(hashOf({ members: members.toReversed() })).toBe('CXT_WIRE_SET_ORDER');
    expect(hashOf({ members: [members[0], members[0], members[1]] as Hex[] })).toBe('CXT_WIRE_SET_ORDER');
    expect(hashOf({ members: [`0x${'00'.repeat(20)}`, ...members.slice(1)] })).toBe(
      'CXT_WIRE_SET_MEMBER_ZERO',
    );
    expect(hashOf({ epoch: 0n })).toBe('CXT_WIRE_ATTESTATION_EPOCH');
  });

  it('needs three signers outside a devnet', () => {
    const small = { threshold: 2, members: members.slice(0, 2) };
    expect(hashOf(small)).toBe('CXT_WIRE_SET_THRESHOLD_SMALL');
    expect(hashOf(small, true)).toBe('accepted');
  });

  it('rotates one epoch and at most n-k members at a time', () => {
    const others = byAddress.map(({ address }) => address);
    const to = (indices: number[], epoch = 4n) =>
      refusal(() =>
        assertRotation({
          from: set,
          to: { epoch, threshold: 3, members: indices.map((i) => others[i] as Hex) },
        }),
      );
    expect(to([0, 1, 2, 5])).toBe('accepted');
    expect(to([0, 1, 4, 5])).toBe('CXT_WIRE_SET_REPLACED');
    expect(to([0, 1, 2, 5], 5n)).toBe('CXT_WIRE_SET_EPOCH_STEP');
  });

  it('hashes to another value for every field', () => {
    const other = bridgeId('other');
    const values = new Set([
      setHash,
      signerSetHash({ bridgeId: other, ...set }),
      signerSetHash({ bridgeId: id, ...set, epoch: 4n }),
      signerSetHash({ bridgeId: id, ...set, threshold: 4 }),
      signerSetHash({ bridgeId: id, ...set, members: members.slice(1) }),
    ]);
    expect(values.size).toBe(5);
  });
});

it('threshold rules agree with the table for every set', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), (memberCount) => {
      const threshold = Math.floor((2 * memberCount) / 3) + 1;
      const of = (kind: number) => thresholdFor({ kind, threshold, memberCount });
      expect(of(1)).toBe(threshold);
      expect(of(5)).toBe(memberCount - threshold + 1);
      expect(of(8)).toBe(memberCount - threshold + 1);
      expect(of(2)).toBe(threshold);
    }),
  );
});
