/** Our codecs against lz-v2-utilities: the same bytes on valid input, a refusal where the library is lenient. */
import {
  addressToBytes32,
  calculateGuid,
  Options,
  PacketSerializer,
  PacketV1Codec,
} from '@layerzerolabs/lz-v2-utilities';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evmAddressToBytes32, solanaAddressToBytes32 } from '../protocol/address.ts';
import { bytesToHex, type Hex } from '../protocol/hex.ts';
import { eid, nonce, units } from '../protocol/ids.ts';
import { encodeMessage } from '../protocol/message.ts';
import { encodeOptions, parseOptions } from '../protocol/options.ts';
import { decodePacket, encodePacket } from '../protocol/packet.ts';
import { anyPacket, refusal } from '../protocol/testing.ts';
import { optionsFromLayerZero, optionsToLayerZero } from './optionsInterop.ts';
import { packetFromLayerZero, packetToLayerZero } from './packetInterop.ts';

const RUNS = { numRuns: 10_000, seed: 20_250_601 };
const word = (byte: string): Hex => `0x${'00'.repeat(12)}${byte.repeat(20)}`;
const good = decodePacket(
  encodePacket({
    nonce: nonce(1n),
    srcEid: eid(40161),
    sender: word('a1'),
    dstEid: eid(40102),
    receiver: word('b2'),
    message: encodeMessage({ sendTo: word('c3'), amountUnits: units(5n) }),
  }),
);
const goodHex = bytesToHex(encodePacket(good));

describe('valid input', () => {
  it('10,000 packets have the same bytes, guid and fields', () => {
    fc.assert(
      fc.property(anyPacket, (input) => {
        const bytes = encodePacket(input);
        const packet = decodePacket(bytes);
        const theirs = packetToLayerZero(packet);
        const hex = bytesToHex(bytes);
        expect(PacketSerializer.serialize(theirs)).toBe(hex);
        expect(calculateGuid(theirs)).toBe(packet.guid);
        const codec = PacketV1Codec.from(hex);
        expect(codec.nonce()).toBe(packet.nonce.toString());
        expect(codec.sender()).toBe(packet.sender);
        expect(codec.message()).toBe(theirs.message);
        expect(bytesToHex(encodePacket(packetFromLayerZero(codec.toPacket())))).toBe(hex);
      }),
      RUNS,
    );
  }, 120_000);

  it('10,000 options have the same bytes and mean the same', () => {
    const request = fc.record({
      composeGas: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 900_000 })),
      openTokenAccount: fc.boolean(),
    });
    const receiveGas = fc.option(fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), { nil: undefined });
    fc.assert(
      fc.property(request, receiveGas, (bought, gas) => {
        const theirs = optionsToLayerZero(bought);
        const hex = bytesToHex(encodeOptions(bought));
        expect(theirs.toHex()).toBe(hex === '0x' ? '0x0003' : hex);
        // WHY: stock callers add lzReceive gas, which buys nothing here; it must not change the meaning.
        if (gas !== undefined && !bought.openTokenAccount) theirs.addExecutorLzReceiveOption(gas, 0);
        expect(optionsFromLayerZero(theirs, { dstVm: 'svm' })).toMatchObject(bought);
        expect(theirs.decodeExecutorComposeOption()[0]?.gas ?? 0n).toBe(BigInt(bought.composeGas));
      }),
      RUNS,
    );
  }, 120_000);
});

describe('traps: the library accepts, our codec throws', () => {
  it('negative gas', () => {
    const options = Options.newOptions().addExecutorComposeOption(0, -5, 0).toHex() as Hex;
    expect(options).toContain('fffffffb');
    expect(refusal(() => parseOptions(options, { dstVm: 'evm' }))).toBe('CXT_WIRE_OPTIONS_COMPOSE_GAS');
    expect(refusal(() => encodeOptions({ composeGas: -5 }))).toBe('CXT_WIRE_EXECUTION');
  });

  it('a packet of 50 bytes', () => {
    const cut = goodHex.slice(0, 102) as Hex;
    expect(PacketSerializer.deserialize(cut).message).toBe('0x');
    expect(refusal(() => decodePacket(cut))).toBe('CXT_WIRE_PACKET_HEADER');
  });

  it('hex with other characters at its end', () => {
    const dirty = `${goodHex}zz` as Hex;
    expect(PacketSerializer.deserialize(dirty).message).toBe(bytesToHex(good.message));
    expect(refusal(() => decodePacket(dirty))).toBe('CXT_WIRE_HEX_INVALID');
  });

  it('an EVM address without 0x, read as base58', () => {
    const bare = '5aaeb6353f3e94c9b9a19f33669435e7ef1beaed';
    expect(addressToBytes32(bare)).toBeInstanceOf(Uint8Array);
    expect(refusal(() => evmAddressToBytes32(bare))).toBe('CXT_WIRE_ADDRESS_SYNTAX');
    expect(refusal(() => solanaAddressToBytes32(bare))).toBe('CXT_WIRE_BASE58');
  });

  it('an EVM address with a wrong checksum', () => {
    const wrong = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD';
    expect(addressToBytes32(wrong)).toHaveLength(32);
    expect(refusal(() => evmAddressToBytes32(wrong))).toBe('CXT_WIRE_ADDRESS_CHECKSUM');
  });

  it('a guid that is not that of the header', () => {
    const guid = `0x${'11'.repeat(32)}`;
    const hex = PacketSerializer.serialize({ ...packetToLayerZero(good), guid }) as Hex;
    expect(PacketSerializer.deserialize(hex).guid).toBe(guid);
    expect(refusal(() => decodePacket(hex))).toBe('CXT_WIRE_PACKET_GUID');
    expect(refusal(() => packetFromLayerZero({ ...packetToLayerZero(good), guid }))).toBe(
      'CXT_WIRE_PACKET_GUID',
    );
  });

  it('version 7', () => {
    const packet = { ...packetToLayerZero(good), version: 7 };
    const hex = PacketSerializer.serialize(packet) as Hex;
    expect(PacketSerializer.deserialize(hex).version).toBe(7);
    expect(refusal(() => decodePacket(hex))).toBe('CXT_WIRE_PACKET_VERSION');
    expect(refusal(() => packetFromLayerZero(packet))).toBe('CXT_WIRE_PACKET_VERSION');
  });

  it('an option of unknown type, ignored', () => {
    const options = `0x000301001163${'00'.repeat(16)}010013030000${'00'.repeat(13)}030d40` as Hex;
    expect(refusal(() => parseOptions(options, { dstVm: 'evm' }))).toBe('CXT_WIRE_OPTIONS_UNKNOWN');
    const other = Options.fromOptions(options);
    expect(other.decodeExecutorComposeOption()).toMatchObject([{ gas: 200_000n }]);
    expect(refusal(() => optionsFromLayerZero(other, { dstVm: 'evm' }))).toBe('CXT_WIRE_OPTIONS_UNKNOWN');
  });
});
