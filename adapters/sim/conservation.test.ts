import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hex } from '../core/index.ts';
import { type Eid, WEI_PER_CXT } from '../protocol/index.ts';
import { ConservationBroken } from './conservation.ts';
import type { SimWorld } from './simWorld.ts';
import { itemFor, packetsOf, submitCall } from './testQuorum.ts';
import { deliverAll, fundSpokes, HOME, SPOKE_A, SPOKE_B, sendNow, testWorld } from './testWorld.ts';
import type { VirtualClock } from './virtualClock.ts';

const CXT = WEI_PER_CXT;
const EIDS = [HOME, SPOKE_A, SPOKE_B] as const;
const LIMITS = {
  capacityWei: 300n * CXT,
  refillWeiPerSecond: 20n * CXT,
  thresholdWei: 150n * CXT,
  delaySeconds: 30n,
};

const chainIndex = fc.integer({ min: 0, max: 2 });
const userIndex = fc.integer({ min: 0, max: 3 });
const amountWei = fc.oneof(fc.bigInt(1n, 400n * CXT), fc.constantFrom(1n, 10n ** 9n, CXT));
const operation = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('send'),
      src: chainIndex,
      dst: chainIndex,
      user: userIndex,
      amountWei,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('burn'), src: chainIndex, user: userIndex, amountWei }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('donate'), src: chainIndex, user: userIndex, amountWei }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('mine'), src: chainIndex }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('reorg'),
      src: chainIndex,
      depth: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('deliver') }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait'), seconds: fc.integer({ min: 1, max: 40 }) }),
  },
);
type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never;

function finalize(world: SimWorld): void {
  for (let block = 0; block < 4; block++) world.mineAll();
}

function claimAll(world: SimWorld): void {
  const packets = EIDS.flatMap((eid) => packetsOf({ world, eid }));
  for (const eid of EIDS) {
    for (const sent of packets.filter(({ dstEid }) => dstEid === eid || eid === HOME)) {
      if (sent.srcEid === eid) continue;
      submitCall({
        world,
        eid,
        call: { kind: 'claimQueued', item: itemFor({ sent, eid }) },
        gasLimit: 500_000n,
      });
    }
  }
  finalize(world);
}

async function run(at: { world: SimWorld; clock: VirtualClock; step: Operation }): Promise<void> {
  const { world, clock, step } = at;
  const eid = 'src' in step ? (EIDS[step.src] as Eid) : HOME;
  const from = world.users['user' in step ? step.user : 0] as Hex;
  switch (step.kind) {
    case 'send': {
      const dstEid = EIDS['dst' in step ? step.dst : 0] as Eid;
      if ('amountWei' in step) world.send({ from, srcEid: eid, dstEid, to: from, amountWei: step.amountWei });
      break;
    }
    case 'burn':
      if ('amountWei' in step) world.burn({ eid, from, amountWei: step.amountWei });
      break;
    case 'donate':
      if ('amountWei' in step) world.donate({ eid, from, amountWei: step.amountWei });
      break;
    case 'mine':
      world.chain(eid).mine();
      break;
    case 'reorg': {
      const chain = world.chain(eid);
      const open = Number(chain.head.ref.height - chain.finalizedHeight);
      const depth = Math.min('depth' in step ? step.depth : 1, open);
      if (depth > 0) chain.reorg({ depth, dropRate: 0.2, delayRate: 0.2 });
      break;
    }
    case 'deliver':
      // WHY: an honest quorum signs what is final, so nothing delivered can be taken back at its source.
      finalize(world);
      deliverAll(world);
      break;
    default:
      await clock.advance(1_000 * ('seconds' in step ? step.seconds : 1));
  }
}

describe('conservation', () => {
  it('holds after every step of any schedule, and every message arrives once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.array(operation, { minLength: 5, maxLength: 30 }),
        async (seed, steps) => {
          const { world, clock } = testWorld({ seed, inboundLimits: () => LIMITS, userCount: 4 });
          for (const step of steps) {
            await run({ world, clock, step });
            world.assertConservation();
          }
          finalize(world);
          for (let round = 0; round < 40 && world.messages().some((message) => !message.settled); round++) {
            deliverAll(world);
            await clock.advance(600_000);
            claimAll(world);
            world.assertConservation();
          }
          expect(world.messages().filter((message) => !message.settled)).toEqual([]);
          for (const { sent } of world.messages()) expect(world.deliveryCount(sent)).toBe(1);
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each([
    [
      'supply that nobody locked for',
      (world: SimWorld) => world.chain(SPOKE_A).ledger.state.addFigure('totalSupplyWei', 1n),
    ],
    [
      'a balance out of nothing',
      (world: SimWorld) => world.chain(SPOKE_A).ledger.state.tokenWei.set('thief', 1n),
    ],
    ['a vault that is short', (world: SimWorld) => drain(world)],
    [
      'a ledger that forgot',
      (world: SimWorld) => world.chain(HOME).ledger.state.outstandingWei.set(SPOKE_A, 0n),
    ],
  ])('notices %s', (_what, plant) => {
    const { world } = testWorld();
    fundSpokes(world);
    sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: CXT });
    world.assertConservation();
    plant(world);
    expect(() => world.assertConservation()).toThrow(ConservationBroken);
  });

  it('counts a credit without a send as an excess', () => {
    const { world } = testWorld();
    fundSpokes(world);
    const chain = world.chain(HOME);
    sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: 9n * CXT });
    deliverAll(world);
    chain.reorg({ depth: 1, dropRate: 1 });
    expect(() => world.assertConservation()).toThrow(ConservationBroken);
  });
});

function drain(world: SimWorld): void {
  const { state, genesis } = world.chain(HOME).ledger;
  const vaultWei = state.tokenWei.get(genesis.config.gateway) ?? 0n;
  state.tokenWei.set(genesis.config.gateway, vaultWei - 1n);
  state.tokenWei.set('thief', 1n);
}
