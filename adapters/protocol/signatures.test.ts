import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, type Hex } from './hex.ts';
import { keccakText } from './keccak.ts';
import { privateKeyToAddress, recoverSigner, signDigest } from './secp256k1.ts';
import { decodeSignatures, encodeSignatures, verifySignatures } from './signatures.ts';
import { anyWord, refusal } from './testing.ts';

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const digest = keccakText('digest');
const keys = Array.from({ length: 4 }, (_, index) => keccakText(`key ${index}`))
  .map((key) => ({ key, address: privateKeyToAddress(key) }))
  .toSorted((a, b) => (a.address < b.address ? -1 : 1));
const members = keys.map(({ address }) => address);
const sign = (index: number, over: Hex = digest) => ({
  index,
  signature64: signDigest({ digest: over, privateKey: (keys[index] as (typeof keys)[number]).key }),
});
const verdict = (signatures: Uint8Array, threshold = 3) =>
  refusal(() => verifySignatures({ digest, signatures, members, threshold }));
const withWords = (r: bigint, s: bigint): Uint8Array =>
  Uint8Array.from(Buffer.from(r.toString(16).padStart(64, '0') + s.toString(16).padStart(64, '0'), 'hex'));

describe('signatures', () => {
  it('signs deterministically and recovers the signer', () => {
    fc.assert(
      fc.property(anyWord, anyWord, (over, key) => {
        fc.pre(BigInt(key) < ORDER);
        const signature64 = signDigest({ digest: over, privateKey: key });
        expect(signDigest({ digest: over, privateKey: key })).toEqual(signature64);
        expect(recoverSigner({ digest: over, signature64 })).toBe(privateKeyToAddress(key));
      }),
      { numRuns: 25 },
    );
  });

  it('verifies every subset of at least k members', () => {
    for (let bits = 1; bits < 16; bits++) {
      const signers = [0, 1, 2, 3].filter((index) => (bits >> index) & 1);
      const blob = encodeSignatures(signers.map((index) => sign(index)));
      expect(decodeSignatures(blob).map(({ index }) => index)).toEqual(signers);
      expect(verdict(blob)).toBe(signers.length >= 3 ? 'accepted' : 'CXT_WIRE_BELOW_THRESHOLD');
    }
  });

  it('asks an injected recovery and believes nothing that it does not say', () => {
    const signatures = encodeSignatures([sign(0), sign(1), sign(2)]);
    const verify = (recover: () => Hex | undefined) =>
      refusal(() => verifySignatures({ digest, signatures, members, threshold: 3, recover }));
    expect(verify(() => undefined)).toBe('CXT_WIRE_RECOVERY_FAILED');
    expect(verify(() => members[0])).toBe('CXT_WIRE_SIGNER_DUPLICATE');
    expect(verify(() => `0x${'00'.repeat(20)}`)).not.toBe('accepted');
  });

  it('refuses every truncation and extension', () => {
    const blob = encodeSignatures([sign(0), sign(1), sign(3)]);
    for (let length = 0; length < blob.length; length += 7)
      expect(verdict(blob.slice(0, length))).not.toBe('accepted');
    for (const extra of [1, 63, 64, 65]) {
      const longer = new Uint8Array(blob.length + extra);
      longer.set(blob);
      expect(verdict(longer)).toBe('CXT_WIRE_SIGNATURES_TRAILING');
    }
  });

  it('names what is wrong with r and s', () => {
    const good = sign(1);
    const r = BigInt(bytesToHex(good.signature64.slice(0, 32)));
    const raw = BigInt(bytesToHex(good.signature64.slice(32)));
    const s = raw & (2n ** 255n - 1n);
    const parity = raw >> 255n;
    const blobOf = (signature64: Uint8Array) =>
      encodeSignatures([sign(0), { index: 1, signature64 }, sign(2)]);
    const high = ORDER - s;
    const malleable = high < 2n ** 255n ? withWords(r, high + ((1n - parity) << 255n)) : undefined;
    if (malleable !== undefined) expect(verdict(blobOf(malleable))).toBe('CXT_WIRE_HIGH_S');
    expect(verdict(blobOf(withWords(r, ORDER / 2n + 1n)))).toBe('CXT_WIRE_HIGH_S');
    expect(verdict(blobOf(withWords(0n, s)))).toBe('CXT_WIRE_R_OUT_OF_RANGE');
    expect(verdict(blobOf(withWords(ORDER, s)))).toBe('CXT_WIRE_R_OUT_OF_RANGE');
    expect(verdict(blobOf(withWords(r, 0n)))).toBe('CXT_WIRE_S_ZERO');
    expect(verdict(blobOf(withWords(0n, 2n ** 255n)))).toBe('CXT_WIRE_SIGNATURE_ZERO');
    // 5 is no x coordinate of a point of the curve.
    expect(verdict(blobOf(withWords(5n, s)))).toBe('CXT_WIRE_RECOVERY_FAILED');
  });

  it('refuses blobs without a signer, of nobody, of strangers and of a threshold that means nothing', () => {
    expect(verdict(new Uint8Array(4))).toBe('CXT_WIRE_SIGNATURES_BITMAP_ZERO');
    expect(verdict(Uint8Array.of(0, 0, 0))).toBe('CXT_WIRE_SIGNATURES_BITMAP_SHORT');
    expect(verdict(encodeSignatures([sign(0), sign(1), sign(2, keccakText('other'))]))).toBe(
      'CXT_WIRE_SIGNER_UNKNOWN',
    );
    expect(verdict(encodeSignatures([sign(0, keccakText('other'))]), 1)).toBe('CXT_WIRE_SIGNER_MISMATCH');
    const good = encodeSignatures([sign(0), sign(1), sign(2)]);
    for (const threshold of [0, -1, 5, 2.5]) expect(verdict(good, threshold)).toBe('CXT_WIRE_SET_THRESHOLD');
    expect(
      refusal(() =>
        verifySignatures({ digest: `0x${'00'.repeat(32)}`, signatures: good, members, threshold: 3 }),
      ),
    ).toBe('CXT_WIRE_DIGEST_ZERO');
  });

  it('refuses to encode signatures out of order', () => {
    expect(refusal(() => encodeSignatures([sign(1), sign(0)]))).toBe('CXT_WIRE_SIGNATURES_ORDER');
    expect(refusal(() => encodeSignatures([sign(1), sign(1)]))).toBe('CXT_WIRE_SIGNATURES_ORDER');
    expect(refusal(() => encodeSignatures([]))).toBe('CXT_WIRE_SIGNATURES_EMPTY');
    expect(refusal(() => encodeSignatures([{ ...sign(0), index: 32 }]))).toBe('CXT_WIRE_BIT_BEYOND_SET');
  });

  it('never puts a key into an error', () => {
    for (const privateKey of [
      '0x12',
      `0x${'00'.repeat(32)}`,
      `0x${'ff'.repeat(32)}`,
      'secret words',
    ] as Hex[]) {
      expect(refusal(() => signDigest({ digest, privateKey }))).toBe('CXT_WIRE_PRIVATE_KEY');
      expect(() => signDigest({ digest, privateKey })).toThrow(
        /^CXT_WIRE_PRIVATE_KEY: not a secp256k1 private key$/,
      );
    }
  });
});
