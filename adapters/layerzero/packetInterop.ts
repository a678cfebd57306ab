/**
 * Packets in the shape of lz-v2-utilities.
 *
 * Guarantee: what comes from the library is encoded and checked by our own codec; its own bytes are never trusted.
 */
import type { Packet as LayerZeroPacket } from '@layerzerolabs/lz-v2-utilities';
import { bytesToHex } from '../protocol/hex.ts';
import { bytes32, eid, nonce } from '../protocol/ids.ts';
import { decodePacket, encodePacket, type Packet, type PacketRules } from '../protocol/packet.ts';
import { ProtocolError } from '../protocol/errors.ts';

/**
 * Our packet of a library packet.
 * @throws CXT_WIRE_PACKET_VERSION, CXT_WIRE_PACKET_GUID, CXT_WIRE_INTEGER_RANGE and the codes of `decodePacket`
 */
export function packetFromLayerZero(packet: LayerZeroPacket, rules: PacketRules = {}): Packet {
  const { version, srcEid, sender, dstEid, receiver, guid, message } = packet;
  if (version !== 1) throw new ProtocolError('CXT_WIRE_PACKET_VERSION', { version });
  if (!/^(0|[1-9][0-9]{0,19})$/.test(packet.nonce)) {
    throw new ProtocolError('CXT_WIRE_INTEGER_RANGE', { field: 'nonce', value: packet.nonce });
  }
  const decoded = decodePacket(
    encodePacket(
      {
        nonce: nonce(BigInt(packet.nonce)),
        srcEid: eid(srcEid),
        sender: bytes32(sender),
        dstEid: eid(dstEid),
        receiver: bytes32(receiver),
        message: message as `0x${string}`,
      },
      rules,
    ),
    rules,
  );
  if (decoded.guid !== guid.toLowerCase()) throw new ProtocolError('CXT_WIRE_PACKET_GUID', { guid });
  return decoded;
}

/** Library packet of our packet. */
export function packetToLayerZero(packet: Packet): LayerZeroPacket {
  const message = bytesToHex(packet.message);
  return {
    version: 1,
    nonce: packet.nonce.toString(),
    srcEid: packet.srcEid,
    sender: packet.sender,
    dstEid: packet.dstEid,
    receiver: packet.receiver,
    guid: packet.guid,
    message,
    payload: `${packet.guid}${message.slice(2)}`,
  };
}
