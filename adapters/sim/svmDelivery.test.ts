/** Delivery on the Solana-like chain: split into steps, repeated without harm, claimable without a token account, calls apart. */
import { describe, expect, it } from 'vitest';
import type { BridgeCall, Hex, PacketSentEvent } from '../core/index.ts';
import { decodeCompact, WEI_PER_CXT } from '../protocol/index.ts';
import type { SimWorld } from './simWorld.ts';
import { planOn, deliverOn, runOn, signOn, SVM, svmWorld } from './svmTestWorld.ts';
import { deliverCall, deliverOneCall, itemFor, signBatch, TEST_SUBMITTER } from './testQuorum.ts';
import { deliverNow, eventTypes, HOME, SPOKE_A, sendNow } from './testWorld.ts';
import { namedKey } from './worldGenesis.ts';

const CXT = WEI_PER_CXT;
const STRANGER = namedKey('stranger');
const CALL = { composeMsg: '0xc0ffee', composeGas: 100_000 } as const;

function toSvm(world: SimWorld, change: Partial<Parameters<typeof sendNow>[1]> = {}): PacketSentEvent {
  const to = world.account({ eid: SVM, user: world.users[0] as Hex });
  return sendNow(world, { srcEid: HOME, dstEid: SVM, amountWei: CXT, to, ...change });
}

function many(world: SimWorld, count: number): PacketSentEvent[] {
  return Array.from({ length: count }, () => toSvm(world));
}

const labels = async (world: SimWorld, call: BridgeCall): Promise<string[]> =>
  (await planOn(world, call)).map(({ label }) => label);

describe('a delivery', () => {
  it('of four plain items is one transaction and mints once', async () => {
    const { world, chain } = svmWorld();
    const packets = many(world, 4);
    const [receipt, ...more] = await deliverOn(world, packets);
    expect(more).toEqual([]);
    expect(eventTypes(receipt as never)).toEqual([...Array(4).fill('delivered'), 'batchAccepted']);
    expect(receipt?.flows).toHaveLength(4);
    expect(chain.head.figures.supply.totalSupplyWei).toBe(4n * CXT);
    world.assertConservation();
  });

  it('of more is an attested root and proven items, four in a transaction or as many as fit with their proofs', async () => {
    const { world } = svmWorld();
    const packets = many(world, 8);
    const call = deliverCall(signBatch({ world, eid: SVM, packets }));
    expect(await labels(world, call)).toEqual(['attest', 'deliver 1–4', 'deliver 5–8']);
    const larger = deliverCall(signBatch({ world, eid: SVM, packets: [...packets, ...many(world, 2)] }));
    expect((await labels(world, larger)).slice(0, 3)).toEqual(['attest', 'deliver 1–3', 'deliver 4–6']);
    const receipts = await runOn(world, call);
    expect(receipts.map(({ success }) => success)).toEqual([true, true, true]);
    expect(packets.map((sent) => world.deliveryCount(sent))).toEqual(packets.map(() => 1));
    expect(receipts[1]?.events.at(-1)).toMatchObject({
      type: 'batchAccepted',
      bitmap: 7,
      done: 4,
      failed: 0,
    });
    world.assertConservation();
  });

  it('plans only what is left, and nothing when nothing is', async () => {
    const { world, chain } = svmWorld();
    const packets = many(world, 6);
    const call = deliverCall(signBatch({ world, eid: SVM, packets }));
    const steps = await planOn(world, call);
    for (const at of [0, 1]) {
      chain.broadcast((await signOn(world, steps[at] as never)).raw);
      chain.mine();
    }
    expect(await labels(world, call)).toEqual(['deliver 1–2']);
    await runOn(world, call);
    expect(await labels(world, call)).toEqual([]);
    const alone = deliverOneCall(signBatch({ world, eid: SVM, packets }), 5);
    expect(await labels(world, alone)).toEqual([]);
  });

  it('credits nothing again when every step of it is made again', async () => {
    const { world, chain } = svmWorld();
    const packets = many(world, 6);
    const steps = await planOn(world, deliverCall(signBatch({ world, eid: SVM, packets })));
    for (const step of [...steps, ...steps, ...steps]) {
      chain.broadcast((await signOn(world, step)).raw);
      expect(chain.mine().transactions[0]?.success).toBe(true);
    }
    expect(packets.map((sent) => world.deliveryCount(sent))).toEqual(packets.map(() => 1));
    expect(chain.head.figures.supply.totalSupplyWei).toBe(6n * CXT);
  });

  it('of one item out of a batch needs the root and the proof', async () => {
    const { world } = svmWorld();
    const packets = many(world, 3);
    const call = deliverOneCall(signBatch({ world, eid: SVM, packets }), 1);
    expect(await labels(world, call)).toEqual(['attest', 'deliver 1']);
    await runOn(world, call);
    expect(packets.map((sent) => world.deliveryCount(sent))).toEqual([0, 1, 0]);
  });

  it('under an unknown root, with a proof of another place, or after its time does nothing', async () => {
    const { world, chain, clock } = svmWorld();
    const packets = many(world, 6);
    const [attest, first] = await planOn(world, deliverCall(signBatch({ world, eid: SVM, packets })));
    const outcome = async (step: typeof first): Promise<string | undefined> => {
      chain.broadcast((await signOn(world, step as never)).raw);
      return chain.mine().transactions[0]?.reason;
    };
    expect(await outcome(first)).toBe('RootUnknown');
    expect(await outcome(attest)).toBe('');
    const call = JSON.parse(first?.payload ?? '') as { indices: number[] };
    const moved = JSON.stringify({ ...call, indices: [1, 0, 2, 3] });
    expect(await outcome({ label: 'moved', payload: moved })).toBe('ProofRefused');
    await clock.advance(3_700_000);
    expect(await outcome(first)).toBe('AttestationExpired');
    const again = deliverCall(
      signBatch({ world, eid: SVM, packets, notAfter: chain.head.ref.timestamp + 7_200n }),
    );
    expect(await labels(world, again)).toEqual(['attest', 'deliver 1–4', 'deliver 5–6']);
    await runOn(world, again);
    expect(packets.map((sent) => world.deliveryCount(sent))).toEqual(packets.map(() => 1));
  });

  it('leaves a root behind, which its payer finds and anybody closes when its time is over, once', async () => {
    const { world, chain, clock } = svmWorld();
    const batch = signBatch({ world, eid: SVM, packets: many(world, 6) });
    await runOn(world, deliverCall(batch));
    const provider = world.provider({ eid: SVM, label: 'node' });
    const close = { kind: 'closeRoot', root: decodeCompact(batch.attestation).root } as const;
    expect(await provider.closableRoots?.(TEST_SUBMITTER)).toEqual([]);
    expect((await runOn(world, close))[0]?.reason).toBe('RootStillValid');
    await clock.advance(3_700_000);
    chain.mine();
    expect(await provider.closableRoots?.(TEST_SUBMITTER)).toEqual([close.root]);
    expect(await provider.closableRoots?.(STRANGER)).toEqual([]);
    const [step] = await planOn(world, close);
    expect((await runOn(world, close))[0]?.success).toBe(true);
    expect(await provider.closableRoots?.(TEST_SUBMITTER)).toEqual([]);
    expect(await labels(world, close)).toEqual([]);
    chain.broadcast((await signOn(world, step as never)).raw);
    expect(chain.mine().transactions[0]?.reason).toBe('RootUnknown');
  });

  it('isolates an item of a paused lane; its nonce stays free', async () => {
    const { world, chain } = svmWorld();
    const packets = many(world, 5);
    chain.system({ kind: 'setLanePaused', srcEid: HOME, paused: true });
    const [, paused] = await deliverOn(world, packets);
    expect(paused?.events[0]).toMatchObject({ type: 'itemFailed', reason: 'InboundPaused' });
    chain.system({ kind: 'setLanePaused', srcEid: HOME, paused: false });
    chain.mine();
    await deliverOn(world, packets);
    expect(packets.map((sent) => world.deliveryCount(sent))).toEqual(packets.map(() => 1));
  });

  it('belongs to that kind of chain alone', () => {
    const { world } = svmWorld();
    const chain = world.chain(SPOKE_A);
    const from = world.users[0] as Hex;
    const { hash } = world.submit({ eid: SPOKE_A, from, call: { kind: 'openTokenAccount' } });
    chain.mine();
    expect(chain.receipt(hash)?.reason).toBe('UnknownCall');
    expect(() => toSvm(world, { dstEid: SPOKE_A, openAccount: true, to: from })).toThrow('OptionRefused');
  });
});

describe('a recipient without token account', () => {
  it('finds a claimable credit, minted when the account is opened, once', async () => {
    const { world, chain } = svmWorld();
    const sent = toSvm(world, { to: STRANGER });
    const [receipt] = await deliverOn(world, [sent]);
    expect(eventTypes(receipt as never)).toEqual(['claimable', 'batchAccepted']);
    expect(receipt?.events.at(-1)).toMatchObject({ done: 1 });
    expect(receipt?.flows).toEqual([]);
    expect(world.message(sent.guid)).toMatchObject({ creditCount: 0, claimable: true, settled: false });
    world.assertConservation();
    const [leaf] = [...chain.ledger.state.claimable.entries()].map(([key]) => key);
    const call = { kind: 'claimCredit', leaf: leaf as never } as const;
    const from = world.account({ eid: SVM, user: world.users[1] as Hex });
    const hashes = [0, 1].map(() => world.submit({ eid: SVM, from, call }).hash);
    chain.mine();
    const [first, second] = hashes.map((hash) => chain.receipt(hash));
    expect(eventTypes(first as never)).toEqual(['delivered']);
    expect(first?.flows).toEqual([{ kind: 'mint', amountWei: CXT }]);
    expect(second?.reason).toBe('NotClaimable');
    expect(world.tokenBalance({ eid: SVM, account: STRANGER })).toBe(CXT);
    expect(world.message(sent.guid)).toMatchObject({ creditCount: 1, claimable: false });
    expect(eventTypes((await deliverOn(world, [toSvm(world, { to: STRANGER })]))[0] as never)).toContain(
      'delivered',
    );
    world.assertConservation();
  });

  it('has it opened when the sender bought that', async () => {
    const { world, chain } = svmWorld();
    const sent = toSvm(world, { to: STRANGER, openAccount: true });
    expect(sent.execution).toBe(2 ** 31);
    const plain = toSvm(world, { to: namedKey('other') });
    expect(sent.feeWei).toBeGreaterThan(plain.feeWei);
    const [receipt] = await deliverOn(world, [sent]);
    expect(eventTypes(receipt as never)).toEqual(['delivered', 'batchAccepted']);
    expect(chain.ledger.state.tokenAccounts.has(STRANGER)).toBe(true);
  });

  it('waits in the queue like anybody, then for the account', async () => {
    const { world, chain, clock } = svmWorld({
      inboundLimits: () => ({
        capacityWei: 100n * CXT,
        refillWeiPerSecond: CXT,
        thresholdWei: CXT,
        delaySeconds: 10n,
      }),
    });
    const sent = toSvm(world, { to: STRANGER, amountWei: 2n * CXT });
    const [queued] = await deliverOn(world, [sent]);
    expect(eventTypes(queued as never)).toEqual(['queued', 'batchAccepted']);
    await clock.advance(12_000);
    chain.mine();
    const [claimed] = await runOn(world, { kind: 'claimQueued', item: itemFor({ sent, eid: SVM }) });
    expect(eventTypes(claimed as never)).toEqual(['claimable']);
    expect(world.message(sent.guid)).toMatchObject({ queued: false, claimable: true });
  });
});

describe('a call', () => {
  const receiver = namedKey('receiver');
  const setUp = async () => {
    const { world, chain } = svmWorld();
    chain.system({ kind: 'scriptCallee', account: receiver, atDelivery: 'ok', atRetry: 'revert' });
    const sent = toSvm(world, { to: receiver, openAccount: true, ...CALL });
    const receipts = await deliverOn(world, [sent]);
    const call = { kind: 'retryCompose', item: itemFor({ sent, eid: SVM }), composeGas: 100_000 } as const;
    return { world, chain, sent, receipts, call };
  };

  it('is no part of the delivery, which always goes by proof', async () => {
    const { world, sent, receipts } = await setUp();
    expect(receipts.map(eventTypes)).toEqual([[], ['delivered', 'batchAccepted']]);
    expect(world.message(sent.guid)).toMatchObject({ creditCount: 1, composePending: true });
  });

  it('changes nothing when it fails, and is made once when it does not', async () => {
    const { world, chain, sent, call } = await setUp();
    const before = world.tokenBalance({ eid: SVM, account: receiver });
    const [failed] = await runOn(world, call);
    expect(failed).toMatchObject({ success: false, reason: 'ComposeStillFailing', events: [] });
    expect(world.message(sent.guid)).toMatchObject({ composePending: true });
    expect(world.tokenBalance({ eid: SVM, account: receiver })).toBe(before);
    chain.system({ kind: 'scriptCallee', account: receiver, atDelivery: 'ok', atRetry: 'ok' });
    chain.mine();
    const [made] = await runOn(world, call);
    expect(eventTypes(made as never)).toEqual(['composeDelivered']);
    expect(await labels(world, call)).toEqual([]);
  });
});

describe('the other way', () => {
  it('a holder there sends to home and to a spoke', async () => {
    const { world, chain } = svmWorld();
    await deliverOn(world, [toSvm(world, { amountWei: 100n * CXT })]);
    const user = world.users[0] as Hex;
    const from = world.account({ eid: SVM, user });
    const home = sendNow(world, { srcEid: SVM, dstEid: HOME, amountWei: 3n * CXT, from, to: user });
    const spoke = sendNow(world, { srcEid: SVM, dstEid: SPOKE_A, amountWei: 2n * CXT, from, to: user });
    expect(home.sender).toBe(from);
    deliverNow(world, { eid: HOME, packets: [home, spoke] });
    deliverNow(world, { eid: SPOKE_A, packets: [spoke] });
    expect([home, spoke].map((sent) => world.deliveryCount(sent))).toEqual([1, 1]);
    expect(world.tokenBalance({ eid: SPOKE_A, account: user })).toBe(2n * CXT);
    world.assertConservation();
    const call = { kind: 'transfer', to: STRANGER, amountWei: CXT } as const;
    const { hash } = world.submit({ eid: SVM, from, call });
    chain.mine();
    expect(chain.receipt(hash)?.reason).toBe('NoTokenAccount');
  });
});
