import { describe, expect, it } from 'vitest';
import type { PacketSentEvent } from '../core/index.ts';
import {
  decodeMessage,
  decodePacket,
  leafHash,
  nextLaneHash,
  unitsToWei,
  WEI_PER_CXT,
} from '../protocol/index.ts';
import { FORGED_SUPPLY_WEI } from './forgedChain.ts';
import type { Lie } from './providerFaults.ts';
import type { SimProvider } from './simProvider.ts';
import { deliverNow, fundSpokes, HOME, SPOKE_A, sendNow, testWorld } from './testWorld.ts';

const CXT = WEI_PER_CXT;

/** Everything a provider tells, from genesis to its final block. */
async function tell(provider: SimProvider) {
  const { finalized: to } = await provider.heads();
  const from = await provider.blockAt(0n);
  if (from === null) throw new Error('no genesis');
  const page = await provider.observe({ from, to });
  const sent = page.transactions.flatMap(({ events }) =>
    events.filter((event) => event.type === 'packetSent'),
  );
  return { to, sent, lanes: await provider.outboundLanes(to), supply: await provider.supplyState(to) };
}

function amounts(sent: readonly PacketSentEvent[]): bigint[] {
  return sent.map(({ packet }) => unitsToWei(decodeMessage(decodePacket(packet).message).amountUnits));
}

function liar(lie: Lie) {
  const { world } = testWorld();
  const honest = world.provider({ eid: HOME, label: 'honest' });
  const lying = world.provider({ eid: HOME, label: 'liar', faults: { lie } });
  for (const amountWei of [3n * CXT, 5n * CXT]) sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei });
  for (let block = 0; block < 4; block++) world.mineAll();
  return { world, honest, lying };
}

describe('a lie that only a quorum catches', () => {
  it.each([
    ['forgedAmount', [3n * CXT, 10n * CXT]],
    ['droppedEvent', [3n * CXT]],
  ] as const)('%s is consistent in itself and differs in its block hashes', async (kind, expected) => {
    const { honest, lying } = liar({ kind, fromHeight: 2n, caughtBy: 'quorum' });
    const truth = await tell(honest);
    const lie = await tell(lying);
    expect(amounts(truth.sent)).toEqual([3n * CXT, 5n * CXT]);
    expect(amounts(lie.sent)).toEqual(expected);
    const zero: `0x${string}` = `0x${'00'.repeat(32)}`;
    const laneHash = lie.sent.reduce((hash, sent) => nextLaneHash(hash, leafHash(sent)), zero);
    expect(lie.lanes[0]).toMatchObject({ nonce: BigInt(expected.length), laneHash });
    expect(lie.supply.vaultWei).toBe(expected.reduce((sum, amountWei) => sum + amountWei, 0n));
    for (let height = 1n; height <= lie.to.height; height++) {
      const [told, before] = [await lying.blockAt(height), await lying.blockAt(height - 1n)];
      expect(told?.parentHash).toBe(before?.hash);
      expect(told?.hash === (await honest.blockAt(height))?.hash).toBe(height < 2n);
    }
    await expect(lying.observe({ from: truth.to, to: truth.to })).rejects.toMatchObject({
      code: 'CXT_CHAIN_BLOCKS_NOT_LINKED',
    });
  });

  it('forgedSupply raises the supply under other hashes', async () => {
    const { honest, lying } = liar({ kind: 'forgedSupply', fromHeight: 1n, caughtBy: 'quorum' });
    const [truth, lie] = [await tell(honest), await tell(lying)];
    expect(lie.supply.totalSupplyWei - truth.supply.totalSupplyWei).toBe(FORGED_SUPPLY_WEI);
    expect(lie.to.hash).not.toBe(truth.to.hash);
  });

  it('follows the chain through a reorg', async () => {
    const { world, honest, lying } = liar({ kind: 'forgedAmount', fromHeight: 2n, caughtBy: 'quorum' });
    await tell(lying);
    sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: 7n * CXT });
    expect((await lying.heads()).latest.height).toBe(world.chain(HOME).head.ref.height);
    world.chain(HOME).reorg({ depth: 1, dropRate: 1 });
    for (let block = 0; block < 4; block++) world.mineAll();
    expect(amounts((await tell(lying)).sent)).toEqual([3n * CXT, 10n * CXT]);
    expect(amounts((await tell(honest)).sent)).toEqual([3n * CXT, 5n * CXT]);
  });
});

describe('a lie that the adapter catches', () => {
  it.each([
    ['forgedAmount', 'CXT_CHAIN_RECEIPTS_FORGED'],
    ['droppedEvent', 'CXT_CHAIN_RECEIPTS_FORGED'],
  ] as const)('%s throws instead of a page, and a proof error instead of figures', async (kind, code) => {
    const { honest, lying } = liar({ kind, fromHeight: 2n, caughtBy: 'adapter' });
    const { finalized } = await lying.heads();
    expect(finalized).toEqual((await honest.heads()).finalized);
    const from = { ...finalized, height: 0n, hash: (await honest.blockAt(0n))?.hash ?? '0x' };
    await expect(lying.observe({ from, to: finalized })).rejects.toMatchObject({ code });
    await expect(lying.outboundLanes(finalized)).rejects.toMatchObject({ code: 'CXT_CHAIN_PROOF_FORGED' });
  });

  it('forgedSupply throws at the supply alone', async () => {
    const { honest, lying } = liar({ kind: 'forgedSupply', fromHeight: 1n, caughtBy: 'adapter' });
    const { finalized } = await lying.heads();
    await expect(lying.supplyState(finalized)).rejects.toMatchObject({ code: 'CXT_CHAIN_PROOF_FORGED' });
    expect((await tell(honest)).supply.totalSupplyWei).toBe(10n ** 26n);
  });
});

describe('a lie that only the relayer can catch', () => {
  it('shows forged packets under true hashes that do not fit the lane hash', async () => {
    const { honest, lying } = liar({ kind: 'forgedAmount', fromHeight: 2n, caughtBy: 'relayer' });
    const [truth, lie] = [await tell(honest), await tell(lying)];
    expect(lie.to).toEqual(truth.to);
    expect(lie.lanes).toEqual(truth.lanes);
    expect(amounts(lie.sent)).toEqual([3n * CXT, 10n * CXT]);
  });
});

describe('faults', () => {
  it('lags, never goes back, and reads old state there', async () => {
    const { world } = testWorld();
    const provider = world.provider({ eid: SPOKE_A, label: 'lagging' });
    const sent = sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: CXT });
    for (let block = 0; block < 6; block++) world.mineAll();
    const seen = await provider.heads();
    provider.setFaults({ lagBlocks: 3 });
    deliverNow(world, { eid: SPOKE_A, packets: [sent] });
    expect(await provider.heads()).toEqual(seen);
    expect(await provider.noncesUsed([sent])).toEqual([false]);
    expect(await provider.blockAt(seen.latest.height + 1n)).toBeNull();
    provider.setFaults({ lagBlocks: 0 });
    expect(await provider.noncesUsed([sent])).toEqual([true]);
  });

  it('takes as long as told, and times out, on the given clock', async () => {
    const { world, clock } = testWorld();
    const provider = world.provider({
      eid: HOME,
      label: 'slow',
      faults: { latencyMs: { min: 50, max: 50 } },
    });
    const times: number[] = [];
    const start = clock.nowMs();
    const slow = provider.heads().then(() => times.push(clock.nowMs() - start));
    await clock.advance(49);
    expect(times).toEqual([]);
    await clock.advance(1);
    await slow;
    expect(times).toEqual([50]);
    provider.setFaults({ timeoutRate: 1, timeoutMs: 2_000 });
    const failed = expect(provider.heads()).rejects.toMatchObject({ code: 'CXT_CHAIN_TIMEOUT' });
    await clock.advance(2_000);
    await failed;
    const stop = new AbortController();
    const aborted = expect(provider.heads({ signal: stop.signal })).rejects.toThrow('enough');
    stop.abort(new Error('enough'));
    await aborted;
  });

  it.each([
    [{ down: true }, 'CXT_CHAIN_UNREACHABLE'],
    [{ unreachableRate: 1 }, 'CXT_CHAIN_UNREACHABLE'],
    [{ rateLimitedRate: 1 }, 'CXT_CHAIN_RATE_LIMITED'],
    [{ withoutFinality: true }, 'CXT_CHAIN_NO_FINALITY'],
  ])('%o', async (faults, code) => {
    const { world } = testWorld();
    await expect(world.provider({ eid: HOME, label: 'bad', faults }).heads()).rejects.toMatchObject({ code });
  });

  it('takes finality back when that is the fault', async () => {
    const { world } = testWorld();
    for (let block = 0; block < 8; block++) world.mineAll();
    const provider = world.provider({ eid: HOME, label: 'regressing' });
    const before = (await provider.heads()).finalized;
    provider.setFaults({ finalizedBackBlocks: 2 });
    expect((await provider.heads()).finalized.height).toBe(before.height - 2n);
  });

  it('loses a broadcast it accepted, and passes one on that it calls failed', async () => {
    const { world } = testWorld();
    fundSpokes(world);
    const signer = world.signer({ eid: HOME, account: world.users[0] as string });
    const provider = world.provider({ eid: HOME, label: 'unreliable', faults: { broadcastLostRate: 1 } });
    const nonce = await provider.accountNonce(signer.account);
    const plan = {
      call: { kind: 'selfSend' },
      nonce,
      gasLimit: 30_000n,
      ...(await provider.feeQuote()),
    } as const;
    const { raw, hash } = await signer.sign(plan);
    expect(await signer.sign(plan)).toEqual({ raw, hash });
    expect(await provider.broadcast(raw)).toEqual({ outcome: 'accepted' });
    expect(await provider.txStatus(hash)).toEqual({ state: 'unknown' });
    provider.setFaults({ broadcastLostRate: 0, broadcastErrorRate: 1 });
    await expect(provider.broadcast(raw)).rejects.toMatchObject({ code: 'CXT_CHAIN_TIMEOUT' });
    expect(await provider.txStatus(hash)).toEqual({ state: 'pending' });
  });
});
