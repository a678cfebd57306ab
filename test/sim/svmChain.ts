/** The Solana-like chain of a schedule: its place in the world, its receivers, and the owners who claim what waits for them. */
import { type Eid, eid } from '@cxt-bridge/adapters/protocol';
import { namedKey, type SeededRandomness, type SimWorld, type VirtualClock } from '@cxt-bridge/adapters/sim';
import type { SvmPlan } from './plan.ts';

export const SVM: Eid = eid(40168);

/** Slots that pass without a block before the gateway is there: the block before the first page is at none of them. */
const EMPTY_SLOTS = 4;
export const SVM_START_HEIGHT = BigInt(EMPTY_SLOTS + 1);

/** Programs that are called: one takes every call, one none. */
export const WILLING_RECEIVER = namedKey('receiver/willing');
export const REFUSING_RECEIVER = namedKey('receiver/refusing');

const CLAIM_AGAIN_MS = 4_000;
const LOOK_MS = 1_000;

/** Empty slots and scripted receivers, before anything else happens. */
export function prepareSvm(world: SimWorld): void {
  const chain = world.chain(SVM);
  for (let slot = 0; slot < EMPTY_SLOTS; slot += 1) chain.skipSlot();
  for (const [account, outcome] of [
    [WILLING_RECEIVER, 'ok'],
    [REFUSING_RECEIVER, 'revert'],
  ] as const) {
    chain.system({ kind: 'scriptCallee', account, atDelivery: outcome, atRetry: outcome });
  }
}

/** Whether a call that its receiver would take has not been made. */
export function hasOpenCall(world: SimWorld): boolean {
  const pending = world.chains.get(SVM)?.ledger.state.composePending.values() ?? [];
  return [...pending].includes(WILLING_RECEIVER);
}

/** Owners look after their credits until the end of the schedule: each claims some time after it was put there, and again if that was lost. */
export async function claimCredits(parameters: {
  world: SimWorld;
  clock: VirtualClock;
  random: SeededRandomness;
  plan: SvmPlan;
  write: (line: string) => void;
  stop: AbortSignal;
}): Promise<void> {
  const { world, clock, random, plan, write, stop } = parameters;
  const chain = world.chain(SVM);
  const from = world.account({ eid: SVM, user: world.users[0] as `0x${string}` });
  const dueMs = new Map<string, number>();
  while (!stop.aborted) {
    await clock.sleep(LOOK_MS, stop).catch(() => undefined);
    for (const [leaf] of chain.ledger.state.claimable.entries()) {
      const due = dueMs.get(leaf) ?? clock.nowMs() + random.below(plan.ownerDelayMs + 1);
      dueMs.set(leaf, due);
      if (clock.nowMs() < due) continue;
      const { result } = world.submit({ eid: SVM, from, call: { kind: 'claimCredit', leaf } });
      dueMs.set(leaf, clock.nowMs() + CLAIM_AGAIN_MS);
      write(`owner claims ${leaf}: ${result.outcome}`);
    }
  }
}
