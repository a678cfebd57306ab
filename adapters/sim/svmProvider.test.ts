/** What an endpoint of the Solana-like chain tells: skipped slots, anchors, and how one that is behind refuses. */
import { describe, expect, it } from 'vitest';
import type { Hex } from '../core/index.ts';
import { WEI_PER_CXT } from '../protocol/index.ts';
import { deliverOn, SVM, signOn, svmWorld } from './svmTestWorld.ts';
import { HOME, sendNow } from './testWorld.ts';

const STEP = { label: 'open', payload: JSON.stringify({ kind: 'openTokenAccount' }) };
const RULES = { anchorLifeBlocks: 3, skippedSlotRate: 0, dropRate: 0 };

function setUp(change: Parameters<typeof svmWorld>[0] = {}) {
  const bench = svmWorld({ finalityDepth: 2, ...change });
  const provider = bench.world.provider({ eid: SVM, label: 'node' });
  const behind = bench.world.provider({ eid: SVM, label: 'behind', faults: { lagBlocks: 3 } });
  return { ...bench, provider, behind };
}

describe('skipped slots', () => {
  it('have no block, and observation goes over them', async () => {
    const { world, chain, provider } = setUp();
    const from = await provider.blockAt(0n);
    const to = world.account({ eid: SVM, user: world.users[0] as Hex });
    const packets = [1n, 2n].map((n) =>
      sendNow(world, { srcEid: HOME, dstEid: SVM, amountWei: n * WEI_PER_CXT, to }),
    );
    for (const sent of packets) {
      await deliverOn(world, [sent]);
      chain.skipSlot();
      chain.skipSlot();
    }
    chain.mine();
    chain.skipSlot();
    expect(await provider.blockAt(2n)).toBeNull();
    expect(await provider.blockAtOrBefore(3n)).toEqual(await provider.blockAt(1n));
    expect(await provider.blockAtOrBefore(8n)).toBeNull();
    const { finalized, latest } = await provider.heads();
    expect([finalized.height, latest.height]).toEqual([4n, 7n]);
    const page = await provider.observe({ from: from as never, to: latest });
    expect(page.transactions.map(({ height }) => height)).toEqual([1n, 4n]);
    const cut = (await provider.blockAtOrBefore(3n)) as never;
    const halves = await Promise.all([
      provider.observe({ from: from as never, to: cut }),
      provider.observe({ from: cut, to: latest }),
    ]);
    expect(halves.flatMap(({ transactions }) => transactions)).toEqual(page.transactions);
  });

  it('do not confuse a liar: his chain skips them too', async () => {
    const { world, chain } = setUp();
    const lie = { kind: 'forgedSupply', fromHeight: 2n, caughtBy: 'quorum' } as const;
    const liar = world.provider({ eid: SVM, label: 'liar', faults: { lie } });
    const truthful = world.provider({ eid: SVM, label: 'node' });
    chain.mine();
    chain.skipSlot();
    for (let block = 0; block < 4; block++) chain.mine();
    expect((await liar.blockAt(1n))?.hash).toBe((await truthful.blockAt(1n))?.hash);
    expect(await liar.blockAt(2n)).toBeNull();
    expect((await liar.blockAt(3n))?.hash).not.toBe((await truthful.blockAt(3n))?.hash);
    chain.reorg({ depth: 2 });
    const told = await liar.heads();
    expect((await liar.blockAtOrBefore(told.latest.height))?.hash).toBe(told.latest.hash);
  });
});

describe('anchors', () => {
  it('are told only where transactions expire', () => {
    const { world, provider } = setUp();
    expect(provider.anchor).toBeTypeOf('function');
    const evm = world.provider({ eid: HOME, label: 'evm' });
    expect([evm.anchor, evm.anchorExpired]).toEqual([undefined, undefined]);
  });

  it('have expired once the last block that could include them is final, and not before', async () => {
    const { chain, provider } = setUp({ svm: RULES });
    const anchor = (await provider.anchor?.()) as never;
    const seen: (boolean | undefined)[] = [];
    for (let block = 0; block < 6; block++) {
      seen.push(await provider.anchorExpired?.(anchor));
      chain.mine();
      chain.skipSlot();
    }
    expect(anchor).toMatchObject({ expiresAt: 3n });
    // Final: two slots, that is one block, behind.
    expect(seen).toEqual([false, false, false, false, true, true]);
  });

  it('of a node in front are unknown to one that is behind', async () => {
    const { world, chain, provider, behind } = setUp();
    for (let block = 0; block < 5; block++) chain.mine();
    const { raw, hash } = await signOn(world, STEP);
    expect(await behind.broadcast(raw)).toMatchObject({ outcome: 'rejected', detail: 'blockhash not found' });
    expect((await behind.anchor?.())?.hash).toBe((await provider.blockAt(2n))?.hash);
    expect(await provider.broadcast(raw)).toEqual({ outcome: 'accepted' });
    chain.mine();
    expect(await provider.txStatus(hash)).toMatchObject({ state: 'included', success: true });
    expect(await behind.txStatus(hash)).toEqual({ state: 'unknown' });
  });
});
