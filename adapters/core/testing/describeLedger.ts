/** At the end of the day: the flows that were seen add up to the state of the chains. */
import { describe, expect, it } from 'vitest';
import type { ObservedTransaction, TokenFlow } from '../chainTypes.ts';
import { flowsOf } from './chainDriver.ts';
import type { Suite } from './suite.ts';

export function describeLedger(get: () => Suite): void {
  describe('ledger', () => {
    it('agrees with supply and vault of every chain', async () => {
      const { home, spokeA, spokeB } = get();
      const atHome = await home.replay();
      const supply = await home.chain.provider.supplyState(atHome.at);
      expect(supply.vaultWei).toBe(
        sum(atHome.transactions, 'vaultIn') - sum(atHome.transactions, 'vaultOut'),
      );
      for (const spoke of [spokeA, spokeB]) {
        const { transactions, at } = await spoke.replay();
        const { totalSupplyWei } = await spoke.chain.provider.supplyState(at);
        expect(totalSupplyWei).toBe(sum(transactions, 'mint') - sum(transactions, 'burn'));
        expect(totalSupplyWei).toBeGreaterThan(0n);
      }
    });

    it('still tells the state of the first block', async () => {
      const { spokeA } = get();
      expect((await spokeA.chain.provider.supplyState(spokeA.base)).totalSupplyWei).toBe(0n);
    });
  });
}

function sum(transactions: readonly ObservedTransaction[], kind: TokenFlow['kind']): bigint {
  return flowsOf(transactions).reduce(
    (total, flow) => (flow.kind === kind ? total + flow.amountWei : total),
    0n,
  );
}
