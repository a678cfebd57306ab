/** Drives one chain of a world through the port: final activity since last asked, and submission of calls. */
import { expect } from 'vitest';
import type { BlockRef, BridgeEvent, ComposeEvent, ObservedTransaction, TokenFlow } from '../chainTypes.ts';
import type { BridgeCall, ExpiringTxSigner, SignedTx, TxSigner } from '../transactions.ts';
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
  /** Estimates, signs, broadcasts, includes all transactions of the call; it must succeed. */
  submit(call: BridgeCall): Promise<void>;
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
      const estimate = await provider.estimate({ ...call, from: submitter.account });
      expect(estimate).toMatchObject({ ok: true });
      if ('plan' in submitter) {
        for (const step of await submitter.plan(call))
          await include(chain, await signStep({ chain, submitter, step }));
        return;
      }
      const gas = estimate.ok ? estimate.gas : 0n;
      await include(chain, await signOrdered({ chain, submitter, call, gasLimit: (gas * 6n) / 5n }));
    },
  };
}

/** Blocks in which a transaction must have come in. */
const PATIENCE_BLOCKS = 50;

async function include(chain: WorldChain, { raw, hash }: SignedTx): Promise<void> {
  const { provider, mine } = chain;
  expect(await provider.broadcast(raw)).toEqual({ outcome: 'accepted' });
  let status = await provider.txStatus(hash);
  for (let block = 0; block < PATIENCE_BLOCKS && status.state !== 'included'; block++) {
    await mine(1);
    status = await provider.txStatus(hash);
  }
  expect(status).toMatchObject({ state: 'included', success: true });
}

async function signOrdered(at: {
  chain: WorldChain;
  submitter: TxSigner;
  call: BridgeCall;
  gasLimit: bigint;
}): Promise<SignedTx> {
  const { chain, submitter, call, gasLimit } = at;
  const fees = await chain.provider.feeQuote();
  const nonce = await chain.provider.accountNonce(submitter.account);
  return submitter.sign({ call, nonce, gasLimit, ...fees });
}

/** A step signed for the block that the chain's newest one names. */
export async function signStep(at: {
  chain: WorldChain;
  submitter: ExpiringTxSigner;
  step: Parameters<ExpiringTxSigner['sign']>[0]['step'];
}): Promise<SignedTx> {
  const anchor = await at.chain.provider.anchor?.();
  if (anchor === undefined) throw new Error('the chain has no anchors');
  return at.submitter.sign({ step: at.step, anchor });
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
