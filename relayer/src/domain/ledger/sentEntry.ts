/**
 * Reads the three figures the accountant needs out of a sent packet, by its own offsets.
 *
 * WHY: the message builder decodes packets with the protocol library. The accountant must not trust the same code, so it reads the
 * amount itself (protocol §3, §4: header 113 bytes, then sendTo 32, then amount u64) and hashes the leaf from its parts.
 */
import type { PacketSentEvent } from '@cxt-bridge/adapters/core';
import { keccak256, leafHashFromParts } from '@cxt-bridge/adapters/protocol';
import type { OpenEntry } from './book.ts';

const HEADER_BYTES = 113;
const AMOUNT_OFFSET = HEADER_BYTES + 32;
const WEI_PER_WIRE_UNIT = 1_000_000_000n;

export function sentEntry(event: PacketSentEvent): OpenEntry {
  const { packet } = event;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const amountUnits = view.getBigUint64(AMOUNT_OFFSET);
  const leaf = leafHashFromParts({
    execution: event.execution,
    amountUnits,
    header: packet.subarray(0, HEADER_BYTES),
    messageHash: keccak256(packet.subarray(HEADER_BYTES)),
  });
  return {
    leaf,
    srcEid: event.srcEid,
    dstEid: event.dstEid,
    nonce: event.nonce,
    amountWei: amountUnits * WEI_PER_WIRE_UNIT,
    sent: true,
    credited: false,
    transitRecorded: false,
    queuedAtHome: false,
    unmatchedSinceMs: null,
  };
}
