/** Solana alone, with a quorum that signs whatever packets a test makes up: for what needs no other chain. */
import type { Keypair, PublicKey } from '@solana/web3.js';
import type { BridgeCall, TxStep } from '../../core/index.ts';
import { createTestQuorum } from '../../core/testing/index.ts';
import { WORLD_FEES } from '../../evm/testing/deployWorldChain.ts';
import {
  bridgeId,
  bytesToHex,
  type Eid,
  eid,
  encodeItems,
  encodeMessage,
  encodePacket,
  evmAddressToBytes32,
  type Hex,
  hexToBytes,
  itemFromPacket,
  type Leaf,
  leafHash,
  merkleProof,
  merkleRoot,
  nonce,
  weiToUnits,
} from '../../protocol/index.ts';
import { createSolanaWorldChain, solanaGateway, type SolanaWorldChain } from './solanaWorldChain.ts';

const HOME = eid(40161);
const SPOKE = eid(40102);
const PEER = evmAddressToBytes32('0x00000000000000000000000000000000000ca7e1');

/** A packet that is on its way to Solana. */
export interface Inbound {
  readonly packet: Uint8Array;
  readonly execution: number;
  readonly item: Uint8Array;
  readonly leaf: Leaf;
}

export interface InboundOptions {
  readonly nonce: bigint;
  readonly amountWei: bigint;
  /** Owner; the world's user by default. */
  readonly recipient?: PublicKey;
  readonly srcEid?: Eid;
  readonly execution?: number;
  readonly composeMsg?: Hex;
}

export interface LonelySolana {
  readonly chain: SolanaWorldChain;
  readonly homeEid: Eid;
  readonly spokeEid: Eid;
  inbound(options: InboundOptions): Inbound;
  /** `deliver` of all of them in one batch; valid for an hour. */
  deliver(packets: readonly Inbound[]): Promise<Extract<BridgeCall, { kind: 'deliver' }>>;
  deliverOne(packets: readonly Inbound[], index: number): Promise<BridgeCall>;
  /** Plans, signs, sends and waits for every step; returns the labels. */
  run(call: BridgeCall): Promise<readonly string[]>;
  include(step: TxStep): Promise<void>;
}

export async function createLonelySolana(options: { ownTable?: boolean } = {}): Promise<LonelySolana> {
  const id = bridgeId('lonely');
  const quorum = createTestQuorum({ bridgeId: id, size: 7, threshold: 5 });
  const localEid = eid(40168);
  const chain = await createSolanaWorldChain({
    bridgeId: id,
    localEid,
    homeEid: HOME,
    peers: new Map([
      [HOME, PEER],
      [SPOKE, PEER],
    ]),
    feesWei: WORLD_FEES,
    ...quorum,
    ...options,
  });
  const { provider, submitter } = chain;
  const attest = async (packets: readonly Inbound[]) => {
    const { latest } = await provider.heads();
    return quorum.attestBatch({
      dstEid: localEid,
      root: merkleRoot(packets.map(({ leaf }) => leaf)),
      count: packets.length,
      notAfter: latest.timestamp + 3_600n,
    });
  };
  const include = async (step: TxStep) => {
    const { raw, hash } = await submitter.sign({ step, anchor: await provider.anchor() });
    await provider.broadcast(raw);
    let status = await provider.txStatus(hash);
    for (let block = 0; block < 60 && status.state !== 'included'; block++) {
      await chain.mine(1);
      status = await provider.txStatus(hash);
    }
    if (status.state !== 'included' || !status.success)
      throw new Error(`${step.label}: ${JSON.stringify(status.state)}`);
  };
  return {
    chain,
    homeEid: HOME,
    spokeEid: SPOKE,
    inbound: (packet) => inbound({ ...packet, user: chain.userKey }),
    async deliver(packets) {
      return {
        kind: 'deliver',
        ...(await attest(packets)),
        items: bytesToHex(encodeItems(packets.map(({ item }) => item))),
      };
    },
    async deliverOne(packets, index) {
      const proof = merkleProof(
        packets.map(({ leaf }) => leaf),
        index,
      );
      const item = bytesToHex((packets[index] as Inbound).item);
      return { kind: 'deliverOne', ...(await attest(packets)), item, index, proof };
    },
    async run(call) {
      const steps = await submitter.plan(call);
      for (const step of steps) await include(step);
      return steps.map(({ label }) => label);
    },
    include,
  };
}

function inbound(options: InboundOptions & { user: Keypair }): Inbound {
  const { user, amountWei, recipient = user.publicKey, srcEid = HOME, execution = 0, composeMsg } = options;
  const compose =
    composeMsg === undefined ? {} : { compose: { composeFrom: PEER, composeMsg: hexToBytes(composeMsg) } };
  const packet = encodePacket({
    nonce: nonce(options.nonce),
    srcEid,
    sender: PEER,
    dstEid: eid(40168),
    receiver: solanaGateway(),
    message: encodeMessage({
      sendTo: bytesToHex(recipient.toBytes()),
      amountUnits: weiToUnits(amountWei),
      ...compose,
    }),
  });
  return {
    packet,
    execution,
    item: itemFromPacket({ packet, execution }),
    leaf: leafHash({ packet, execution }),
  };
}
