/** Attested deliveries as transaction data: what a relayer would submit. */
import type { Hex } from 'viem';

import {
  attestationDigest,
  bytesToHex,
  concatBytes,
  decodePacket,
  domainSeparator,
  encodeCompact,
  encodeItem,
  encodeSignatures,
  encodeTransitItem,
  keccak256,
  leafHash,
  merkleProof,
  merkleRoot,
  privateKeyToAddress,
  signDigest,
  signerSetHash,
} from '../../adapters/protocol/index.ts';

import { BRIDGE_ID, type BenchSide, SIGNER_KEYS } from './benchBridge.ts';
import { callData, GENESIS_SECONDS } from './benchChain.ts';

const SIGNING = [0, 2, 3, 5, 6];
const SET_HASH = signerSetHash({
  bridgeId: BRIDGE_ID,
  epoch: 1n,
  threshold: 5,
  members: SIGNER_KEYS.map((key) => privateKeyToAddress(key).toLowerCase() as Hex),
});

function itemOf(side: BenchSide, packet: Hex): Uint8Array {
  const { srcEid, dstEid, nonce, message } = decodePacket(packet);
  const head = { srcEid, dstEid, nonce, execution: 0 };
  if (dstEid === side.eid) return encodeItem({ ...head, body: message });
  const amountUnits = BigInt(`0x${bytesToHex(message).slice(66, 82)}`) as never;
  return encodeTransitItem({ ...head, amountUnits, messageHash: keccak256(message) });
}

interface Attested {
  readonly attestation: Hex;
  readonly signatures: Hex;
  readonly leaves: readonly Hex[];
}

function attested(side: BenchSide, packets: readonly Hex[]): Attested {
  const leaves = packets.map((packet) => leafHash({ execution: 0, packet }));
  const fields = {
    kind: 1,
    epoch: 1n,
    domain: side.eid,
    seq: 0n,
    root: merkleRoot(leaves),
    count: leaves.length,
    // WHY: fixed, so that signatures (and their zero bytes, which cost less) are the same in every run.
    notAfter: BigInt(GENESIS_SECONDS + 43_200),
  };
  const digest = attestationDigest({
    ...fields,
    setHash: SET_HASH,
    domainSeparator: domainSeparator(BRIDGE_ID),
  });
  const signatures = SIGNING.map((index) => ({
    index,
    signature64: signDigest({ digest, privateKey: SIGNER_KEYS[index] as Hex }),
  }));
  return {
    attestation: bytesToHex(encodeCompact(fields)),
    signatures: bytesToHex(encodeSignatures(signatures)),
    leaves,
  };
}

/** `deliver` of all packets in one bundle. */
export function deliverData(side: BenchSide, packets: readonly Hex[]): Hex {
  const { attestation, signatures } = attested(side, packets);
  const items = bytesToHex(concatBytes(packets.map((packet) => itemOf(side, packet))));
  return callData(side.gatewayAbi, 'deliver', [attestation, signatures, items]);
}

/** `deliverOne` of the packet at `index` of a batch. */
export function deliverOneData(side: BenchSide, batch: { packets: readonly Hex[]; index: number }): Hex {
  const { attestation, signatures, leaves } = attested(side, batch.packets);
  const item = bytesToHex(itemOf(side, batch.packets[batch.index] as Hex));
  const proof = merkleProof(leaves, batch.index);
  return callData(side.gatewayAbi, 'deliverOne', [attestation, signatures, item, BigInt(batch.index), proof]);
}
