/** Accounts, fees, estimates, and the life of a transaction, reorganisations included. */
import { describe, expect, it } from 'vitest';
import type { BridgeCall, TxPlan } from '../transactions.ts';
import { deliverCall } from './bridgeCalls.ts';
import { onlyEvent } from './chainDriver.ts';
import type { Suite } from './suite.ts';

const CXT = 10n ** 18n;
const SELF_SEND: BridgeCall = { kind: 'selfSend' };

export function describeSubmission(get: () => Suite): void {
  describe('submission', () => {
    async function plan(changes: Partial<TxPlan> = {}): Promise<TxPlan> {
      const { provider, submitter } = get().spokeA.chain;
      const { maxFeePerGas, maxPriorityFeePerGas } = await provider.feeQuote();
      const nonce = await provider.accountNonce(submitter.account);
      return { call: SELF_SEND, nonce, gasLimit: 60_000n, maxFeePerGas, maxPriorityFeePerGas, ...changes };
    }

    it('quotes fees that include a transaction', async () => {
      const quote = await get().spokeA.chain.provider.feeQuote();
      expect(quote.maxPriorityFeePerGas).toBeGreaterThan(0n);
      expect(quote.maxFeePerGas).toBeGreaterThanOrEqual(quote.baseFeePerGas + quote.maxPriorityFeePerGas);
    });

    it('follows a transaction from unknown over pending to included, and charges its account', async () => {
      const { provider, submitter, mine } = get().spokeA.chain;
      const wanted = await plan();
      const { raw, hash } = await submitter.sign(wanted);
      const balance = await provider.balanceOf(submitter.account);
      expect(await provider.txStatus(hash)).toEqual({ state: 'unknown' });
      expect(await provider.broadcast(raw)).toEqual({ outcome: 'accepted' });
      expect(await provider.txStatus(hash)).toEqual({ state: 'pending' });
      expect(await provider.broadcast(raw)).toEqual({ outcome: 'known' });
      expect(await provider.accountNonce(submitter.account)).toBe(wanted.nonce);
      await mine(1);
      const status = await provider.txStatus(hash);
      const { latest } = await provider.heads();
      expect(status).toMatchObject({
        state: 'included',
        success: true,
        height: latest.height,
        blockHash: latest.hash,
      });
      if (status.state !== 'included') throw new Error('unreachable');
      expect(status.gasPriceWei).toBeLessThanOrEqual(wanted.maxFeePerGas);
      expect(await provider.accountNonce(submitter.account)).toBe(wanted.nonce + 1n);
      expect(await provider.balanceOf(submitter.account)).toBe(balance - status.gasUsed * status.gasPriceWei);
      expect(await provider.broadcast(raw)).toEqual({ outcome: 'known' });
    });

    it('refuses a used account nonce and a replacement that does not pay more, and takes one that does', async () => {
      const { provider, submitter, mine } = get().spokeA.chain;
      const used = await submitter.sign(await plan({ nonce: (await plan()).nonce - 1n, gasLimit: 70_000n }));
      expect(await provider.broadcast(used.raw)).toMatchObject({
        outcome: 'rejected',
        reason: 'nonceTooLow',
      });
      const first = await plan();
      const pending = await submitter.sign(first);
      expect(await provider.broadcast(pending.raw)).toEqual({ outcome: 'accepted' });
      const same = await submitter.sign({ ...first, gasLimit: 70_000n });
      expect(await provider.broadcast(same.raw)).toMatchObject({
        outcome: 'rejected',
        reason: 'underpriced',
      });
      const more = await submitter.sign({
        ...first,
        maxFeePerGas: first.maxFeePerGas * 2n,
        maxPriorityFeePerGas: first.maxPriorityFeePerGas * 2n,
      });
      expect(await provider.broadcast(more.raw)).toEqual({ outcome: 'accepted' });
      await mine(1);
      expect(await provider.txStatus(more.hash)).toMatchObject({ state: 'included' });
      expect(await provider.txStatus(pending.hash)).toEqual({ state: 'unknown' });
    });

    it('refuses what the account cannot pay', async () => {
      const { provider, submitter } = get().spokeA.chain;
      const balance = await provider.balanceOf(submitter.account);
      const dear = await submitter.sign(await plan({ maxFeePerGas: balance, maxPriorityFeePerGas: 1n }));
      expect(await provider.broadcast(dear.raw)).toMatchObject({
        outcome: 'rejected',
        reason: 'insufficientFunds',
      });
    });

    it('names the reason why a call would fail', async () => {
      const { world, home, spokeA } = get();
      const { provider, submitter, deployment, user } = spokeA.chain;
      await home.drain();
      await home.chain.send({ dstEid: deployment.eid, recipient: user, amountWei: CXT });
      const call = await deliverCall({
        world,
        chain: spokeA.chain,
        packets: [onlyEvent(await home.drain(), 'packetSent')],
      });
      if (call.kind !== 'deliver') throw new Error('unreachable');
      const from = submitter.account;
      expect(await provider.estimate({ ...call, from })).toMatchObject({ ok: true });
      const forged: BridgeCall = { ...call, signatures: `0x${call.signatures.slice(2, -8)}01020304` };
      const refused = await provider.estimate({ ...forged, from });
      expect(refused).toEqual({ ok: false, reason: expect.stringMatching(/^[A-Z][A-Za-z]+$/) });
      await spokeA.submit(call);
    });

    it('forgets what a reorganisation dropped, and refuses a page that ends in a dropped block', async () => {
      const { chain } = get().spokeA;
      const { provider, submitter, mine } = chain;
      const { finalized } = await provider.heads();
      const replace = await chain.forkPoint();
      const { raw, hash } = await submitter.sign(await plan());
      await provider.broadcast(raw);
      await mine(1);
      const { latest: dropped } = await provider.heads();
      expect(await provider.txStatus(hash)).toMatchObject({ state: 'included', blockHash: dropped.hash });
      await replace();
      expect(await provider.txStatus(hash)).toEqual({ state: 'unknown' });
      expect((await provider.blockAt(dropped.height))?.hash).not.toBe(dropped.hash);
      await expect(provider.observe({ from: finalized, to: dropped })).rejects.toMatchObject({
        code: 'CXT_CHAIN_BLOCKS_NOT_LINKED',
      });
      expect(await provider.broadcast(raw)).toEqual({ outcome: 'accepted' });
      await mine(1);
      expect(await provider.txStatus(hash)).toMatchObject({ state: 'included', success: true });
    });
  });
}
