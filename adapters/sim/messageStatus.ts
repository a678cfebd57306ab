/** Where a message is, from the chains' own states: the simulator's answer to "lost, double or stuck?". */
import type { Eid } from '../protocol/index.ts';
import { packetKey, type SentRecord } from './gatewayState.ts';
import type { SimChain } from './simChain.ts';

/** All chains of a world. */
export type Chains = ReadonlyMap<Eid, SimChain>;

/** Place of a packet. */
export interface PacketPlace {
  readonly srcEid: Eid;
  readonly dstEid: Eid;
  readonly nonce: bigint;
}

/** One sent message and what became of it, at the heads. */
export interface MessageStatus {
  readonly sent: SentRecord;
  readonly sentFinal: boolean;
  /** How often it was credited at its destination: once, or something is wrong. */
  readonly creditCount: number;
  readonly creditFinal: boolean;
  /** The credited content is the sent content. */
  readonly leafMatches: boolean;
  readonly needsTransit: boolean;
  readonly transitCount: number;
  readonly transitFinal: boolean;
  /** Waits in a queue: at its destination or, as a transit, at home. */
  readonly queued: boolean;
  /** Waits for its recipient to open a token account. */
  readonly claimable: boolean;
  /** Credited, its call not made yet. */
  readonly composePending: boolean;
  /** Credited once with the sent content, transit recorded once where one is due, all of it final. */
  readonly settled: boolean;
}

/** How often a message was credited at its destination, on the chain as it is now. */
export function deliveryCount(chains: Chains, place: PacketPlace): number {
  return chains.get(place.dstEid)?.ledger.state.credits.get(packetKey(place))?.count ?? 0;
}

/** Every message that stands on its source chain now, by source and in the order sent. */
export function sentMessages(chains: Chains): SentRecord[] {
  return [...chains.values()].flatMap((chain) => [...chain.ledger.state.sent.values()]);
}

/** What became of one message. */
export function messageStatus(at: { chains: Chains; homeEid: Eid; sent: SentRecord }): MessageStatus {
  const { chains, homeEid, sent } = at;
  const source = chains.get(sent.srcEid) as SimChain;
  const home = chains.get(homeEid) as SimChain;
  const destination = chains.get(sent.dstEid) as SimChain;
  const credit = destination.ledger.state.credits.get(sent.key);
  const transit = home.ledger.state.transits.get(sent.key);
  const needsTransit = sent.srcEid !== homeEid && sent.dstEid !== homeEid && sent.amountWei > 0n;
  const creditFinal = credit !== undefined && credit.height <= destination.finalizedHeight;
  const transitFinal = transit !== undefined && transit.height <= home.finalizedHeight;
  const creditCount = credit?.count ?? 0;
  const transitCount = transit?.count ?? 0;
  const leafMatches = credit?.leaf === sent.leaf && (transit === undefined || transit.leaf === sent.leaf);
  const transitDone = needsTransit ? transitFinal && transitCount === 1 : transitCount === 0;
  return {
    sent,
    sentFinal: sent.height <= source.finalizedHeight,
    creditCount,
    creditFinal,
    leafMatches,
    needsTransit,
    transitCount,
    transitFinal,
    queued: destination.ledger.state.queue.has(sent.leaf) || home.ledger.state.queue.has(sent.leaf),
    claimable: destination.ledger.state.claimable.has(sent.leaf),
    composePending: destination.ledger.state.composePending.has(sent.leaf),
    settled: creditFinal && creditCount === 1 && leafMatches && transitDone,
  };
}
