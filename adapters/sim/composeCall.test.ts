import { describe, expect, it } from 'vitest';
import { leafHash, WEI_PER_CXT } from '../protocol/index.ts';
import { deliverCall, deliverOneCall, execute, itemFor, signBatch } from './testQuorum.ts';
import { deliverNow, eventTypes, HOME, sendNow, SPOKE_A, testWorld } from './testWorld.ts';
import { namedAddress } from './worldGenesis.ts';

const CXT = WEI_PER_CXT;

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
    expect(eventTypes(receipt)).toEqual(['delivered', 'batchAccepted', 'composeFailed']);
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
    expect(eventTypes(exact)).toEqual(['delivered', 'batchAccepted', 'composeDelivered']);
  });
});
