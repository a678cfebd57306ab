/** Calls that only a contract may make, by that contract and by others: the guards, and the books behind them at their edges. */
import { currentEpoch, nodeAccount, type Operation } from '@cxt-bridge/adapters/economy';

import { ACTOR_ADDRESSES, PARAMS } from '../deployment.ts';
import type { Scene } from '../planOperation.ts';
import { amountOf } from './amounts.ts';

const { jobMarket, workCourt, baseWork } = PARAMS.wiring;
const HUGE = 2n ** 64n - 1n;

export function intruderOperation({ economy, random }: Scene): Operation {
  const node = random.pick(ACTOR_ADDRESSES);
  const other = random.pick(ACTOR_ADDRESSES);
  const from = (right: typeof node): typeof node => (random.chance(0.9) ? right : other);
  const bonder = from(random.pick([jobMarket, workCourt]));
  const account = nodeAccount(economy, node);
  const workUnits = random.chance(0.03) ? HUGE : random.big(0n, 90n);
  return random.weighted<() => Operation>([
    [3, () => ({ kind: 'recordBase', caller: from(baseWork), node, workUnits })],
    [
      6,
      () => ({
        kind: 'recordPaid',
        caller: from(jobMarket),
        node,
        workUnits,
        qualityBps: random.pick([0n, 5_000n, 9_000n, 10_000n, 12_000n]),
        weightBps: random.pick([0n, 8_000n, 9_000n, 10_000n, 14_000n]),
        sunkWei: random.big(0n, 5_000n) * 10n ** 18n,
      }),
    ],
    [2, () => ({ kind: 'recordDuties', caller: from(workCourt), duties: random.big(0n, 7n) })],
    [
      2,
      () => ({
        kind: 'payDuty',
        caller: from(workCourt),
        epoch: random.big(0n, currentEpoch(economy)),
        node,
        duties: random.big(0n, 5n),
      }),
    ],
    [2, () => ({ kind: 'bond', caller: bonder, node, amountWei: amountOf(random, account.stakeWei) })],
    [
      2,
      () => ({
        kind: 'bondEach',
        caller: bonder,
        nodes: [node, other, node],
        amountWei: amountOf(random, account.stakeWei / 2n),
      }),
    ],
    [2, () => ({ kind: 'unbond', caller: bonder, node, amountWei: amountOf(random, account.bondedWei) })],
    [
      2,
      () => ({
        kind: 'slash',
        caller: from(workCourt),
        node,
        amountWei: amountOf(random, (account.stakeWei + account.unbondingWei) / 4n),
        fromBond: random.chance(0.5),
        beneficiary: random.pick([other, jobMarket]),
      }),
    ],
    [2, () => ({ kind: 'reward', caller: from(jobMarket), node, workUnits })],
    [1, () => ({ kind: 'punish', caller: from(workCourt), node, eighth: random.chance(0.7) })],
  ])();
}
