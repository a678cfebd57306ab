/** Signatures of seats (EIP-712, EIP-2098). */
import type { Certificate, Vote } from '@cxt-bridge/adapters/economy';
import { bytesToHex, type Hex, signDigest } from '@cxt-bridge/adapters/protocol';
import { hashTypedData } from 'viem';

import { ACTORS, ADDRESSES } from './deployment.ts';

const TYPES = {
  Vote: [
    { name: 'jobId', type: 'bytes32' },
    { name: 'resultHash', type: 'bytes32' },
    { name: 'units', type: 'uint64' },
    { name: 'executorsOk', type: 'uint8' },
    { name: 'commitRoot', type: 'bytes32' },
    { name: 'level', type: 'uint8' },
    { name: 'redraws', type: 'uint8' },
    { name: 'seat', type: 'uint16' },
    { name: 'quality', type: 'uint16' },
  ],
} as const;

/** r and vs of the vote's signer; of nobody, a signature that recovers to none. */
export function signVote(certificate: Certificate, vote: Vote): { r: Hex; vs: Hex } {
  const actor = ACTORS.find(({ address }) => address.toLowerCase() === vote.signer);
  if (actor === undefined) return { r: `0x${'ff'.repeat(32)}`, vs: `0x${'01'.repeat(32)}` };
  const digest = hashTypedData({
    domain: {
      name: 'CXT WorkCourt',
      version: '1',
      chainId: 31_337,
      verifyingContract: ADDRESSES.WorkCourt,
    },
    types: TYPES,
    primaryType: 'Vote',
    message: {
      ...certificate,
      executorsOk: Number(certificate.executorsOk),
      seat: vote.seat,
      quality: Number(vote.qualityBps),
    },
  });
  const signature = signDigest({ digest, privateKey: actor.privateKey });
  return { r: bytesToHex(signature.subarray(0, 32)), vs: bytesToHex(signature.subarray(32)) };
}
