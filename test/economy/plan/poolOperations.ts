/** Closing, claiming, sweeping, giving. */
import { balanceOf, type Economy, nodeRecord, type Operation } from '@cxt-bridge/adapters/economy';
import type { Hex } from '@cxt-bridge/adapters/protocol';

import { ACTOR_ADDRESSES, PARAMS } from '../deployment.ts';
import type { Scene } from '../planOperation.ts';
import type { RandomSource } from '../randomSource.ts';
import { amountOf } from './amounts.ts';

export function poolOperation({ economy, random }: Scene): Operation {
  const actor = random.pick(ACTOR_ADDRESSES);
  const { pool } = economy;
  const { wiring } = PARAMS;
  return random.weighted<() => Operation>([
    [8, () => ({ kind: 'closeEpoch', first: pool.nextEpoch, count: BigInt(random.whole(1, 3)) })],
    [1, () => ({ kind: 'closeEpoch', first: pool.nextEpoch + 1n, count: 1n })],
    [1, () => ({ kind: 'closeEpoch', first: pool.nextEpoch, count: random.chance(0.5) ? 0n : 65n })],
    [10, () => claimOperation(economy, random, actor)],
    [3, () => ({ kind: 'sweep', epoch: random.big(0n, pool.nextEpoch) })],
    [2, () => ({ kind: 'donate', caller: actor, amountWei: amountOf(random, balanceOf(economy, actor)) })],
    [1, () => ({ kind: 'skim' })],
    [1, () => ({ kind: 'burn', caller: actor, amountWei: amountOf(random, balanceOf(economy, actor)) })],
    [
      3,
      () => ({
        kind: 'transfer',
        caller: actor,
        to: random.weighted<Hex>([
          [4, random.pick(ACTOR_ADDRESSES)],
          [2, wiring.pool],
          [1, wiring.stakeRegistry],
          [1, wiring.jobMarket],
          [1, wiring.port],
        ]),
        amountWei: amountOf(random, balanceOf(economy, actor)),
      }),
    ],
  ])();
}

function claimOperation(economy: Economy, random: RandomSource, actor: Hex): Operation {
  const { nextEpoch } = economy.pool;
  const open: bigint[] = [];
  for (let epoch = nextEpoch < 8n ? 0n : nextEpoch - 8n; epoch < nextEpoch; epoch += 1n) {
    const own = nodeRecord(economy, epoch, actor);
    if (!own.isClaimed && (own.baseScore > 0n || own.paidScore > 0n)) open.push(epoch);
  }
  const epochs = open.length === 0 || random.chance(0.1) ? [random.big(0n, nextEpoch)] : open;
  const caller = random.chance(0.95) ? actor : random.pick(ACTOR_ADDRESSES);
  return { kind: 'claim', caller, node: actor, epochs };
}
