/** Pays people out of what nodes earned, each payout once, by whichever node has enough beyond its stake. */
import { encodeFunctionData } from 'viem';

import { cxtAbi } from '../../../adapters/evm/abi/cxt.ts';
import type { HomeChain } from '../../../worker/src/chain/homeChain.ts';
import type { NodePolicy } from '../../../worker/src/engine/nodePolicy.ts';
import type { Logger } from '../../../worker/src/engine/ports.ts';
import type { WorkerNode } from '../../../worker/src/engine/workerNode.ts';
import type { Payout } from './workersConfig.ts';

export interface PaydayParameters {
  readonly nodes: readonly WorkerNode[];
  readonly chain: HomeChain;
  readonly policy: NodePolicy;
  readonly payouts: readonly Payout[];
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Resolves when everything is paid, or at the signal. */
export async function payday(parameters: PaydayParameters): Promise<void> {
  const { nodes, chain, policy, payouts, log, signal } = parameters;
  const open = payouts.map((payout, index) => ({ ...payout, id: `pay:${index}` }));
  let last = -1n;
  while (open.length > 0 && !signal.aborted) {
    last = (await chain.nextHead(last, signal)).number;
    const running: Promise<void>[] = [];
    for (const node of nodes) {
      let freeWei = spendable(node, policy);
      while (open[0] !== undefined && freeWei >= BigInt(open[0].amount)) {
        const payout = open.shift() as (typeof open)[number];
        freeWei -= BigInt(payout.amount);
        running.push(
          pay(node, chain, payout).catch((error: unknown) => {
            open.push(payout);
            log.warn({ error, to: payout.to }, 'a payout failed, trying again');
          }),
        );
      }
    }
    await Promise.all(running);
  }
}

/** What a node has beyond its stake target, in wei. */
function spendable(node: WorkerNode, policy: NodePolicy): bigint {
  if (node.view === null) return 0n;
  const { balanceWei, stakeWei } = node.view.node;
  const stillToStake = policy.stake.targetWei > stakeWei ? policy.stake.targetWei - stakeWei : 0n;
  return balanceWei - stillToStake;
}

async function pay(node: WorkerNode, chain: HomeChain, payout: Payout & { id: string }): Promise<void> {
  const data = encodeFunctionData({
    abi: cxtAbi,
    functionName: 'transfer',
    args: [payout.to, BigInt(payout.amount)],
  });
  await node.send({ id: payout.id, to: chain.contracts.token, data });
}
