/** Packets, leaves, items, lane hashes and trees of a vector file. */
import {
  bytesToHex,
  decodeMessage,
  decodePacket,
  eid,
  encodePacket,
  type Hex,
  INITIAL_LANE_HASH,
  itemFromPacket,
  leafHash,
  type Leaf,
  merkleProof,
  merkleRoot,
  nextLaneHash,
  nonce,
  transitItemFromPacket,
} from '@cxt-bridge/adapters/protocol';
import type { Attempt } from './attempt.ts';
import type { VectorFile } from './schema.ts';
import { big, type PacketInputs, type VectorInputs } from './vectorInputs.ts';

/** A transit stands beside the item of every packet of value between two spokes. */
export function derivePackets(args: {
  packets: readonly PacketInputs[];
  homeEid: number;
  attempt: Attempt;
}): VectorFile['packets'] {
  return args.packets.map((inputs, index) => {
    const at = (field: string): string => `$.packets[${index}].${field}`;
    const { nonce: number, srcEid, sender, dstEid, receiver, execution, message } = inputs;
    const { attempt } = args;
    const packet = attempt({
      path: at('packet'),
      given: inputs.packet,
      compute: () =>
        bytesToHex(
          encodePacket({
            nonce: nonce(big(number)),
            srcEid: eid(srcEid),
            sender,
            dstEid: eid(dstEid),
            receiver,
            message,
          }),
        ),
    });
    const guid = attempt({
      path: at('guid'),
      given: inputs.guid,
      compute: (): Hex => decodePacket(packet).guid,
    });
    const leaf = attempt({
      path: at('leaf'),
      given: inputs.leaf,
      compute: (): Hex => leafHash({ execution, packet }),
    });
    const item = attempt({
      path: at('item'),
      given: inputs.item,
      compute: () => bytesToHex(itemFromPacket({ packet, execution })),
    });
    const derived = {
      nonce: number,
      srcEid,
      sender,
      dstEid,
      receiver,
      execution,
      message,
      packet,
      guid,
      leaf,
      item,
    };
    const isBetweenSpokes = srcEid !== args.homeEid && dstEid !== args.homeEid;
    if (!isBetweenSpokes || isWithoutValue(message)) return derived;
    const transitItem = attempt({
      path: at('transitItem'),
      given: inputs.transitItem,
      compute: () => bytesToHex(transitItemFromPacket({ packet, execution })),
    });
    return { ...derived, transitItem };
  });
}

/** Lane hashes over the packets of one lane; an entry whose leaf is that of no packet of its nonce is wrong. */
export function deriveLaneHashes(args: {
  inputs: VectorInputs['laneHashes'];
  packets: VectorFile['packets'];
  attempt: Attempt;
}): VectorFile['laneHashes'] {
  let previous = INITIAL_LANE_HASH;
  return args.inputs.map((entry, index) => {
    // WHY: a lane hash chains from 0, so the entries are the packets 1, 2, 3 and so on of one lane.
    const number = index + 1;
    const candidates = args.packets.filter((packet) => big(packet.nonce) === BigInt(number));
    const known = candidates.find(({ leaf }) => leaf === entry.leaf) ?? candidates[0];
    const leaf = known?.leaf ?? entry.leaf;
    if (leaf === undefined) throw new Error(`no packet has nonce ${number}`);
    const given = entry.laneHash;
    const path = `$.laneHashes[${index}].laneHash`;
    previous = args.attempt({ path, given, compute: () => nextLaneHash(previous, leaf as Leaf) });
    return { nonce: number, leaf, laneHash: previous };
  });
}

/** Trees over the first packets, or over the leaves that the file gives if they are others and fit their root. */
export function deriveTrees(args: {
  inputs: VectorInputs['trees'];
  packets: VectorFile['packets'];
  attempt: Attempt;
}): VectorFile['trees'] {
  return args.inputs.map((inputs, index) => {
    const path = `$.trees[${index}]`;
    const leaves = treeLeaves({ inputs, packets: args.packets });
    const root = args.attempt({
      path: `${path}.root`,
      given: inputs.root,
      compute: () => merkleRoot(leaves),
    });
    const proofs = args.attempt<readonly (readonly Hex[])[]>({
      path: `${path}.proofs`,
      given: inputs.proofs,
      compute: () => leaves.map((_, position) => merkleProof(leaves, position)),
    });
    return { count: leaves.length, leaves, root, proofs };
  });
}

function treeLeaves(args: {
  inputs: VectorInputs['trees'][number];
  packets: VectorFile['packets'];
}): readonly Hex[] {
  const { leaves: given, root } = args.inputs;
  const count = given?.length ?? args.inputs.count;
  const packetLeaves = args.packets.map(({ leaf }) => leaf);
  const prefix = packetLeaves.slice(0, count);
  if (given === undefined) return prefix;
  const fromPackets = [...prefix, ...given.slice(prefix.length)];
  const isOther =
    given.every((leaf) => packetLeaves.includes(leaf)) ||
    !given.some((leaf, index) => leaf === prefix[index]);
  return isOther && rootOf(given) === root ? given : fromPackets;
}

function rootOf(leaves: readonly Hex[]): Hex | undefined {
  try {
    return merkleRoot(leaves);
  } catch {
    return undefined;
  }
}

function isWithoutValue(message: Hex): boolean {
  try {
    return decodeMessage(message).amountUnits === 0n;
  } catch {
    return false;
  }
}
