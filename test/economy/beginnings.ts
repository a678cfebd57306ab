/** Where sequences begin: at the genesis, and in an economy with money, stakes, validators and committees that are live. */
import type { Operation } from '@cxt-bridge/adapters/economy';
import { balanceOf, commitmentOf, currentEpoch, epochEndsAt } from '@cxt-bridge/adapters/economy';
import type { Hex } from '@cxt-bridge/adapters/protocol';

import { ACTOR_ADDRESSES, PARAMS } from './deployment.ts';
import { commitOperation, openOperation } from './plan/workOperations.ts';
import { RandomSource } from './randomSource.ts';
import type { Twin } from './twin.ts';

const MINERS = ACTOR_ADDRESSES.slice(0, 4);
const VALIDATORS = ACTOR_ADDRESSES.slice(0, 6);

/** All CXT there is comes out of real base work; then it is spread, staked, and a snapshot taken. */
export async function found(twin: Twin): Promise<void> {
  const random = new RandomSource(1);
  const act = async (operation: Operation): Promise<void> => twin.step(operation, twin.economy.now + 1n);
  for (let round = 0; round < 2; round += 1) await mineEpoch(twin, act);
  for (const node of MINERS) {
    const epochs = [0n, 1n, 2n, 3n].filter(
      (epoch) => (twin.economy.pool.nodes.get(`${epoch}:${node}`)?.baseScore ?? 0n) > 0n,
    );
    await act({ kind: 'claim', caller: node, node, epochs });
  }
  for (const [index, to] of ACTOR_ADDRESSES.slice(4).entries()) {
    const caller = MINERS[index % MINERS.length] as Hex;
    const amountWei = balanceOf(twin.economy, caller) / 4n;
    await act({ kind: 'transfer', caller, to: index === 5 ? PARAMS.wiring.port : to, amountWei });
  }
  for (const caller of ACTOR_ADDRESSES.slice(0, 8)) {
    const amountWei = (balanceOf(twin.economy, caller) * random.big(40n, 80n)) / 100n;
    await act({ kind: 'stake', caller, amountWei });
  }
  for (const caller of VALIDATORS) await act({ kind: 'joinValidators', caller, replaced: caller });
  await act({ kind: 'takeSnapshot' });
}

async function mineEpoch(twin: Twin, act: (operation: Operation) => Promise<void>): Promise<void> {
  const random = new RandomSource(2);
  await act({ kind: 'seedEpoch', seed: `0x${'00'.repeat(32)}` });
  const epoch = currentEpoch(twin.economy);
  for (const [index, node] of MINERS.entries()) await act(commitOperation(twin.economy, node, index + 1));
  await twin.idle(3);
  for (const node of MINERS) {
    const commitment = commitmentOf(twin.economy, node, epoch);
    if (commitment === null) throw new Error(`${node} has not committed`);
    const hashOf = async (block: bigint): Promise<Hex> => twin.hashOf(block);
    const scene = { economy: twin.economy, random, hashOf };
    let operation = await openOperation(scene, node, commitment);
    while (operation.kind === 'openWork' && operation.openings.length !== 4) {
      operation = await openOperation(scene, node, commitment);
    }
    await act(operation);
    while (commitmentOf(twin.economy, node, epoch)?.isOpened !== true) {
      await act(await openOperation({ ...scene, economy: twin.economy }, node, commitment));
    }
  }
  const end = epochEndsAt(twin.economy, epoch);
  await twin.step({ kind: 'closeEpoch', first: twin.economy.pool.nextEpoch, count: 1n }, end + 1n);
}
