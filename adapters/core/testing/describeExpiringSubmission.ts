/** The life of a transaction where it names a recent block and dies with it. */
import { describe, expect, it } from 'vitest';
import type { SignedTx, TxAnchor } from '../transactions.ts';
import { deliverCall } from './bridgeCalls.ts';
import { onlyEvent } from './chainDriver.ts';
import type { Suite } from './suite.ts';

const CXT = 10n ** 18n;
/** Blocks in which a transaction must have come in, and in which an anchor must have died. */
const PATIENCE_BLOCKS = 50;
const LIFE_BLOCKS = 1_000;

export function describeExpiringSubmission(get: () => Suite): void {
  describe('transactions that expire', () => {
    function expiringChain() {
      const { chain } = get().spokeA;
      const { submitter, provider } = chain;
      if (!('plan' in submitter)) throw new Error('the transactions of this chain do not expire');
      return { ...chain, submitter, provider };
    }

    /** The only step of the delivery of a new packet. */
    async function oneStep() {
      const { world, home, spokeA } = get();
      const { submitter } = expiringChain();
      await spokeA.drain();
      await home.drain();
      await home.chain.send({
        dstEid: spokeA.chain.deployment.eid,
        recipient: spokeA.chain.user,
        amountWei: CXT,
      });
      const packets = [onlyEvent(await home.drain(), 'packetSent')];
      const steps = await submitter.plan(await deliverCall({ world, chain: spokeA.chain, packets }));
      expect(steps).toHaveLength(1);
      const [step] = steps;
      if (step === undefined) throw new Error('unreachable');
      return step;
    }

    async function newAnchor(): Promise<TxAnchor> {
      const anchor = await expiringChain().provider.anchor?.();
      if (anchor === undefined) throw new Error('the chain has no anchors');
      return anchor;
    }

    async function statusAfter(at: { signed: SignedTx; blocks: number }) {
      const { provider, mine } = expiringChain();
      let status = await provider.txStatus(at.signed.hash);
      for (let block = 0; block < at.blocks && status.state !== 'included'; block++) {
        await mine(1);
        status = await provider.txStatus(at.signed.hash);
      }
      return status;
    }

    it('follows one from unknown to included once, however often its bytes come, and charges its account', async () => {
      const { provider, submitter } = expiringChain();
      const step = await oneStep();
      const anchor = await newAnchor();
      const signed = await submitter.sign({ step, anchor });
      const balance = await provider.balanceOf(submitter.account);
      expect(await provider.txStatus(signed.hash)).toEqual({ state: 'unknown' });
      expect(await provider.broadcast(signed.raw)).toEqual({ outcome: 'accepted' });
      const status = await statusAfter({ signed, blocks: PATIENCE_BLOCKS });
      expect(status).toMatchObject({ state: 'included', success: true });
      if (status.state !== 'included') throw new Error('unreachable');
      expect(status.blockHash).toBe((await provider.blockAt(status.height))?.hash);
      expect(status.gasUsed).toBeGreaterThan(0n);
      expect(status.gasPriceWei).toBeGreaterThan(0n);
      expect(await provider.broadcast(signed.raw)).toEqual({ outcome: 'known' });
      expect(await provider.balanceOf(submitter.account)).toBeLessThan(balance);
      expect(await provider.accountNonce(submitter.account)).toBe(0n);
      const delivered = await get().spokeA.drain();
      expect(
        delivered.flatMap(({ events }) => events.filter(({ type }) => type === 'delivered')),
      ).toHaveLength(1);
    });

    it('includes none whose anchor has passed at finality; signed again for a new one it comes in', async () => {
      const { provider, submitter, mine } = expiringChain();
      const step = await oneStep();
      const anchor = await newAnchor();
      const signed = await submitter.sign({ step, anchor });
      const isExpired = async () => (await provider.anchorExpired?.(anchor)) === true;
      expect(await isExpired()).toBe(false);
      for (let block = 0; block < LIFE_BLOCKS && !(await isExpired()); block++) await mine(1);
      expect(await isExpired()).toBe(true);
      await provider.broadcast(signed.raw);
      expect(await statusAfter({ signed, blocks: 5 })).toEqual({ state: 'unknown' });
      const again = await submitter.sign({ step, anchor: await newAnchor() });
      expect(again.hash).not.toBe(signed.hash);
      await provider.broadcast(again.raw);
      expect(await statusAfter({ signed: again, blocks: PATIENCE_BLOCKS })).toMatchObject({ success: true });
    });

    it('has nothing left to plan for what is delivered', async () => {
      const { world, home, spokeA } = get();
      const { submitter } = expiringChain();
      await home.drain();
      await home.chain.send({
        dstEid: spokeA.chain.deployment.eid,
        recipient: spokeA.chain.user,
        amountWei: CXT,
      });
      const packets = [onlyEvent(await home.drain(), 'packetSent')];
      const call = await deliverCall({ world, chain: spokeA.chain, packets });
      await spokeA.submit(call);
      expect(await submitter.plan(call)).toEqual([]);
      expect(await spokeA.chain.provider.estimate({ ...call, from: submitter.account })).toMatchObject({
        ok: true,
      });
    });
  });
}
