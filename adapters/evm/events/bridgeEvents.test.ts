import { type AbiEvent, encodeAbiParameters, encodeEventTopics } from 'viem';
import { describe, expect, it } from 'vitest';
import {
  eid,
  encodeMessage,
  encodeOptions,
  encodePacket,
  type Hex,
  nonce,
  units,
  bytesToHex,
} from '../../protocol/index.ts';
import { homeGatewayAbi } from '../abi/homeGateway.ts';
import type { EvmLog } from '../receipts/evmReceipt.ts';
import { LogMalformed } from './abiEvents.ts';
import { bridgeEvents } from './bridgeEvents.ts';

const GATEWAY: Hex = `0x${'ab'.repeat(20)}`;
const FROM: Hex = `0x${'cd'.repeat(20)}`;
const HOME = eid(40161);
const SPOKE = eid(40102);
const pad = (address: Hex): Hex => `0x${'0'.repeat(24)}${address.slice(2)}`;

function log(eventName: string, args: Readonly<Record<string, unknown>>): EvmLog {
  const event = homeGatewayAbi.find((item) => item.type === 'event' && item.name === eventName) as AbiEvent;
  const plain = event.inputs.filter((input) => input.indexed !== true);
  return {
    address: GATEWAY,
    topics: encodeEventTopics({ abi: [event], eventName, args }) as Hex[],
    data: encodeAbiParameters(plain, plain.map((input) => args[input.name ?? '']) as never),
  };
}

function packet(changes: Partial<Parameters<typeof encodePacket>[0]> = {}): Hex {
  const message = encodeMessage({ sendTo: pad(FROM), amountUnits: units(5n) });
  const route = {
    nonce: nonce(1n),
    srcEid: HOME,
    sender: pad(GATEWAY),
    dstEid: SPOKE,
    receiver: pad(GATEWAY),
  };
  return bytesToHex(encodePacket({ ...route, message, ...changes }));
}

const guidOf = (encoded: Hex): Hex => `0x${encoded.slice(2 + 2 * 81, 2 + 2 * 113)}`;
const fee = (encoded: Hex, feeWei = 9n) => log('FeePaid', { guid: guidOf(encoded), feeWei, transitWei: 2n });
const sent = (encoded: Hex, options: Hex = '0x', sendLibrary = GATEWAY) =>
  log('PacketSent', { encodedPayload: encoded, options, sendLibrary });
const read = (...logs: EvmLog[]) =>
  bridgeEvents({ logs, scope: { eid: HOME, gateway: GATEWAY, from: FROM } });

describe('bridgeEvents', () => {
  it('joins PacketSent and FeePaid, whichever comes first, and derives the execution', () => {
    const encoded = packet();
    const options = bytesToHex(encodeOptions({ composeGas: 1234 }));
    for (const logs of [
      [sent(encoded, options), fee(encoded)],
      [fee(encoded), sent(encoded, options)],
    ]) {
      expect(read(...logs)).toMatchObject([
        {
          type: 'packetSent',
          guid: guidOf(encoded),
          execution: 1234,
          feeWei: 9n,
          transitFeeWei: 2n,
          sender: FROM,
        },
      ]);
    }
  });

  it('refuses a packet of another gateway, chain, library, guid, version, or without its fee', () => {
    const good = packet();
    const foreign = packet({ sender: pad(FROM) });
    const elsewhere = packet({ srcEid: eid(40231) });
    const wrongGuid = `${good.slice(0, 2 + 2 * 81)}${'11'.repeat(32)}${good.slice(2 + 2 * 113)}` as Hex;
    const wrongVersion = `0x07${good.slice(4)}` as Hex;
    expect(() => read(sent(good, '0x', FROM), fee(good))).toThrow(LogMalformed);
    expect(() => read(sent(foreign), fee(foreign))).toThrow(LogMalformed);
    expect(() => read(sent(elsewhere), fee(elsewhere))).toThrow(LogMalformed);
    expect(() => read(sent(wrongGuid), fee(wrongGuid))).toThrow('GUID');
    expect(() => read(sent(wrongVersion), fee(wrongVersion))).toThrow('VERSION');
    expect(() => read(sent(good))).toThrow('no FeePaid');
    expect(() => read(sent(good), fee(good), fee(good, 1n))).toThrow('twice');
    expect(() => read(sent(good, '0x0004'), fee(good))).toThrow('OPTIONS');
  });

  it('reads queueing without a time as null, and failures by name or selector', () => {
    const leaf = `0x${'31'.repeat(32)}`;
    const guid = `0x${'32'.repeat(32)}`;
    const base = { srcEid: SPOKE, nonce: 3n, guid, leaf, amountWei: 4n };
    const never = log('PacketQueued', { ...base, releaseAt: 2n ** 64n - 1n });
    const failed = (reason: Hex) => log('PacketFailed', { ...base, reason });
    expect(read(never, log('PacketQueued', { ...base, releaseAt: 77n }))).toMatchObject([
      { releaseAt: null },
      { releaseAt: 77n },
    ]);
    expect(read(failed('0xf23b0b0c'), failed('0xdeadbeef'))).toMatchObject([
      { type: 'itemFailed', reason: 'OutstandingExceeded' },
      { type: 'itemFailed', reason: '0xdeadbeef' },
    ]);
    expect(
      read(log('HeldResolved', { leaf, action: 1 }), log('HeldResolved', { leaf, action: 2 })),
    ).toMatchObject([{ action: 'release' }, { action: 'discard' }]);
    expect(() => read(log('HeldResolved', { leaf, action: 3 }))).toThrow(LogMalformed);
  });

  it('refuses logs that are not exactly those of the ABI', () => {
    const good = log('ComposeFailed', { leaf: `0x${'31'.repeat(32)}`, guid: `0x${'32'.repeat(32)}` });
    expect(read(good)).toHaveLength(1);
    const bad: EvmLog[] = [
      { ...good, topics: [`0x${'99'.repeat(32)}`, ...good.topics.slice(1)] },
      { ...good, topics: [] },
      { ...good, topics: good.topics.slice(0, 1) },
      { ...good, topics: [...good.topics, good.topics[1] as Hex] },
      { ...good, data: `${good.data}00` },
      { ...good, data: '0x' },
    ];
    for (const each of bad) expect(() => read(each)).toThrow(LogMalformed);
    const accepted = log('BatchAccepted', {
      root: `0x${'31'.repeat(32)}`,
      epoch: 1n,
      bitmap: 7,
      submitter: FROM,
      done: 1,
      failed: 0,
    });
    const dirty = { ...accepted, data: `0x${'f'.repeat(48)}${accepted.data.slice(50)}` as Hex };
    expect(() => read(dirty)).toThrow(LogMalformed);
  });
});
