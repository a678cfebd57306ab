/**
 * Test fixture: a 3-of-4 quorum that signs whatever a source chain sent, and a carrier that delivers it. It stands in for the
 * relayers where a test is about the chains.
 */
import type { BridgeCall, Hex, PacketSentEvent } from '../core/index.ts';
import {
  attestationDigest,
  type BytesLike,
  bytesToHex,
  type Eid,
  encodeCompact,
  encodeItems,
  encodeSignatures,
  itemFromPacket,
  type Leaf,
  leafHash,
  merkleProof,
  merkleRoot,
  privateKeyToAddress,
  type SignerSet,
  signDigest,
  transitItemFromPacket,
} from '../protocol/index.ts';
import { signingConstants } from './batchAttestation.ts';
import type { IncludedTransaction } from './simBlock.ts';
import { encodeTransaction } from './simTransaction.ts';
import type { SimWorld, Submitted } from './simWorld.ts';
import { namedAddress } from './worldGenesis.ts';

const KEYS = [1, 2, 3, 4]
  .map((seed): Hex => `0x${seed.toString(16).padStart(2, '0').repeat(32)}`)
  .toSorted((left, right) => (privateKeyToAddress(left) < privateKeyToAddress(right) ? -1 : 1));

/** Members of the fixture's quorum, ascending. */
export const TEST_SIGNER_SET: SignerSet = { epoch: 1n, threshold: 3, members: KEYS.map(privateKeyToAddress) };

/** Submitter of the fixture; give it gas. */
export const TEST_SUBMITTER = namedAddress('submitter');

/** How a batch departs from an honest one. */
export interface BatchOptions {
  readonly signers?: readonly number[];
  readonly notAfter?: bigint;
  readonly domain?: number;
  readonly kind?: number;
  readonly epoch?: bigint;
  readonly root?: Hex;
  readonly count?: number;
  readonly seq?: bigint;
}

/** A signed batch for one destination. */
export interface SignedBatch {
  readonly attestation: Hex;
  readonly signatures: Hex;
  readonly items: readonly Hex[];
  readonly leaves: readonly Leaf[];
}

/** Signs these packets for the chain that executes them (at home, foreign ones become transits). */
export function signBatch(
  at: { world: SimWorld; eid: Eid; packets: readonly PacketSentEvent[] } & BatchOptions,
): SignedBatch {
  const { world, eid, packets, signers = [0, 1, 2], kind = 1, domain = eid } = at;
  const chain = world.chain(eid);
  const { config } = chain.options.genesis;
  const leaves = packets.map(({ packet, execution }) => leafHash({ packet, execution }));
  const items = packets.map((sent) => itemFor({ sent, eid }));
  const attestation = {
    kind,
    epoch: at.epoch ?? 1n,
    domain,
    seq: at.seq ?? 0n,
    root: at.root ?? merkleRoot(leaves),
    count: at.count ?? packets.length,
    notAfter: at.notAfter ?? chain.head.ref.timestamp + 3_600n,
  };
  const { setHash, separator } = signingConstants(config);
  const digest = attestationDigest({ ...attestation, setHash, domainSeparator: separator });
  return {
    attestation: bytesToHex(encodeCompact(attestation)),
    signatures: signaturesBy({ digest, signers }),
    items,
    leaves,
  };
}

/** The call that delivers a whole batch. */
export function deliverCall(batch: SignedBatch): BridgeCall {
  const { attestation, signatures, items } = batch;
  return {
    kind: 'deliver',
    attestation,
    signatures,
    items: `0x${items.map((item) => item.slice(2)).join('')}`,
  };
}

/** The call that delivers one leaf of a batch. */
export function deliverOneCall(batch: SignedBatch, index: number): BridgeCall {
  const { attestation, signatures, items, leaves } = batch;
  const proof = merkleProof(leaves, index);
  return { kind: 'deliverOne', attestation, signatures, item: items[index] as Hex, index, proof };
}

/** Hands a call to a chain as the fixture's submitter. */
export function submitCall(at: {
  world: SimWorld;
  eid: Eid;
  call: BridgeCall;
  gasLimit?: bigint;
}): Submitted {
  const chain = at.world.chain(at.eid);
  const { raw, hash } = encodeTransaction({
    networkId: chain.options.genesis.networkId,
    from: TEST_SUBMITTER,
    nonce: chain.nextNonce(TEST_SUBMITTER),
    gasLimit: at.gasLimit ?? 20_000_000n,
    maxFeePerGas: 100_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
    call: at.call,
  });
  return { hash, result: chain.broadcast(raw) };
}

/** Submits, mines one block, and gives the receipt. */
export function execute(at: {
  world: SimWorld;
  eid: Eid;
  call: BridgeCall;
  gasLimit?: bigint;
}): IncludedTransaction {
  const { hash } = submitCall(at);
  const chain = at.world.chain(at.eid);
  chain.mine();
  const receipt = chain.receipt(hash);
  if (receipt === null) throw new Error('the transaction was not included');
  return receipt;
}

/** All packets that stand on a chain above `afterHeight`, in order. */
export function packetsOf(at: { world: SimWorld; eid: Eid; afterHeight?: bigint }): PacketSentEvent[] {
  const chain = at.world.chain(at.eid);
  const packets: PacketSentEvent[] = [];
  for (let height = (at.afterHeight ?? 0n) + 1n; height <= chain.head.ref.height; height++) {
    for (const { events } of chain.blockAt(height)?.transactions ?? []) {
      for (const event of events) if (event.type === 'packetSent') packets.push(event);
    }
  }
  return packets;
}

/** Item with which `eid` executes a packet. */
export function itemFor(at: { sent: PacketSentEvent; eid: Eid }): Hex {
  const { packet, execution, dstEid } = at.sent;
  const build: (args: { packet: BytesLike; execution: number }) => Uint8Array =
    dstEid === at.eid ? itemFromPacket : transitItemFromPacket;
  return bytesToHex(encodeItems([build({ packet, execution })]));
}

const SIGNED = new Map<string, Uint8Array>();

function signaturesBy(at: { digest: Hex; signers: readonly number[] }): Hex {
  const parts = at.signers.map((index) => {
    const id = `${at.digest}:${index}`;
    const signature64 = SIGNED.get(id) ?? signDigest({ digest: at.digest, privateKey: KEYS[index] as Hex });
    SIGNED.set(id, signature64);
    return { index, signature64 };
  });
  return bytesToHex(encodeSignatures(parts));
}
