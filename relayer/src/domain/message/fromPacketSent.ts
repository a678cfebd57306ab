/** Builds a message from a final, proven `PacketSent`: strict decoding, leaf from the packet's own bytes (protocol §3–§5). */
import type { ObservedTransaction, PacketSentEvent } from '@cxt-bridge/adapters/core';
import { type Eid, bytesToHex, decodeMessage, decodePacket, leafHash } from '@cxt-bridge/adapters/protocol';
import type { Leg, Message } from './message.ts';

export function fromPacketSent(parameters: {
  event: PacketSentEvent;
  transaction: ObservedTransaction;
  homeEid: Eid;
  nowMs: number;
}): Message {
  const { event, transaction, homeEid, nowMs } = parameters;
  const decoded = decodePacket(event.packet);
  const { amountUnits, sendTo, compose } = decodeMessage(decoded.message);
  const betweenSpokes = event.srcEid !== homeEid && event.dstEid !== homeEid;
  return {
    guid: decoded.guid,
    leaf: leafHash({ execution: event.execution, packet: event.packet }),
    srcEid: event.srcEid,
    dstEid: event.dstEid,
    nonce: event.nonce.toString(),
    execution: event.execution,
    amountUnits: amountUnits.toString(),
    sender: event.sender,
    recipient: sendTo,
    packet: bytesToHex(event.packet),
    feeWei: event.feeWei.toString(),
    transitFeeWei: event.transitFeeWei.toString(),
    source: {
      height: transaction.height.toString(),
      blockHash: transaction.blockHash,
      txHash: transaction.txHash,
      timestamp: transaction.timestamp.toString(),
    },
    finalAtMs: nowMs,
    deliver: newLeg(event.dstEid, nowMs),
    transit: betweenSpokes && amountUnits > 0n ? newLeg(homeEid, nowMs) : null,
    compose: compose === undefined ? 'none' : 'pending',
    composeRetries: 0,
  };
}

function newLeg(executesAt: Eid, nowMs: number): Leg {
  return {
    executesAt,
    state: 'final',
    sinceMs: nowMs,
    notBeforeMs: nowMs,
    attempts: 0,
    reason: null,
    txHash: null,
    height: null,
    timestamp: null,
    gasUsed: null,
    releaseAt: null,
    root: null,
  };
}
