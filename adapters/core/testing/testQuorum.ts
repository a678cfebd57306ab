/** A signer set with known keys, for worlds of the conformance suite. Never for a network with value. */
import {
  attestationDigest,
  bytesToHex,
  domainSeparator,
  type Eid,
  encodeCompact,
  encodeSignatures,
  type Hex,
  keccakText,
  privateKeyToAddress,
  signDigest,
  signerSetHash,
} from '../../protocol/index.ts';

const BATCH = 1;

export interface TestQuorum {
  readonly threshold: number;
  /** Lower case, ascending. */
  readonly members: readonly Hex[];
  readonly setHash: Hex;
  /** Signs a BATCH with the first `threshold` members. */
  attestBatch(batch: { dstEid: Eid; root: Hex; count: number; notAfter: bigint }): {
    attestation: Hex;
    signatures: Hex;
  };
}

/** Set of `size` members derived from a text, epoch 1. */
export function createTestQuorum(options: { bridgeId: Hex; size: number; threshold: number }): TestQuorum {
  const { bridgeId, size, threshold } = options;
  const keyed = Array.from({ length: size }, (_, index) => keccakText(`conformance attester ${index}`))
    .map((privateKey) => ({ privateKey, address: privateKeyToAddress(privateKey) }))
    .toSorted((a, b) => (a.address < b.address ? -1 : 1));
  const members = keyed.map(({ address }) => address);
  const setHash = signerSetHash({ bridgeId, epoch: 1n, threshold, members, allowSmallThreshold: true });
  return {
    threshold,
    members,
    setHash,
    attestBatch({ dstEid, root, count, notAfter }) {
      const attestation = {
        kind: BATCH,
        epoch: 1n,
        domain: dstEid as number,
        seq: 0n,
        root,
        count,
        notAfter,
      };
      const digest = attestationDigest({
        ...attestation,
        setHash,
        domainSeparator: domainSeparator(bridgeId),
      });
      const signatures = keyed
        .slice(0, threshold)
        .map(({ privateKey }, index) => ({ index, signature64: signDigest({ digest, privateKey }) }));
      return {
        attestation: bytesToHex(encodeCompact(attestation)),
        signatures: bytesToHex(encodeSignatures(signatures)),
      };
    },
  };
}
