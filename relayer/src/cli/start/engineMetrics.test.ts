import { expect, it } from 'vitest';
import { createMetrics } from '../../observability/metrics.ts';
import { createEngineMetrics } from './engineMetrics.ts';

it('tells rent of chains that have it, in lamports, and of no other', async () => {
  const metrics = createMetrics();
  const level = {
    latest: 9n,
    finalized: 8n,
    observed: 8n,
    openTransactions: 0,
    finalAgeSeconds: 1,
    paused: false,
    nextAccountNonce: 0n,
    sweepDiff: 0,
    providers: [],
  };
  createEngineMetrics(metrics).levels({
    chains: [
      { ...level, chain: 'bsc', rent: null },
      { ...level, chain: 'solana', rent: { paid: 12_000_000n, recovered: 2_000_000n } },
    ],
    lanes: [],
    supply: [],
    supplyDeltaWei: 0n,
    economy: null,
    openMessages: 0,
    halted: false,
  });
  const rent = (await metrics.text()).split('\n').filter((line) => line.startsWith('cxt_bridge_rent'));
  expect(rent).toEqual([
    'cxt_bridge_rent_paid_lamports{chain="solana"} 12000000',
    'cxt_bridge_rent_recovered_lamports{chain="solana"} 2000000',
  ]);
});
