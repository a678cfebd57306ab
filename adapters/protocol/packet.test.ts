import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from './hex.ts';
import { eid, nonce, units } from './ids.ts';
import {
  decodeItem,
  decodeItems,
  encodeItems,
  itemFromPacket,
  leafFromItem,
  transitItemFromPacket,
} from './items.ts';
import { keccakBytes } from './keccak.ts';
import { leafHash, leafHashFromParts } from './leaf.ts';
import { decodeMessage, encodeMessage } from './message.ts';
import { decodePacket, encodePacket, packetGuid } from './packet.ts';
import { anyPacket, refusal } from './testing.ts';

const sender = `0x${'00'.repeat(12)}${'a1'.repeat(20)}` as const;
const receiver = `0x${'00'.repeat(12)}${'b2'.repeat(20)}` as const;
const sendTo = `0x${'00'.repeat(12)}${'c3'.repeat(20)}` as const;
const message = encodeMessage({ sendTo, amountUnits: units(5n) });
const good = { nonce: nonce(1n), srcEid: eid(40161), sender, dstEid: eid(40102), receiver, message };

describe('packet', () => {
  it('decodes what it encodes', () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        const bytes = encodePacket(packet);
        const { guid, ...decoded } = decodePacket(bytes);
        expect({ ...decoded, message: bytesToHex(decoded.message) }).toEqual({
          ...packet,
          message: bytesToHex(packet.message as Uint8Array),
        });
        expect(guid).toBe(packetGuid(packet));
        expect(bytesToHex(encodeMessage(decodeMessage(decoded.message)))).toBe(bytesToHex(decoded.message));
      }),
    );
  });

  it('refuses every truncation, and every extension that is no compose', () => {
    const bytes = encodePacket(good);
    for (let length = 0; length < bytes.length; length++) {
      expect(refusal(() => decodePacket(bytes.slice(0, length)))).not.toBe('accepted');
    }
    for (let extra = 1; extra <= 32; extra++) {
      const extended = new Uint8Array(bytes.length + extra);
      extended.set(bytes);
      expect(refusal(() => decodePacket(extended))).not.toBe('accepted');
    }
  });

  it('refuses a flipped bit anywhere in the header', () => {
    const bytes = encodePacket(good);
    for (let at = 0; at < 113 * 8; at++) {
      const flipped = bytes.slice();
      flipped[at >> 3] = (flipped[at >> 3] as number) ^ (1 << (at & 7));
      expect(refusal(() => decodePacket(flipped))).not.toBe('accepted');
    }
  });

  it('judges addresses by the VM of their chain', () => {
    const high = `0x01${'00'.repeat(11)}${'a1'.repeat(20)}` as const;
    const zero = `0x${'00'.repeat(32)}` as const;
    const toSolana = { ...good, dstEid: eid(40168) };
    expect(refusal(() => encodePacket({ ...good, sender: high }))).toBe('CXT_WIRE_PACKET_SENDER');
    expect(refusal(() => encodePacket({ ...good, receiver: zero }))).toBe('CXT_WIRE_PACKET_RECEIVER');
    expect(refusal(() => encodePacket({ ...toSolana, receiver: high }))).toBe('accepted');
    expect(refusal(() => encodePacket({ ...toSolana, receiver: zero }))).toBe('CXT_WIRE_PACKET_RECEIVER');
    expect(refusal(() => encodePacket({ ...good, dstEid: good.srcEid }))).toBe('CXT_WIRE_LANE_SELF');
    expect(refusal(() => encodePacket({ ...good, dstEid: eid(7) }))).toBe('CXT_WIRE_EID_UNKNOWN');
    expect(refusal(() => encodePacket({ ...good, dstEid: eid(7) }, { vmOf: () => 'evm' }))).toBe('accepted');
  });

  it('holds messages to the limit of the lane', () => {
    const compose = (bytes: number) =>
      encodeMessage({
        sendTo,
        amountUnits: units(0n),
        compose: { composeFrom: sender, composeMsg: new Uint8Array(bytes) },
      });
    expect(refusal(() => encodePacket({ ...good, message: compose(9_928) }))).toBe('accepted');
    expect(refusal(() => encodePacket({ ...good, message: compose(9_929) }))).toBe(
      'CXT_WIRE_MESSAGE_OVERSIZE',
    );
    const toSolana = { ...good, dstEid: eid(40168), receiver };
    expect(refusal(() => encodePacket({ ...toSolana, message: compose(408) }))).toBe('accepted');
    expect(refusal(() => encodePacket({ ...toSolana, message: compose(409) }))).toBe(
      'CXT_WIRE_MESSAGE_OVERSIZE',
    );
    expect(refusal(() => compose(0))).toBe('CXT_WIRE_MESSAGE_COMPOSE_EMPTY');
  });

  it('refuses hex that is not whole bytes', () => {
    const hex = bytesToHex(encodePacket(good));
    expect(refusal(() => decodePacket(`${hex}zz`))).toBe('CXT_WIRE_HEX_INVALID');
    expect(refusal(() => decodePacket(`${hex}0`))).toBe('CXT_WIRE_HEX_INVALID');
    expect(refusal(() => hexToBytes(hex.slice(2)))).toBe('CXT_WIRE_HEX_INVALID');
  });
});

describe('leaf and item', () => {
  it('is the same from the packet, from its parts, from the item and from the transit', () => {
    fc.assert(
      fc.property(anyPacket, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (input, execution) => {
        const packet = encodePacket(input);
        const leaf = leafHash({ execution, packet });
        const { amountUnits } = decodeMessage(input.message);
        const messageHash = bytesToHex(keccakBytes(input.message as Uint8Array));
        const header = packet.slice(0, 113);
        expect(leafHashFromParts({ execution, amountUnits, header, messageHash })).toBe(leaf);

        const peers = (chain: number) => (chain === input.srcEid ? input.sender : input.receiver);
        const item = decodeItem(itemFromPacket({ packet, execution }));
        const homeEid = 999;
        expect(leafFromItem({ item, peers, executingEid: input.dstEid, homeEid })).toBe(leaf);
        const transit = decodeItem(transitItemFromPacket({ packet, execution }));
        expect(leafFromItem({ item: transit, peers, executingEid: homeEid, homeEid })).toBe(leaf);
      }),
    );
  });

  it('is another for another execution', () => {
    const packet = encodePacket(good);
    expect(leafHash({ execution: 1, packet })).not.toBe(leafHash({ execution: 0, packet }));
    expect(refusal(() => leafHash({ execution: 2 ** 32, packet }))).toBe('CXT_WIRE_INTEGER_RANGE');
  });

  it('belongs to one chain', () => {
    const packet = encodePacket(good);
    const item = decodeItem(itemFromPacket({ packet, execution: 0 }));
    const peers = () => sender;
    const at = (executingEid: number, homeEid: number) =>
      refusal(() => leafFromItem({ item, peers, executingEid, homeEid }));
    expect(at(40231, 30101)).toBe('CXT_WIRE_ITEM_DESTINATION');
    expect(at(40161, 40161)).toBe('CXT_WIRE_TRANSIT_HOME');
    expect(
      refusal(() => leafFromItem({ item, peers: () => undefined, executingEid: 40102, homeEid: 40161 })),
    ).toBe('CXT_WIRE_ITEM_PEER');
  });

  it('reads a stream of items exactly', () => {
    const items = [1n, 2n, 3n].map((number) =>
      itemFromPacket({ packet: encodePacket({ ...good, nonce: nonce(number) }), execution: 7 }),
    );
    const stream = encodeItems(items);
    expect(decodeItems(stream).map((item) => item.nonce)).toEqual([1n, 2n, 3n]);
    const ends = new Set(
      items.map((_, index) => items.slice(0, index + 1).reduce((sum, item) => sum + item.length, 0)),
    );
    for (let length = 0; length < stream.length; length++) {
      const verdict = refusal(() => decodeItems(stream.slice(0, length)));
      expect(verdict === 'accepted').toBe(ends.has(length));
    }
    expect(refusal(() => decodeItem(stream))).toBe('CXT_WIRE_ITEM_TRAILING');
    expect(refusal(() => decodeItems(encodeItems([])))).toBe('CXT_WIRE_ITEM_EMPTY');
    expect(refusal(() => encodeItems(Array(257).fill(items[0])))).toBe('CXT_WIRE_ITEM_COUNT');
  });
});
