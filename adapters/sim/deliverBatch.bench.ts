/** Prints what three simulated chains do per second of processor time: `node adapters/sim/deliverBatch.bench.ts`. */
import type { Hex, PacketSentEvent } from '../core/index.ts';
import { type Eid, WEI_PER_CXT } from '../protocol/index.ts';
import { deliverCall, execute, packetsOf, signBatch } from './testQuorum.ts';
import { HOME, SPOKE_A, SPOKE_B, testWorld } from './testWorld.ts';

const ROUNDS = 20;
const SENDS_A_USER = 8;
const BATCH = 64;

const { world } = testWorld({ blockGasLimit: 10n ** 9n, userTokenWei: 10n ** 23n });
const spent = { sendMs: 0, signMs: 0, deliverMs: 0 };
const done = { sent: 0, delivered: 0 };

function timed<Result>(what: keyof typeof spent, action: () => Result): Result {
  // WHY: processor time and not wall time, so that a busy machine does not make the chains look slow.
  const started = process.cpuUsage();
  const result = action();
  const { user, system } = process.cpuUsage(started);
  spent[what] += (user + system) / 1_000;
  return result;
}

function sendRound(): PacketSentEvent[] {
  const before = world.eids.map((eid) => world.chain(eid).head.ref.height);
  for (const from of world.users) {
    for (let count = 0; count < SENDS_A_USER; count++) {
      for (const dstEid of [SPOKE_A, SPOKE_B]) sendOne({ from, srcEid: HOME, dstEid });
    }
  }
  world.mineAll();
  return world.eids.flatMap((eid, index) => packetsOf({ world, eid, afterHeight: before[index] ?? 0n }));
}

function sendOne(at: { from: Hex; srcEid: Eid; dstEid: Eid }): void {
  world.send({ ...at, to: at.from, amountWei: WEI_PER_CXT });
}

for (let round = 0; round < ROUNDS; round++) {
  const packets = timed('sendMs', sendRound);
  done.sent += packets.length;
  for (const eid of [SPOKE_A, SPOKE_B]) {
    const due = packets.filter(({ dstEid }) => dstEid === eid);
    for (let start = 0; start < due.length; start += BATCH) {
      const batch = due.slice(start, start + BATCH);
      const call = timed('signMs', () => deliverCall(signBatch({ world, eid, packets: batch })));
      timed('deliverMs', () => execute({ world, eid, call }));
      done.delivered += batch.length;
    }
  }
}
world.assertConservation();

const perSecond = (count: number, ms: number): number => Math.round((count / ms) * 1_000);
console.log({
  sent: done.sent,
  sendsPerSecond: perSecond(done.sent, spent.sendMs),
  delivered: done.delivered,
  deliveriesPerSecond: perSecond(done.delivered, spent.deliverMs),
});
