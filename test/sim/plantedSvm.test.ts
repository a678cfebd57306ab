/** What the simulator must notice about the Solana-like chain, and what must be harmless there. */
import type { ExpiringTxSigner, TxStep } from '@cxt-bridge/adapters/core';
import type { SimWorld } from '@cxt-bridge/adapters/sim';
import { describe, expect, it } from 'vitest';
import { CALM, CALM_SVM, type Plan } from './plan.ts';
import { runSeed } from './runSeed.ts';
import { SVM } from './svmChain.ts';

const PLAN: Plan = { ...CALM, messages: 16, composeRate: 0.7, svm: CALM_SVM };

/** A signer that never makes some of the steps. */
function without(isLeftOut: (step: TxStep) => boolean): (signer: ExpiringTxSigner) => ExpiringTxSigner {
  return (signer) => ({
    account: signer.account,
    plan: async (call) => (await signer.plan(call)).filter((step) => !isLeftOut(step)),
    sign: (step) => signer.sign(step),
  });
}

/** A signer that plans a call once and does not look again at what is done. */
function stubborn(signer: ExpiringTxSigner): ExpiringTxSigner {
  const plans = new Map<string, Promise<readonly TxStep[]>>();
  return {
    account: signer.account,
    plan: (call) => {
      const key = JSON.stringify(call);
      const plan = plans.get(key) ?? signer.plan(call);
      plans.set(key, plan);
      return plan;
    },
    sign: (step) => signer.sign(step),
  };
}

/** Deliveries that were included and had nothing to do any more. */
function emptyDeliveries(world: SimWorld): number {
  const chain = world.chain(SVM);
  let empty = 0;
  for (let height = 0n; height <= chain.head.ref.height; height += 1n) {
    for (const { events } of chain.blockAt(height)?.transactions ?? []) {
      empty += events.filter((event) => event.type === 'batchAccepted' && event.done === 0).length;
    }
  }
  return empty;
}

// Nodes that are behind do not tell of an inclusion; told of an expiry at once, the sender signs anew at every look of the storm.
describe('a sender that signs anew before the old bytes have expired', () => {
  const early = async (flaw: (world: SimWorld) => void) => {
    let empty = (): number => 0;
    const result = await runSeed({
      seed: 9,
      plan: { ...PLAN, svm: { ...CALM_SVM, lagSlots: 3 } },
      deadlineMs: 120_000,
      alterSigner: stubborn,
      plant: ({ world, providers }) => {
        for (const provider of providers) provider.setFaults({ anchorsExpireAtOnce: true });
        flaw(world);
        empty = () => emptyDeliveries(world);
      },
    });
    return { result, empty: empty() };
  };

  it('is included more than once, and credits once', async () => {
    const { result, empty } = await early(() => undefined);
    expect(empty).toBeGreaterThan(0);
    expect(result.faults).toEqual([]);
  });

  it('is found out where the chain forgets which nonces are used', async () => {
    const { result } = await early((world) => {
      world.chain(SVM).ledger.state.used.has = () => false;
    });
    expect(result.double).toBeGreaterThan(0);
  });
});

describe('planted bugs are found', () => {
  it('no relayer goes on with a call of several steps: stuck', async () => {
    const alterSigner = without(({ label }) => label.startsWith('deliver '));
    const result = await runSeed({ seed: 10, plan: PLAN, deadlineMs: 60_000, alterSigner });
    expect(result.stuck).toBeGreaterThan(0);
    expect(result.double + result.lost).toBe(0);
  });

  it('no relayer makes the calls: a willing receiver was not called', async () => {
    const alterSigner = without(({ label }) => label === 'compose');
    const result = await runSeed({ seed: 10, plan: PLAN, deadlineMs: 60_000, alterSigner });
    expect(result.faults).toEqual(['a call that its receiver would take was not made']);
  });

  it('nodes that find no block below a skipped slot: nothing moves', async () => {
    const result = await runSeed({
      seed: 11,
      plan: PLAN,
      deadlineMs: 60_000,
      plant: ({ providers }) => {
        for (const provider of providers) provider.blockAtOrBefore = (height) => provider.blockAt(height);
      },
    });
    expect(result.stuck).toBe(result.messages);
  });
});

describe('what must stop the relayers stops them', () => {
  it.each([0, 1])(
    'final slots that are rewritten, with blocks or (rate %s) without any',
    async (skippedSlotRate) => {
      const halts: string[] = [];
      await runSeed({
        seed: 12,
        plan: PLAN,
        deadlineMs: 30_000,
        trace: (line) => line.includes('signing halted') && halts.push(line),
        plant: ({ world, clock }) => {
          const chain = world.chain(SVM);
          void clock.sleep(15_000).then(() => {
            chain.setSlotFaults({ skippedSlotRate });
            chain.reorg({ depth: 9, violateFinality: true, dropRate: 1 });
            chain.setSlotFaults({ skippedSlotRate: 0 });
          });
        },
      });
      expect(halts.length).toBeGreaterThanOrEqual(3);
      expect(halts.every((line) => /CXT_FINALITY_(REWRITTEN|BACKWARDS)/.test(line))).toBe(true);
    },
  );
});
