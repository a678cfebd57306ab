import { describe, expect, it } from 'vitest';
import { WEI_PER_CXT } from '../protocol/index.ts';
import { execute, itemFor } from './testQuorum.ts';
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

describe('queue', () => {
  const limits = {
    capacityWei: 50n * CXT,
    refillWeiPerSecond: CXT,
    thresholdWei: 40n * CXT,
    delaySeconds: 100n,
  };

  const limitsAtHome = ({ dstEid }: { dstEid: number }) =>
    dstEid === HOME ? limits : { ...limits, capacityWei: 10n ** 26n, thresholdWei: 10n ** 26n };

  it('queues above the threshold, reserves at home, and pays at the claim', async () => {
    const { world, clock } = testWorld({ inboundLimits: limitsAtHome });
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
    world.chain(HOME).system({ kind: 'setLanePaused', srcEid: SPOKE_A, paused: true });
    expect(execute({ world, eid: HOME, call: claim }).reason).toBe('InboundPaused');
    world.chain(HOME).system({ kind: 'setLanePaused', srcEid: SPOKE_A, paused: false });
    const claimed = execute({ world, eid: HOME, call: claim });
    expect(eventTypes(claimed)).toEqual(['delivered']);
    expect(claimed.flows).toEqual([{ kind: 'vaultOut', amountWei: 45n * CXT }]);
    expect(execute({ world, eid: HOME, call: claim }).reason).toBe('NotQueued');
    world.assertConservation();
  });

  it('queues a transit and records it at the claim', async () => {
    const { world, clock } = testWorld({ inboundLimits: limitsAtHome });
    fundSpokes(world, 1_000n * CXT);
    const sent = sendNow(world, { srcEid: SPOKE_A, dstEid: SPOKE_B, amountWei: 45n * CXT });
    expect(eventTypes(deliverNow(world, { eid: HOME, packets: [sent] }))).toEqual([
      'queued',
      'batchAccepted',
    ]);
    world.assertConservation();
    await clock.advance(100_000);
    const claim = { kind: 'claimQueued', item: itemFor({ sent, eid: HOME }) } as const;
    expect(eventTypes(execute({ world, eid: HOME, call: claim }))).toEqual(['transit']);
    world.assertConservation();
  });

  it('is released early by outbound flow, but not before its delay', async () => {
    const { world, clock } = testWorld({ inboundLimits: () => ({ ...limits, refillWeiPerSecond: 0n }) });
    const packets = [30n, 25n].map((n) =>
      sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: n * CXT }),
    );
    const late = sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: 41n * CXT });
    const receipt = deliverNow(world, { eid: SPOKE_A, packets: [...packets, late] });
    expect(eventTypes(receipt)).toEqual(['delivered', 'queued', 'queued', 'batchAccepted']);
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
    expect(eventTypes(receipt)).toEqual(['delivered', 'queued', 'batchAccepted']);
    const item = itemFor({ sent: packets[1] as (typeof packets)[number], eid: SPOKE_A });
    const claim = { kind: 'claimQueued', item } as const;
    expect(execute({ world, eid: SPOKE_A, call: claim }).reason).toBe('SupplyCapReached');
    sendNow(world, { srcEid: SPOKE_A, dstEid: HOME, amountWei: 10n * CXT });
    expect(execute({ world, eid: SPOKE_A, call: claim }).success).toBe(true);
    world.assertConservation();
  });
});
