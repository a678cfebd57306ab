import { describe, expect, it } from 'vitest';
import type { Hex } from '../core/index.ts';
import { bytesToHex, encodeItem, WEI_PER_CXT } from '../protocol/index.ts';
import { deliverCall, deliverOneCall, execute, itemFor, signBatch } from './testQuorum.ts';
import {
  deliverNow,
  eventTypes,
  fundSpokes,
  HOME,
  sendNow,
  SPOKE_A,
  SPOKE_B,
  testWorld,
} from './testWorld.ts';

const CXT = WEI_PER_CXT;

describe('delivery', () => {
  it('credits once; the same item again, in any batch or alone, does nothing', () => {
    const { world } = testWorld();
    const sent = sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: 7n * CXT });
    const user = world.users[0] as Hex;
    expect(eventTypes(deliverNow(world, { eid: SPOKE_A, packets: [sent] }))).toEqual([
      'delivered',
      'batchAccepted',
    ]);
    const next = sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: CXT });
    const both = deliverNow(world, { eid: SPOKE_A, packets: [sent, next] });
    expect(both.events.at(-1)).toMatchObject({ type: 'batchAccepted', done: 1, failed: 0 });
    const alone = signBatch({ world, eid: SPOKE_A, packets: [sent] });
    const again = execute({ world, eid: SPOKE_A, call: deliverOneCall(alone, 0) });
    expect([again.success, again.events]).toEqual([true, []]);
    expect(world.tokenBalance({ eid: SPOKE_A, account: user })).toBe(8n * CXT);
    expect(world.deliveryCount(sent)).toBe(1);
    expect(world.isSettled(sent.guid)).toBe(false); // not final yet
    for (let block = 0; block < 4; block++) world.mineAll();
    expect(world.isSettled(sent.guid)).toBe(true);
  });

  it.each([
    ['AttestationExpired', { notAfter: 1_800_000_000n - 1n }],
    ['AttestationTooLong', { notAfter: 1_800_000_000n + 86_401n }],
    ['DomainMismatch', { domain: SPOKE_B }],
    ['EpochUnknown', { epoch: 2n }],
    ['SignaturesRefused', { signers: [0, 1] }],
    ['KindNotAllowed', { kind: 7, seq: 1n }],
    ['RootMismatch', { root: `0x${'11'.repeat(32)}` }],
    ['RootMismatch', { count: 2 }],
  ] as const)('refuses a batch: %s', (reason, change) => {
    const { world } = testWorld();
    const sent = sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: CXT });
    const batch = signBatch({ world, eid: SPOKE_A, packets: [sent], ...change });
    const receipt = execute({ world, eid: SPOKE_A, call: deliverCall(batch) });
    expect(receipt).toMatchObject({ success: false, reason });
    expect(world.deliveryCount(sent)).toBe(0);
  });

  it('refuses an item that was changed after it was signed', () => {
    const { world } = testWorld();
    const sent = sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: CXT });
    const batch = signBatch({ world, eid: SPOKE_A, packets: [sent] });
    const item = (batch.items[0] as Hex).replace(/.$/, (digit) => (digit === '1' ? '2' : '1')) as Hex;
    const receipt = execute({ world, eid: SPOKE_A, call: deliverCall({ ...batch, items: [item] }) });
    expect(receipt).toMatchObject({ success: false, reason: 'RootMismatch' });
  });

  it('delivers one leaf by its proof, and not by the proof of another place', () => {
    const { world } = testWorld();
    const packets = [1n, 2n, 3n].map((n) =>
      sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: n * CXT }),
    );
    const batch = signBatch({ world, eid: SPOKE_A, packets });
    const call = deliverOneCall(batch, 2);
    if (call.kind !== 'deliverOne') throw new Error('unreachable');
    expect(execute({ world, eid: SPOKE_A, call: { ...call, index: 1 } }).reason).toBe('ProofRefused');
    expect(eventTypes(execute({ world, eid: SPOKE_A, call }))).toEqual(['delivered', 'batchAccepted']);
    expect(packets.map((sent) => world.deliveryCount(sent))).toEqual([0, 0, 1]);
  });

  it('isolates an item that the ledger forbids; its nonce stays free', () => {
    const { world } = testWorld();
    fundSpokes(world, 100n * CXT);
    const good = sendNow(world, { srcEid: SPOKE_A, dstEid: HOME, amountWei: 2n * CXT });
    const other = testWorld({ seed: 2, userTokenWei: 20_000n * CXT });
    fundSpokes(other.world, 5_000n * CXT);
    sendNow(other.world, { srcEid: SPOKE_A, dstEid: HOME, amountWei: 2n * CXT });
    const unbacked = sendNow(other.world, { srcEid: SPOKE_A, dstEid: HOME, amountWei: 2_000n * CXT });
    const receipt = deliverNow(world, { eid: HOME, packets: [unbacked, good] });
    expect(receipt.events[0]).toMatchObject({ type: 'itemFailed', nonce: 2n, reason: 'OutstandingExceeded' });
    expect(receipt.events.at(-1)).toMatchObject({ type: 'batchAccepted', done: 1, failed: 1 });
    expect(world.deliveryCount(good)).toBe(1);
    const alone = signBatch({ world, eid: HOME, packets: [unbacked] });
    expect(execute({ world, eid: HOME, call: deliverOneCall(alone, 0) }).reason).toBe('OutstandingExceeded');
    world.assertConservation();
  });

  it('fails items of a paused lane and delivers them after', () => {
    const { world } = testWorld();
    const sent = sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: CXT });
    world.chain(SPOKE_A).system({ kind: 'setLanePaused', srcEid: HOME, paused: true });
    const paused = deliverNow(world, { eid: SPOKE_A, packets: [sent] });
    expect(paused.events[0]).toMatchObject({ type: 'itemFailed', reason: 'InboundPaused' });
    world.chain(SPOKE_A).system({ kind: 'setLanePaused', srcEid: HOME, paused: false });
    expect(eventTypes(deliverNow(world, { eid: SPOKE_A, packets: [sent] }))).toContain('delivered');
  });
});

describe('transit', () => {
  it('moves the ledger once, credits nobody at home, and is no condition for the destination', () => {
    const { world } = testWorld();
    fundSpokes(world, 100n * CXT);
    const sent = sendNow(world, { srcEid: SPOKE_A, dstEid: SPOKE_B, amountWei: 30n * CXT });
    deliverNow(world, { eid: SPOKE_B, packets: [sent] });
    world.assertConservation();
    expect(world.message(sent.guid)).toMatchObject({ creditCount: 1, transitCount: 0, settled: false });
    const receipt = deliverNow(world, { eid: HOME, packets: [sent] });
    expect(eventTypes(receipt)).toEqual(['transit', 'batchAccepted']);
    expect(receipt.flows).toEqual([]);
    deliverNow(world, { eid: HOME, packets: [sent] });
    const { outstandingWei } = world.chain(HOME).head.figures.supply;
    expect([outstandingWei.get(SPOKE_A), outstandingWei.get(SPOKE_B)]).toEqual([70n * CXT, 130n * CXT]);
    for (let block = 0; block < 4; block++) world.mineAll();
    expect(world.isSettled(sent.guid)).toBe(true);
    world.assertConservation();
  });

  it('is refused without an amount', () => {
    const { world } = testWorld();
    fundSpokes(world, 100n * CXT);
    const call = { composeMsg: '0xc0ffee', composeGas: 1 } as const;
    const sent = sendNow(world, { srcEid: SPOKE_A, dstEid: SPOKE_B, amountWei: 0n, ...call });
    const { srcEid, dstEid, nonce, execution } = sent;
    const item = bytesToHex(
      encodeItem({ srcEid, dstEid, nonce, execution, body: `0x${'00'.repeat(8)}${'11'.repeat(32)}` }),
    );
    const other = sendNow(world, { srcEid: SPOKE_A, dstEid: HOME, amountWei: CXT });
    const batch = { ...signBatch({ world, eid: HOME, packets: [other] }), items: [item] };
    const receipt = execute({ world, eid: HOME, call: deliverCall(batch) });
    expect(receipt.reason).toBe('AmountZero');
  });

  it('is refused on a spoke', () => {
    const { world } = testWorld();
    fundSpokes(world, 100n * CXT);
    const sent = sendNow(world, { srcEid: SPOKE_A, dstEid: HOME, amountWei: CXT });
    const item = itemFor({ sent, eid: HOME });
    const batch = { ...signBatch({ world, eid: SPOKE_B, packets: [sent] }), items: [item] };
    expect(execute({ world, eid: SPOKE_B, call: deliverCall(batch) }).reason).toBe('DestinationMismatch');
  });
});
