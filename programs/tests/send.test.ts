/** Sending: what is burned, charged, numbered and hashed is what the protocol library computes. */
import {
  bytesToHex,
  decodePacket,
  encodeOptions,
  type Hex,
  INITIAL_LANE_HASH,
  leafHash,
  nextLaneHash,
  parseOptions,
  quoteFee,
} from '@cxt-bridge/adapters/protocol';
import type { Keypair } from '@solana/web3.js';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  ARBITRUM_EID,
  CXT,
  FEES_WEI,
  HOME_EID,
  PEERS,
  SOLANA_EID,
  START_TIME,
} from './support/deployment.ts';
import { GatewayWorld } from './support/gatewayWorld.ts';
import { event, eventNames, plain } from './support/outcomes.ts';

const [base, perByte, perGas, account, transit, returnBase, returnPerByte, returnPerGas] = FEES_WEI;
const TABLE = { base, perByte, perGas, account, transit, returnBase, returnPerByte, returnPerGas };
const TO: Hex = `0x${'00'.repeat(12)}${'ab'.repeat(20)}`;

let world: GatewayWorld;
let owner: Keypair;

beforeEach(() => {
  world = new GatewayWorld();
  owner = world.chain.newWallet('owner');
  world.openToken(owner.publicKey);
  const funding = { srcEid: HOME_EID, nonce: 1n, to: owner.publicKey, amountUnits: 1_000n * CXT };
  world.must(world.deliverCall(world.batch([funding])));
});

type SendAt = Omit<Parameters<GatewayWorld['sendCall']>[0], 'owner'>;
const send = (at: SendAt) =>
  world.send(world.sendCall({ owner: owner.publicKey, ...at }), { signers: [owner] });
const refusal = (at: SendAt): string => {
  const before = [
    world.supply(),
    world.balance(owner.publicKey),
    plain(world.laneState(HOME_EID)['outboundNonce']),
  ];
  const receipt = send(at);
  expect(receipt.ok).toBe(false);
  expect([
    world.supply(),
    world.balance(owner.publicKey),
    plain(world.laneState(HOME_EID)['outboundNonce']),
  ]).toEqual(before);
  return world.gateway.errorName(receipt);
};

describe('a transfer', () => {
  test('burns the amount, takes exactly the quote, and reports the packet', () => {
    const receipt = send({ amountUnits: 5n * CXT, to: TO });
    const feeWei = quoteFee({
      table: TABLE,
      messageLength: 40,
      composeGas: 0,
      openAccount: false,
      transit: false,
    });
    const feeUnits = feeWei / 10n ** 9n;
    const { encodedPayload, options, sendLibrary } = event(world, receipt, 'packetSent');
    const packet = decodePacket(encodedPayload as Hex);
    expect(packet).toMatchObject({
      nonce: 1n,
      srcEid: SOLANA_EID,
      dstEid: HOME_EID,
      receiver: PEERS.get(HOME_EID),
    });
    expect(packet.sender).toBe(bytesToHex(world.config.toBytes()));
    expect([options, sendLibrary]).toEqual(['0x', world.config.toBase58()]);
    expect(event(world, receipt, 'feePaid')).toEqual({ guid: packet.guid, feeWei, transitWei: 0n });
    expect(world.supply()).toBe(995n * CXT);
    expect(world.balance(owner.publicKey)).toBe(995n * CXT - feeUnits);
    const leaf = leafHash({ execution: 0, packet: encodedPayload as Hex });
    const lane = world.laneState(HOME_EID);
    expect(plain(lane['outboundNonce'])).toBe(1n);
    expect(plain(lane['laneHash'])).toBe(nextLaneHash(INITIAL_LANE_HASH, leaf));
    expect(receipt.returned.length).toBe(48);
  });

  test('between spokes costs the transit', () => {
    const receipt = send({ amountUnits: CXT, dstEid: ARBITRUM_EID });
    const feeWei = quoteFee({
      table: TABLE,
      messageLength: 40,
      composeGas: 0,
      openAccount: false,
      transit: true,
    });
    expect(event(world, receipt, 'feePaid')).toMatchObject({ feeWei, transitWei: transit });
  });

  test('keeps its lane hash over many packets', () => {
    let hash = INITIAL_LANE_HASH;
    for (let nonce = 1n; nonce <= 20n; nonce += 1n) {
      const receipt = send({ amountUnits: nonce });
      const packet = event(world, receipt, 'packetSent')['encodedPayload'] as Hex;
      hash = nextLaneHash(hash, leafHash({ execution: 0, packet }));
    }
    expect(plain(world.laneState(HOME_EID)['laneHash'])).toBe(hash);
  });

  test('may be one unit', () => {
    expect(eventNames(world, send({ amountUnits: 1n }))).toEqual(['packetSent', 'feePaid']);
  });
});

test('a call carries its sender, buys its gas, and may come without an amount', () => {
  const options = encodeOptions({ composeGas: 250_000 });
  const composeMsg = Buffer.from('call');
  const receipt = send({ amountUnits: 0n, options, composeMsg });
  const packet = decodePacket(event(world, receipt, 'packetSent')['encodedPayload'] as Hex);
  expect(bytesToHex(packet.message.subarray(40, 72))).toBe(bytesToHex(owner.publicKey.toBytes()));
  expect(Buffer.from(packet.message.subarray(72))).toEqual(composeMsg);
  const feeWei = quoteFee({
    table: TABLE,
    messageLength: 76,
    composeGas: 250_000,
    openAccount: false,
    transit: false,
  });
  expect(event(world, receipt, 'feePaid')).toMatchObject({ feeWei });
  expect(world.supply()).toBe(1_000n * CXT);
});

describe('is refused, and changes nothing', () => {
  test('without a lane, a recipient, an amount, or the money', () => {
    expect(refusal({ amountUnits: CXT, dstEid: 40_999 })).toBe('AccountOwnedByWrongProgram');
    expect(refusal({ amountUnits: CXT, to: `0x${'00'.repeat(32)}` })).toBe('InvalidRecipient');
    expect(refusal({ amountUnits: CXT, to: `0x01${'00'.repeat(11)}${'ab'.repeat(20)}` })).toBe(
      'InvalidRecipient',
    );
    expect(refusal({ amountUnits: 0n })).toBe('NothingToSend');
    expect(refusal({ amountUnits: 10n ** 17n + 1n })).toBe('AmountAboveSupply');
    expect(refusal({ amountUnits: 2n ** 64n - 1n })).toBe('AmountAboveSupply');
    expect(refusal({ amountUnits: 1_000n * CXT })).toContain('InstructionError');
  });

  test('with a fee above the maximum', () => {
    const feeWei = quoteFee({
      table: TABLE,
      messageLength: 40,
      composeGas: 0,
      openAccount: false,
      transit: false,
    });
    const feeUnits = feeWei / 10n ** 9n;
    expect(refusal({ amountUnits: CXT, maxFeeUnits: feeUnits - 1n })).toBe('FeeAboveMaximum');
    expect(send({ amountUnits: CXT, maxFeeUnits: feeUnits }).ok).toBe(true);
  });

  test('from an account of somebody else', () => {
    const thief = world.chain.newWallet('thief');
    const call = world.sendCall({
      owner: thief.publicKey,
      amountUnits: CXT,
      accounts: { from: world.tokenAccount(owner.publicKey) },
    });
    expect(world.gateway.errorName(world.send(call, { signers: [thief] }))).toBe('ConstraintTokenOwner');
  });
});

test('options get the verdict of the protocol library', () => {
  const known = fc.constantFrom(
    '0003',
    '00030100110100000000000000000000000000030d40',
    '0003010021010000000000000000000000000003000000000000000000000000000000001f1df0',
    '000301001303000000000000000000000000000000030d40',
    '000301002303000000000000000000000000000000030d4000000000000000000000000000000000',
  );
  const mutated = fc
    .tuple(known, fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 2 }), fc.nat(3))
    .map(([hex, changes, cut]) => {
      const bytes = Buffer.from(hex, 'hex');
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      return new Uint8Array(bytes.subarray(0, bytes.length - cut));
    });
  fc.assert(
    fc.property(mutated, (options) => {
      let expected: number | undefined;
      try {
        expected = parseOptions(options, { dstVm: 'evm' }).execution;
      } catch {
        expected = undefined;
      }
      const before = plain(world.laneState(HOME_EID)['laneHash']) as Hex;
      const receipt = send({ amountUnits: 1n, options, maxFeeUnits: 10n ** 12n });
      expect(receipt.ok).toBe(expected !== undefined);
      if (expected === undefined) return;
      const packet = event(world, receipt, 'packetSent')['encodedPayload'] as Hex;
      const leaf = leafHash({ execution: expected, packet });
      expect(plain(world.laneState(HOME_EID)['laneHash'])).toBe(nextLaneHash(before, leaf));
    }),
    { numRuns: 300, seed: 7 },
  );
});

test('what is sent is unaffected by the clock', () => {
  world.chain.setTime(START_TIME + 10_000_000n);
  expect(send({ amountUnits: 1n }).ok).toBe(true);
});
