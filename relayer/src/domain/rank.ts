/**
 * Who proposes first: rendezvous rank `keccak(dstEid u32 ‖ slot u64 ‖ attester 20)` over the signer set (relayer design §4). No election, no
 * leader: rank r waits r·Δ, so there is always a next one.
 */
import { type Eid, keccakBytes } from '@cxt-bridge/adapters/protocol';

/** 0 = first. `slot` is the same for all relayers: they derive it from the source block's timestamp. */
export function proposerRank(parameters: {
  dstEid: Eid;
  slot: bigint;
  attester: string;
  members: readonly string[];
}): number {
  const { dstEid, slot, attester, members } = parameters;
  const own = score({ dstEid, slot, attester });
  let rank = 0;
  for (const member of members) {
    if (member.toLowerCase() === attester.toLowerCase()) continue;
    if (score({ dstEid, slot, attester: member }) < own) rank += 1;
  }
  return rank;
}

function score(parameters: { dstEid: Eid; slot: bigint; attester: string }): bigint {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, parameters.dstEid);
  view.setBigUint64(4, parameters.slot);
  for (let i = 0; i < 20; i += 1)
    bytes[12 + i] = Number.parseInt(parameters.attester.slice(2 + 2 * i, 4 + 2 * i), 16);
  const hash = keccakBytes(bytes);
  return new DataView(hash.buffer, hash.byteOffset).getBigUint64(0);
}

/** Rank r acts r·Δ after finality and again every `members·Δ`; milliseconds. */
export function turn(parameters: { rank: number; members: number; rankDelayMs: number; elapsedMs: number }): {
  due: boolean;
  inMs: number;
} {
  const { rank, members, rankDelayMs, elapsedMs } = parameters;
  const firstMs = rank * rankDelayMs;
  if (elapsedMs < firstMs) return { due: false, inMs: firstMs - elapsedMs };
  const cycleMs = members * rankDelayMs;
  return { due: true, inMs: cycleMs - ((elapsedMs - firstMs) % cycleMs) };
}
