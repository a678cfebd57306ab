/** The simulator must be able to fail: each planted bug is found, and what must stop the relayers does stop them. */
import { eid } from '@cxt-bridge/adapters/protocol';
import { describe, expect, it } from 'vitest';
import { CALM } from './plan.ts';
import { runSeed } from './runSeed.ts';

const HOME = eid(40161);

describe('one seed', () => {
  it.each([26, 17])('is one run, to the last line: %s', async (seed) => {
    const first = await runSeed({ seed });
    const again = await runSeed({ seed });
    expect(again.fingerprint).toBe(first.fingerprint);
    expect(first.crashes).toBeGreaterThan(0);
    expect((await runSeed({ seed: 27 })).fingerprint).not.toBe(first.fingerprint);
  });
});

describe('planted bugs are found', () => {
  it('a quorum of lying providers at every operator: credits of what was never sent', async () => {
    const result = await runSeed({
      seed: 3,
      plan: { ...CALM, messages: 8 },
      deadlineMs: 60_000,
      lie: { kind: 'forgedAmount', fromHeight: 1n, caughtBy: 'quorum' },
    });
    expect(result.faults.length).toBeGreaterThan(0);
  });

  it('three of four operators down for good: everything is stuck, nothing is credited', async () => {
    const result = await runSeed({
      seed: 4,
      plan: CALM,
      deadlineMs: 60_000,
      plant: ({ operators, clock }) => {
        void clock.sleep(1).then(() => {
          for (const operator of operators.slice(0, 3)) operator.kill();
        });
      },
    });
    expect(result.stuck).toBe(result.messages);
    expect(result.faults.some((fault) => fault.includes('credited 1'))).toBe(false);
  });

  it('messages forgotten in a crash of every operator: stuck', async () => {
    const result = await runSeed({
      seed: 5,
      plan: { ...CALM, peerDropRate: 1 },
      deadlineMs: 60_000,
      plant: ({ operators, clock }) => {
        void clock.sleep(CALM.stormMs - 1).then(async () => {
          for (const operator of operators) {
            operator.kill();
            const open = operator.storeDisk.tables.get('messageOpen');
            for (const key of open?.keys.range({ from: '', to: '\uffff', reverse: false }) ?? []) {
              open?.values.delete(key);
              open?.keys.delete(key);
            }
            await operator.start();
          }
        });
      },
    });
    expect(result.stuck).toBeGreaterThan(0);
  });
});

describe('what must stop the relayers stops them', () => {
  it('a final block that is rewritten', async () => {
    const halts: string[] = [];
    await runSeed({
      seed: 6,
      plan: CALM,
      deadlineMs: 30_000,
      trace: (line) => line.includes('signing halted') && halts.push(line),
      plant: ({ world, clock }) => {
        void clock
          .sleep(15_000)
          .then(() => world.chain(HOME).reorg({ depth: 6, violateFinality: true, dropRate: 1 }));
      },
    });
    expect(halts.length).toBeGreaterThanOrEqual(3);
    expect(halts.every((line) => line.includes('CXT_FINALITY_REWRITTEN'))).toBe(true);
  });

  it('more supply than the ledger allows, on proofs that pass', async () => {
    const halts: string[] = [];
    const result = await runSeed({
      seed: 7,
      plan: CALM,
      deadlineMs: 30_000,
      lie: { kind: 'forgedSupply', fromHeight: 4n, caughtBy: 'relayer' },
      trace: (line) => line.includes('signing halted') && halts.push(line),
    });
    expect(halts.length).toBeGreaterThanOrEqual(4);
    expect(halts[0]).toContain('CXT_SUPPLY_HALTED');
    expect(result.double).toBe(0);
  });

  it("an event that a relayer's only provider forges does not lead to the lane hash on chain", async () => {
    const refusals: string[] = [];
    const result = await runSeed({
      seed: 8,
      plan: { ...CALM, messages: 8 },
      deadlineMs: 30_000,
      lie: { kind: 'forgedAmount', fromHeight: 1n, caughtBy: 'relayer' },
      trace: (line) => line.includes('CXT_LANE_HASH_DIFFERS') && refusals.push(line),
    });
    expect(refusals.length).toBeGreaterThan(0);
    expect(result.double + result.lost).toBe(0);
  });
});
