/**
 * Verification of a batch's signatures as the gateway does it, with a memory: each (digest, signature) pair is recovered once,
 * because a recovery costs a thousand times what everything else in a delivery costs.
 */
import type { Hex } from '../core/index.ts';
import {
  bytesToHex,
  ProtocolError,
  type Recover,
  recoverAddress,
  type SignerSet,
  verifySignatures,
} from '../protocol/index.ts';
import { Revert } from './revert.ts';

/** Bitmap of the members that signed. Throws `Revert('SignaturesRefused')` with the protocol's code. */
export type SignatureCheck = (at: { digest: Hex; signatures: Hex; signerSet: SignerSet }) => number;

const DEFAULT_CAPACITY = 50_000;

/** Wraps `recover` so that a pair seen before is not recovered again; forgets the oldest half when full. */
export function rememberingRecover(recover: Recover, capacity = DEFAULT_CAPACITY): Recover {
  let young = new Map<string, Hex | undefined>();
  let old = new Map<string, Hex | undefined>();
  return (pair) => {
    const key = bytesToHex(pair.digest) + bytesToHex(pair.signature64);
    if (young.has(key)) return young.get(key);
    const signer = old.has(key) ? old.get(key) : recover(pair);
    if (young.size >= capacity / 2) {
      old = young;
      young = new Map();
    }
    young.set(key, signer);
    return signer;
  };
}

/** Makes the check that all chains of a world share. */
export function createSignatureCheck(options: { recover?: Recover | undefined } = {}): SignatureCheck {
  const recover = rememberingRecover(options.recover ?? recoverAddress);
  return ({ digest, signatures, signerSet }) => {
    try {
      const { members, threshold } = signerSet;
      const { signers } = verifySignatures({ digest, signatures, members, threshold, recover });
      return signers.reduce((bitmap, index) => bitmap | (1 << index), 0);
    } catch (error) {
      if (error instanceof ProtocolError) throw new Revert('SignaturesRefused', error.code);
      throw error;
    }
  };
}
