/** Hashes of the market: of a request, of a commitment, of what executors revealed. */
import {
  bytesToHex,
  type Hex,
  hexToBytes,
  jobId,
  keccak256,
  keccakBytes,
} from '@cxt-bridge/adapters/protocol';

import type { Economy } from '../economy.ts';
import type { Account } from '../parameters.ts';
import type { JobRequest } from './marketState.ts';

const word = (value: bigint | number | Hex): string =>
  (typeof value === 'string' ? value.slice(2) : value.toString(16)).padStart(64, '0');
const ascii = (text: string): string => [...text].map((letter) => letter.charCodeAt(0).toString(16)).join('');
const hashHex = (hex: string): Hex => bytesToHex(keccakBytes(hexToBytes(`0x${hex}`)));

/** keccak256(abi.encode(request)). */
export function requestHash(request: JobRequest): Hex {
  const { jobId: id, requester, refundee, jobType, redundancy, window, flags } = request;
  const { namedExecutor, maxUnits, price, acceptSeconds, computeSeconds } = request;
  const { specHash, inputHash, canary } = request;
  const head = [id, requester, refundee, jobType, redundancy, window, flags, namedExecutor];
  const tail = [maxUnits, price, acceptSeconds, computeSeconds, specHash, inputHash, canary];
  return hashHex([...head, ...tail].map(word).join(''));
}

/** What an executor commits to before it reveals. */
export function commitmentHash(answer: {
  jobId: Hex;
  node: Account;
  resultHash: Hex;
  units: bigint;
  salt: Hex;
}): Hex {
  const { jobId: id, node, resultHash, units, salt } = answer;
  const parts = [id, node, resultHash].map((part) => part.slice(2)).join('');
  return hashHex(`${ascii('CXTCOMMIT1')}${parts}${units.toString(16).padStart(16, '0')}${salt.slice(2)}`);
}

/** Hash of several 32-byte values, one after the other. */
export function hashOfAll(values: readonly Hex[]): Hex {
  return hashHex(values.map((value) => value.slice(2)).join(''));
}

/** Point of a draw of executors. */
export function drawPoint(draw: { beacon: Hex; jobId: Hex; round: number; index: number }): bigint {
  const tail = [draw.round, draw.index].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return BigInt(hashHex(`${draw.beacon.slice(2)}${draw.jobId.slice(2)}${tail}`));
}

/** What a canary commits to. */
export function canaryHash(canary: { jobId: Hex; resultHash: Hex; salt: Hex }): Hex {
  return hashOfAll([canary.jobId, canary.resultHash, canary.salt]);
}

/** Id of the next local job. */
export function localJobId({ params }: Economy, nonce: bigint): Hex {
  return jobId({
    bridgeId: params.bridgeId,
    srcEid: Number(params.homeEid),
    srcRouter: `0x${word(params.wiring.jobMarket)}`,
    srcNonce: nonce,
  });
}

/** Hash of result bytes. */
export function resultHashOf(data: Hex): Hex {
  return keccak256(data);
}
