import { describe, expect, it } from 'vitest';
import { createEvmProvider } from '../createEvmProvider.ts';
import { eid } from '../../protocol/index.ts';

const GWEI = 10n ** 9n;
const deployment = {
  eid: eid(40161),
  homeEid: eid(40161),
  networkId: '1',
  gateway: `0x${'ab'.repeat(20)}`,
  token: `0x${'cd'.repeat(20)}`,
  remoteEids: [],
  startHeight: 0n,
};

function quote(history: unknown) {
  const fetch = async (_url: string, init: RequestInit) => {
    const { id } = JSON.parse(init.body as string) as { id: number };
    return new Response(JSON.stringify({ jsonrpc: '2.0', id, result: history }));
  };
  return createEvmProvider({
    url: 'http://node.example',
    deployment,
    fetch,
    minPriorityFeePerGas: GWEI,
  }).feeQuote();
}

const hex = (value: bigint) => `0x${value.toString(16)}`;

describe('feeQuote', () => {
  it('takes the next base fee and the median of the blocks that paid', async () => {
    const rewards = [0n, 5n * GWEI, 2n * GWEI, 0n, 9n * GWEI];
    const history = {
      baseFeePerGas: [7n, 8n, 30n * GWEI].map(hex),
      reward: rewards.map((reward) => [hex(reward)]),
    };
    expect(await quote(history)).toEqual({
      baseFeePerGas: 30n * GWEI,
      maxPriorityFeePerGas: 5n * GWEI,
      maxFeePerGas: 65n * GWEI,
    });
  });

  it('does not go below the floor on an empty chain', async () => {
    expect(await quote({ baseFeePerGas: ['0x0'], reward: [['0x0']] })).toMatchObject({
      maxPriorityFeePerGas: GWEI,
      maxFeePerGas: GWEI,
    });
    expect(await quote({ baseFeePerGas: ['0x0'] })).toMatchObject({ maxPriorityFeePerGas: GWEI });
  });

  it.each([
    { baseFeePerGas: [] },
    {},
    null,
    { baseFeePerGas: [12] },
    { baseFeePerGas: ['0x1'], reward: [[]] },
  ])('refuses %j', async (history) => {
    await expect(quote(history)).rejects.toMatchObject({ code: 'CXT_CHAIN_BAD_ANSWER' });
  });
});
