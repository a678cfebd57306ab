/** Drives one chain of a world through the port: final activity since last asked, and submission of calls. */
import { expect } from 'vitest';
import type { BlockRef, BridgeEvent, ComposeEvent, ObservedTransaction, TokenFlow } from '../chainTypes.ts';
import type { BridgeCall, TxStatus } from '../transactions.ts';
import type { WorldChain } from './chainWorld.ts';

type EventOf<Type extends BridgeEvent['type']> = Type extends ComposeEvent['type']
  ? ComposeEvent
  : Extract<BridgeEvent, { type: Type }>;

export interface ChainDriver {
  readonly chain: WorldChain;
  /** Block before the first activity of the suite. */
  readonly base: BlockRef;
  /** Makes everything final and returns what is new since the last call. */
  drain(): Promise<readonly ObservedTransaction[]>;
  /** Everything final since `base`, read in one page. */
  replay(): Promise<{ readonly transactions: readonly ObservedTransaction[]; readonly at: BlockRef }>;
  /** Estimates, signs, broadcasts, includes; the call must succeed. */
  submit(call: BridgeCall): Promise<Extract<TxStatus, { state: 'included' }>>;
}

/** Driver that begins at the chain's latest block. */
export async function createChainDriver(chain: WorldChain): Promise<ChainDriver> {
  const { provider, submitter } = chain;
  await chain.finalize();
  const base = (await provider.heads()).finalized;
  let cursor = base;
  return {
    chain,
    base,
    async drain() {
      await chain.finalize();
      const { finalized } = await provider.heads();
      const page = await provider.observe({ from: cursor, to: finalized });
      cursor = finalized;
      return page.transactions;
    },
    async replay() {
      await chain.finalize();
      const { finalized: at } = await provider.heads();
      const { transactions } = await provider.observe({ from: base, to: at });
      return { transactions, at };
    },
    async submit(call) {
      const from = submitter.account;
      const estimate = await provider.estimate({ ...call, from });
      expect(estimate).toMatchObject({ ok: true });
      const gas = estimate.ok ? estimate.gas : 0n;
      const fees = await provider.feeQuote();
      const nonce = await provider.accountNonce(from);
      const signed = await submitter.sign({ call, nonce, gasLimit: (gas * 6n) / 5n, ...fees });
      expect(await provider.broadcast(signed.raw)).toEqual({ outcome: 'accepted' });
      await chain.mine(1);
      const status = await provider.txStatus(signed.hash);
      expect(status).toMatchObject({ state: 'included', success: true });
      if (status.state !== 'included') throw new Error('unreachable');
      return status;
    },
  };
}

/** Events of one type, in order. */
export function eventsOf<Type extends BridgeEvent['type']>(
  transactions: readonly ObservedTransaction[],
  type: Type,
): readonly EventOf<Type>[] {
  return transactions.flatMap(
    ({ events }) => events.filter((event) => event.type === type) as EventOf<Type>[],
  );
}

/** The only event of one type. */
export function onlyEvent<Type extends BridgeEvent['type']>(
  transactions: readonly ObservedTransaction[],
  type: Type,
): EventOf<Type> {
  const events = eventsOf(transactions, type);
  expect(events).toHaveLength(1);
  return events[0] as EventOf<Type>;
}

/** All token flows, in order. */
export function flowsOf(transactions: readonly ObservedTransaction[]): readonly TokenFlow[] {
  return transactions.flatMap(({ flows }) => flows);
}
