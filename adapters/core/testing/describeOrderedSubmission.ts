/** The life of a transaction where account nonces order them, reorganisations included. */
import { describe, expect, it } from 'vitest';
import type { BridgeCall, TxPlan } from '../transactions.ts';
import type { Suite } from './suite.ts';

const SELF_SEND: BridgeCall = { kind: 'selfSend' };

export function describeOrderedSubmission(get: () => Suite): void {
  describe('transactions ordered by account nonces', () => {
    function orderedChain() {
      const { chain } = get().spokeA;
      const { submitter } = chain;
      if ('plan' in submitter) throw new Error('the transactions of this chain are not ordered by nonces');
      return { ...chain, submitter };
    }

    async function plan(changes: Partial<TxPlan> = {}): Promise<TxPlan> {
      const { provider, submitter } = orderedChain();
      const { maxFeePerGas, maxPriorityFeePerGas } = await provider.feeQuote();
      const nonce = await provider.accountNonce(submitter.account);
      return { call: SELF_SEND, nonce, gasLimit: 60_000n, maxFeePerGas, maxPriorityFeePerGas, ...changes };
    }

    it('follows a transaction from unknown over pending to included, and charges its account', async () => {
      const { provider, submitter, mine } = orderedChain();
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
      const { provider, submitter, mine } = orderedChain();
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
      const { provider, submitter } = orderedChain();
      const balance = await provider.balanceOf(submitter.account);
      const dear = await submitter.sign(await plan({ maxFeePerGas: balance, maxPriorityFeePerGas: 1n }));
      expect(await provider.broadcast(dear.raw)).toMatchObject({
        outcome: 'rejected',
        reason: 'insufficientFunds',
      });
    });

    it('forgets what a reorganisation dropped, and refuses a page that ends in a dropped block', async () => {
      const { provider, submitter, mine, forkPoint } = orderedChain();
      const { finalized } = await provider.heads();
      const replace = await forkPoint?.();
      if (replace === undefined) throw new Error('the world cannot be forked');
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
