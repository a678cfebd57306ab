/** Test fixture: home, an EVM spoke and a Solana-like spoke, and the shortest way of a call there. */
import type { BridgeCall, PacketSentEvent, SignedTx, TxStep } from '../core/index.ts';
import { type Eid, eid as eidOf } from '../protocol/index.ts';
import type { IncludedTransaction } from './simBlock.ts';
import type { SimChain } from './simChain.ts';
import type { SimWorld } from './simWorld.ts';
import { deliverCall, signBatch, TEST_SUBMITTER } from './testQuorum.ts';
import { HOME, SPOKE_A, type TestWorld, testWorld } from './testWorld.ts';
import type { SimWorldOptions } from './worldGenesis.ts';

/** Solana of the testnet table. */
export const SVM: Eid = eidOf(40168);

/** Three chains with defaults, changed as told. */
export function svmWorld(change: Partial<SimWorldOptions> & { seed?: number } = {}): TestWorld & {
  readonly chain: SimChain;
} {
  const { world, clock } = testWorld({ spokeEids: [SPOKE_A, SVM], svmEids: [SVM], homeEid: HOME, ...change });
  return { world, clock, chain: world.chain(SVM) };
}

/** Steps of a call as the fixture's submitter plans them now. */
export async function planOn(world: SimWorld, call: BridgeCall): Promise<readonly TxStep[]> {
  return world.expiringSigner({ eid: SVM, account: TEST_SUBMITTER }).plan(call);
}

/** A step signed for a block that the head names. */
export function signOn(world: SimWorld, step: TxStep): Promise<SignedTx> {
  const anchor = world.chain(SVM).anchor();
  if (anchor === null) throw new Error('the chain has no anchors');
  return world.expiringSigner({ eid: SVM, account: TEST_SUBMITTER }).sign({ step, anchor });
}

/** Plans a call and includes its steps, each in a block of its own. */
export async function runOn(world: SimWorld, call: BridgeCall): Promise<IncludedTransaction[]> {
  const chain = world.chain(SVM);
  const receipts: IncludedTransaction[] = [];
  for (const step of await planOn(world, call)) {
    const { raw, hash } = await signOn(world, step);
    const result = chain.broadcast(raw);
    chain.mine();
    const receipt = chain.receipt(hash);
    if (receipt === null) throw new Error(`${step.label} was not included: ${JSON.stringify(result)}`);
    receipts.push(receipt);
  }
  return receipts;
}

/** Delivers these packets on the Solana-like chain. */
export function deliverOn(
  world: SimWorld,
  packets: readonly PacketSentEvent[],
): Promise<IncludedTransaction[]> {
  return runOn(world, deliverCall(signBatch({ world, eid: SVM, packets })));
}
