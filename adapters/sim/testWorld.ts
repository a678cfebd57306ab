/** Test fixture: a home and two spokes under the fixture's quorum, and the shortest way of a message. */
import type { PacketSentEvent } from '../core/index.ts';
import { type Eid, eid as eidOf, WEI_PER_CXT } from '../protocol/index.ts';
import type { IncludedTransaction } from './simBlock.ts';
import { createSimWorld, type SendRequest, type SimWorld } from './simWorld.ts';
import { seededRandomness } from './seededRandomness.ts';
import { deliverCall, execute, packetsOf, signBatch, TEST_SIGNER_SET, TEST_SUBMITTER } from './testQuorum.ts';
import { VirtualClock } from './virtualClock.ts';
import type { SimWorldOptions } from './worldGenesis.ts';

/** Ethereum, BSC and Arbitrum of the testnet table. */
export const HOME: Eid = eidOf(40161);
export const SPOKE_A: Eid = eidOf(40102);
export const SPOKE_B: Eid = eidOf(40231);

/** A world whose clock the test holds. */
export interface TestWorld {
  readonly world: SimWorld;
  readonly clock: VirtualClock;
}

/** Three chains with defaults, changed as told. */
export function testWorld(change: Partial<SimWorldOptions> & { seed?: number } = {}): TestWorld {
  const { seed = 1, ...options } = change;
  const clock = new VirtualClock();
  const world = createSimWorld({
    clock,
    randomness: seededRandomness(seed),
    homeEid: HOME,
    spokeEids: [SPOKE_A, SPOKE_B],
    signerSet: TEST_SIGNER_SET,
    nativeAccounts: [{ account: TEST_SUBMITTER, nativeWei: 10n ** 24n }],
    ...options,
  });
  return { world, clock };
}

type Transfer = Pick<SendRequest, 'srcEid' | 'dstEid' | 'amountWei'> & Partial<SendRequest>;

/** User 0 sends to himself; the source mines; the packet. Throws if it was not sent. */
export function sendNow(world: SimWorld, transfer: Transfer): PacketSentEvent {
  const user = world.users[0] as `0x${string}`;
  const { hash } = world.send({ from: user, to: user, ...transfer });
  const chain = world.chain(transfer.srcEid);
  chain.mine();
  const receipt = chain.receipt(hash);
  const sent = receipt?.events.find((event) => event.type === 'packetSent');
  if (sent === undefined) throw new Error(`not sent: ${receipt?.reason ?? 'not included'}`);
  return sent;
}

/** Delivers these packets on a chain in one bundle. */
export function deliverNow(
  world: SimWorld,
  at: { eid: Eid; packets: readonly PacketSentEvent[] },
): IncludedTransaction {
  return execute({ world, eid: at.eid, call: deliverCall(signBatch({ world, ...at })) });
}

/** Gives user 0 this much on every spoke, the honest way. */
export function fundSpokes(world: SimWorld, amountWei: bigint = 1_000n * WEI_PER_CXT): void {
  for (const dstEid of [SPOKE_A, SPOKE_B]) {
    const sent = sendNow(world, { srcEid: HOME, dstEid, amountWei });
    deliverNow(world, { eid: dstEid, packets: [sent] });
  }
}

/** Delivers everything that stands on any chain and has not been delivered (or recorded at home). */
export function deliverAll(world: SimWorld): void {
  const packets = world.eids.flatMap((eid) => packetsOf({ world, eid }));
  for (const eid of world.eids) {
    const { used } = world.chain(eid).ledger.state;
    const due = packets.filter((sent) => {
      if (used.has(`${sent.srcEid}:${sent.dstEid}:${sent.nonce}`)) return false;
      if (sent.dstEid === eid) return true;
      return eid === world.homeEid && sent.srcEid !== eid && amountOf(sent) > 0n;
    });
    for (let at = 0; at < due.length; at += 64) deliverNow(world, { eid, packets: due.slice(at, at + 64) });
  }
}

/** What happened, in order. */
export function eventTypes(receipt: Pick<IncludedTransaction, 'events'>): string[] {
  return receipt.events.map(({ type }) => type);
}

function amountOf({ packet }: PacketSentEvent): bigint {
  return new DataView(packet.buffer, packet.byteOffset, packet.byteLength).getBigUint64(113 + 32);
}
