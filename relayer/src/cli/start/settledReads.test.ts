import type { BlockRef, ChainProvider, SupplyState } from '@cxt-bridge/adapters/core';
import { wei } from '@cxt-bridge/adapters/protocol';
import { describe, expect, it } from 'vitest';
import { withSettledReads } from './settledReads.ts';

const at: BlockRef = { height: 7n, hash: '0x07', parentHash: '0x06', timestamp: 1n };

/** Answers these supplies in turn, the last one for ever. */
function answering(...supplies: readonly bigint[]): { provider: ChainProvider; reads: () => number } {
  let reads = 0;
  const supplyState = async (): Promise<SupplyState> => {
    const totalSupplyWei = wei(supplies[Math.min(reads++, supplies.length - 1)] as bigint);
    return { totalSupplyWei, vaultWei: wei(0n), lockedWei: wei(0n), outstandingWei: new Map() };
  };
  return { provider: { label: 'node', supplyState } as unknown as ChainProvider, reads: () => reads };
}

const supply = async (provider: ChainProvider): Promise<bigint> =>
  (await withSettledReads(provider).supplyState(at)).totalSupplyWei;

describe('withSettledReads', () => {
  it('asks twice and believes what was said twice', async () => {
    const { provider, reads } = answering(5n);
    expect(await supply(provider)).toBe(5n);
    expect(reads()).toBe(2);
  });

  it('does not believe what was said once, first or second', async () => {
    expect(await supply(answering(4n, 5n, 5n).provider)).toBe(5n);
    expect(await supply(answering(5n, 4n, 5n, 5n).provider)).toBe(5n);
  });

  it('gives up on a node that never says the same', async () => {
    const { provider, reads } = answering(1n, 2n, 3n, 4n, 5n, 6n);
    await expect(supply(provider)).rejects.toMatchObject({ code: 'CXT_CHAIN_STATE_UNAVAILABLE' });
    expect(reads()).toBe(5);
  });
});
