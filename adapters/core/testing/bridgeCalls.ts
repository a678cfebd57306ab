/** Builds deliveries of observed packets, signed by the world's quorum. */
import {
  addressToBytes32,
  bytesToHex,
  decodeItem,
  encodeItems,
  type Eid,
  type Hex,
  itemFromPacket,
  type Leaf,
  leafFromItem,
  merkleProof,
  merkleRoot,
  transitItemFromPacket,
  vmOfEid,
} from '../../protocol/index.ts';
import type { PacketSentEvent } from '../chainTypes.ts';
import type { BridgeCall } from '../transactions.ts';
import type { ChainWorld, WorldChain } from './chainWorld.ts';

/** What of a PacketSent an item needs. */
export type Sent = Pick<PacketSentEvent, 'packet' | 'execution' | 'dstEid'>;

/** The item with which `chain` executes a packet: the message, or at home the transit between two spokes. */
export function itemFor(chain: WorldChain, sent: Sent): Uint8Array {
  return sent.dstEid === chain.deployment.eid ? itemFromPacket(sent) : transitItemFromPacket(sent);
}

/** `deliver` of all of `packets` on `chain`. */
export async function deliverCall(args: {
  world: ChainWorld;
  chain: WorldChain;
  packets: readonly Sent[];
}): Promise<BridgeCall> {
  const { world, chain, packets } = args;
  const items = packets.map((sent) => itemFor(chain, sent));
  const signed = await attested({
    world,
    chain,
    leaves: items.map((item) => leafOf({ world, chain, item })),
  });
  return { kind: 'deliver', ...signed, items: bytesToHex(encodeItems(items)) };
}

/** `deliverOne` of the packet at `index` of a batch of `packets`. */
export async function deliverOneCall(args: {
  world: ChainWorld;
  chain: WorldChain;
  packets: readonly Sent[];
  index: number;
}): Promise<BridgeCall> {
  const { world, chain, packets, index } = args;
  const items = packets.map((sent) => itemFor(chain, sent));
  const leaves = items.map((item) => leafOf({ world, chain, item }));
  const signed = await attested({ world, chain, leaves });
  const item = items[index];
  if (item === undefined) throw new RangeError('no packet at that index');
  return { kind: 'deliverOne', ...signed, item: bytesToHex(item), index, proof: merkleProof(leaves, index) };
}

async function attested(args: { world: ChainWorld; chain: WorldChain; leaves: readonly Leaf[] }) {
  const { world, chain, leaves } = args;
  const { latest } = await chain.provider.heads();
  return world.attest({
    dstEid: chain.deployment.eid,
    root: merkleRoot(leaves),
    count: leaves.length,
    notAfter: latest.timestamp + 3600n,
  });
}

function leafOf(args: { world: ChainWorld; chain: WorldChain; item: Uint8Array }): Leaf {
  const { world, chain, item } = args;
  return leafFromItem({
    item: decodeItem(item),
    peers: (eid) => peerOf(world, eid as Eid),
    executingEid: chain.deployment.eid,
    homeEid: chain.deployment.homeEid,
  });
}

function peerOf(world: ChainWorld, eid: Eid): Hex | undefined {
  const chain = [world.home, world.spokeA, world.spokeB].find(({ deployment }) => deployment.eid === eid);
  return chain === undefined
    ? undefined
    : addressToBytes32({ vm: vmOfEid(eid), address: chain.deployment.gateway });
}
