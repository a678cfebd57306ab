import { describe, expect, it } from 'vitest';
import type { Hex } from '../core/index.ts';
import { evmAddressToBytes32, leafHash, WEI_PER_CXT } from '../protocol/index.ts';
import { deliverCall, deliverOneCall, execute, itemFor, signBatch } from './testQuorum.ts';
import { deliverNow, fundSpokes, HOME, SPOKE_A, SPOKE_B, sendNow, testWorld } from './testWorld.ts';
import { namedAddress } from './worldGenesis.ts';

const CXT = WEI_PER_CXT;

function types(receipt: { events: readonly { type: string }[] }): string[] {
  return receipt.events.map(({ type }) => type);
}

describe('delivery', () => {
  it('credits once; the same item again, in any batch or alone, does nothing', () => {
    const { world } = testWorld();
    const sent = sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: 7n * CXT });
    const user = world.users[0] as Hex;
    expect(types(deliverNow(world, { eid: SPOKE_A, packets: [sent] }))).toEqual([
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
  });

  it.each([
    ['AttestationExpired', { notAfter: 1_800_000_000n - 1n }],
    ['AttestationTooLong', { notAfter: 1_800_000_000n + 86_401n }],
    ['DomainMismatch', { domain: SPOKE_B }],
    ['EpochUnknown', { epoch: 2n }],
    ['SignaturesRefused', { signers: [0, 1] }],
    ['RootMismatch', { root: `0x${'11'.repeat(32)}` as Hex }],
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
    expect(types(execute({ world, eid: SPOKE_A, call }))).toEqual(['delivered', 'batchAccepted']);
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
    expect(types(deliverNow(world, { eid: SPOKE_A, packets: [sent] }))).toContain('delivered');
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
    expect(types(receipt)).toEqual(['transit', 'batchAccepted']);
    expect(receipt.flows).toEqual([]);
    deliverNow(world, { eid: HOME, packets: [sent] });
    const { outstandingWei } = world.chain(HOME).head.figures.supply;
    expect([outstandingWei.get(SPOKE_A), outstandingWei.get(SPOKE_B)]).toEqual([70n * CXT, 130n * CXT]);
    for (let block = 0; block < 4; block++) world.mineAll();
    expect(world.isSettled(sent.guid)).toBe(true);
    world.assertConservation();
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

describe('queue', () => {
  const limits = {
    capacityWei: 50n * CXT,
    refillWeiPerSecond: CXT,
    thresholdWei: 40n * CXT,
    delaySeconds: 100n,
  };

  it('queues above the threshold, reserves at home, and pays at the claim', async () => {
    const { world, clock } = testWorld({
      inboundLimits: ({ dstEid }) =>
        dstEid === HOME ? limits : { ...limits, capacityWei: 10n ** 26n, thresholdWei: 10n ** 26n },
    });
    fundSpokes(world, 1_000n * CXT);
    const sent = sendNow(world, { srcEid: SPOKE_A, dstEid: HOME, amountWei: 45n * CXT });
    const receipt = deliverNow(world, { eid: HOME, packets: [sent] });
    const now = world.chain(HOME).head.ref.timestamp;
    expect(receipt.events[0]).toMatchObject({ type: 'queued', releaseAt: now + 100n });
    const { supply } = world.chain(HOME).head.figures;
    expect([supply.outstandingWei.get(SPOKE_A), supply.lockedWei]).toEqual([955n * CXT, 2_000n * CXT]);
    world.assertConservation();
    const claim = { kind: 'claimQueued', item: itemFor({ sent, eid: HOME }) } as const;
    await clock.advance(99_000);
    expect(execute({ world, eid: HOME, call: claim }).reason).toBe('NotReleasable');
    await clock.advance(1_000);
    const claimed = execute({ world, eid: HOME, call: claim });
    expect(types(claimed)).toEqual(['delivered']);
    expect(claimed.flows).toEqual([{ kind: 'vaultOut', amountWei: 45n * CXT }]);
    expect(execute({ world, eid: HOME, call: claim }).reason).toBe('NotQueued');
    world.assertConservation();
  });

  it('queues a transit and records it at the claim', async () => {
    const { world, clock } = testWorld({
      inboundLimits: ({ dstEid }) =>
        dstEid === HOME ? limits : { ...limits, capacityWei: 10n ** 26n, thresholdWei: 10n ** 26n },
    });
    fundSpokes(world, 1_000n * CXT);
    const sent = sendNow(world, { srcEid: SPOKE_A, dstEid: SPOKE_B, amountWei: 45n * CXT });
    expect(types(deliverNow(world, { eid: HOME, packets: [sent] }))).toEqual(['queued', 'batchAccepted']);
    world.assertConservation();
    await clock.advance(100_000);
    const claim = { kind: 'claimQueued', item: itemFor({ sent, eid: HOME }) } as const;
    expect(types(execute({ world, eid: HOME, call: claim }))).toEqual(['transit']);
    world.assertConservation();
  });

  it('is released early by outbound flow, but not before its delay', async () => {
    const { world, clock } = testWorld({ inboundLimits: () => ({ ...limits, refillWeiPerSecond: 0n }) });
    const packets = [30n, 25n].map((n) =>
      sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: n * CXT }),
    );
    const late = sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: 41n * CXT });
    const receipt = deliverNow(world, { eid: SPOKE_A, packets: [...packets, late] });
    expect(types(receipt)).toEqual(['delivered', 'queued', 'queued', 'batchAccepted']);
    expect(receipt.events[1]).toMatchObject({ releaseAt: null });
    const claimOf = (sent: (typeof packets)[number] | undefined) =>
      execute({
        world,
        eid: SPOKE_A,
        call: { kind: 'claimQueued', item: itemFor({ sent: sent as typeof late, eid: SPOKE_A }) },
      });
    await clock.advance(1_000_000);
    expect(claimOf(packets[1]).reason).toBe('NotReleasable');
    for (const amountWei of [20n * CXT, 5n * CXT])
      sendNow(world, { srcEid: SPOKE_A, dstEid: HOME, amountWei });
    expect(claimOf(packets[1]).reason).toBe('NotReleasable');
    expect(world.totals().get(SPOKE_A)?.pendingInWei).toBe(66n * CXT);
    world.assertConservation();
  });

  it('waits for room under the cap of a spoke', () => {
    const { world } = testWorld({ supplyCapWei: 50n * CXT });
    const packets = [30n, 30n].map((n) =>
      sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: n * CXT }),
    );
    const receipt = deliverNow(world, { eid: SPOKE_A, packets });
    expect(types(receipt)).toEqual(['delivered', 'queued', 'batchAccepted']);
    const item = itemFor({ sent: packets[1] as (typeof packets)[number], eid: SPOKE_A });
    const claim = { kind: 'claimQueued', item } as const;
    expect(execute({ world, eid: SPOKE_A, call: claim }).reason).toBe('SupplyCapReached');
    sendNow(world, { srcEid: SPOKE_A, dstEid: HOME, amountWei: 10n * CXT });
    expect(execute({ world, eid: SPOKE_A, call: claim }).success).toBe(true);
    world.assertConservation();
  });
});

describe('compose', () => {
  const callee = namedAddress('callee');

  function composed(atDelivery: 'ok' | 'revert' | 'eatsGas', atRetry: 'ok' | 'revert') {
    const { world } = testWorld();
    world.chain(SPOKE_A).system({ kind: 'scriptCallee', account: callee, atDelivery, atRetry });
    const call = { composeMsg: '0xc0ffee', composeGas: 200_000 } as const;
    const sent = sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, to: callee, amountWei: CXT, ...call });
    return {
      world,
      sent,
      retry: { kind: 'retryCompose', item: itemFor({ sent, eid: SPOKE_A }), composeGas: 200_000 } as const,
    };
  }

  it('credits before the call and keeps a failed one for a retry', () => {
    const { world, sent, retry } = composed('revert', 'ok');
    const receipt = deliverNow(world, { eid: SPOKE_A, packets: [sent] });
    expect(types(receipt)).toEqual(['delivered', 'batchAccepted', 'composeFailed']);
    expect(world.message(sent.guid)).toMatchObject({ creditCount: 1, composePending: true });
    expect(execute({ world, eid: SPOKE_A, call: retry }).events).toEqual([
      { type: 'composeDelivered', guid: sent.guid, leaf: leafHash(sent) },
    ]);
    expect(execute({ world, eid: SPOKE_A, call: retry }).reason).toBe('ComposeNotPending');
    expect(world.tokenBalance({ eid: SPOKE_A, account: callee })).toBe(CXT);
  });

  it('reverts a retry that fails again, so that the next may try', () => {
    const { world, sent, retry } = composed('eatsGas', 'revert');
    deliverNow(world, { eid: SPOKE_A, packets: [sent] });
    expect(execute({ world, eid: SPOKE_A, call: retry }).reason).toBe('ComposeStillFailing');
    world.chain(SPOKE_A).system({ kind: 'scriptCallee', account: callee, atDelivery: 'ok', atRetry: 'ok' });
    expect(execute({ world, eid: SPOKE_A, call: retry }).success).toBe(true);
  });

  it('never makes a call with less gas than was bought: the item fails alone, or alone reverts', () => {
    const { world, sent } = composed('ok', 'ok');
    const plain = sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: CXT });
    const batch = signBatch({ world, eid: SPOKE_A, packets: [sent, plain] });
    const bundle = execute({ world, eid: SPOKE_A, call: deliverCall(batch), gasLimit: 150_000n });
    expect(bundle.events[0]).toMatchObject({ type: 'itemFailed', reason: 'GasInsufficient' });
    expect([sent, plain].map((packet) => world.deliveryCount(packet))).toEqual([0, 1]);
    const alone = deliverOneCall(signBatch({ world, eid: SPOKE_A, packets: [sent] }), 0);
    expect(execute({ world, eid: SPOKE_A, call: alone, gasLimit: 150_000n }).reason).toBe('GasInsufficient');
    const chain = world.chain(SPOKE_A);
    const estimate = chain.estimate({ call: alone, from: namedAddress('anyone') });
    if (!estimate.ok) throw new Error(estimate.reason);
    const exact = execute({ world, eid: SPOKE_A, call: alone, gasLimit: estimate.gas });
    expect(types(exact)).toEqual(['delivered', 'batchAccepted', 'composeDelivered']);
  });
});

describe('send', () => {
  it('removes dust, charges the quote, and refuses what it must', () => {
    const { world } = testWorld({ destinationCapWei: 10n * CXT });
    const user = world.users[0] as Hex;
    const chain = world.chain(HOME);
    const before = world.tokenBalance({ eid: HOME, account: user });
    const sent = sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: CXT + 123n });
    const { feeWei } = sent;
    expect(before - world.tokenBalance({ eid: HOME, account: user })).toBe(CXT + feeWei);
    const base = {
      kind: 'send',
      dstEid: SPOKE_A,
      to: evmAddressToBytes32(user),
      composeMsg: '0x',
      composeGas: 0,
    } as const;
    const reasons = [
      { ...base, amountWei: CXT, maxFeeWei: feeWei - 1n },
      { ...base, amountWei: 10n * CXT, maxFeeWei: feeWei },
      { ...base, amountWei: 999n, maxFeeWei: feeWei },
      { ...base, amountWei: CXT, maxFeeWei: feeWei, dstEid: 7 },
      { ...base, amountWei: CXT, maxFeeWei: feeWei, to: `0x${'01'.repeat(32)}` as Hex },
      { ...base, amountWei: CXT, maxFeeWei: 10n ** 26n, composeMsg: '0x00', composeGas: 5_000_001 } as const,
    ].map((call) => chain.estimate({ call, from: user }));
    expect(reasons.map((estimate) => !estimate.ok && estimate.reason)).toEqual([
      'FeeAboveMaximum',
      'DestinationCapExceeded',
      'NothingToSend',
      'NoPeer',
      'InvalidRecipient',
      'ComposeGasTooHigh',
    ]);
  });
});
