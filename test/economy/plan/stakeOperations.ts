/** What nodes do with their own stake. */
import { balanceOf, nodeAccount, type Operation } from '@cxt-bridge/adapters/economy';

import { ACTOR_ADDRESSES } from '../deployment.ts';
import type { Scene } from '../planOperation.ts';
import { amountOf } from './amounts.ts';

export function stakeOperation({ economy, random }: Scene): Operation {
  const caller = random.pick(ACTOR_ADDRESSES);
  const other = random.pick(ACTOR_ADDRESSES);
  const account = nodeAccount(economy, caller);
  const freeWei = account.stakeWei - account.bondedWei;
  return random.weighted<() => Operation>([
    [6, () => ({ kind: 'stake', caller, amountWei: amountOf(random, balanceOf(economy, caller)) })],
    [4, () => ({ kind: 'requestUnstake', caller, amountWei: amountOf(random, freeWei / 3n) })],
    [
      4,
      () => ({
        kind: 'withdrawUnbonding',
        node: caller,
        id: random.big(0n, account.nextId === 0n ? 0n : account.nextId - 1n),
      }),
    ],
    [5, () => ({ kind: 'joinValidators', caller, replaced: other })],
    [
      2,
      () => ({
        kind: 'joinValidators',
        caller,
        replaced: economy.registry.validators.reduce(
          (low, node) =>
            nodeAccount(economy, node).stakeWei < nodeAccount(economy, low).stakeWei ? node : low,
          economy.registry.validators[0] ?? other,
        ),
      }),
    ],
    [1, () => ({ kind: 'leaveValidators', caller, node: random.chance(0.7) ? caller : other })],
    [3, () => ({ kind: 'takeSnapshot' })],
  ])();
}
