/**
 * One message on its way, as this relayer knows it. A message has one leg on the chain that credits it and, between two spokes, a second
 * one at home (the transit); each leg lives by itself.
 *
 *   final ──▶ signed ──▶ submitted ──▶ executed        executed only from an event that is final on the executing chain
 *     ▲          │            │
 *     └──────────┴────────────┴── failed (with a reason and a time to try again); nothing is ever dropped
 *   submitted ──▶ queued ──▶ executed | held
 *   submitted ──▶ claimable ──▶ executed               its owner's side opens an account and claims
 */
import type { Eid, Guid, Leaf } from '@cxt-bridge/adapters/protocol';

export type LegState =
  | 'final'
  | 'signed'
  | 'submitted'
  | 'queued'
  | 'claimable'
  | 'held'
  | 'failed'
  | 'executed';

export interface Leg {
  readonly executesAt: Eid;
  state: LegState;
  /** When it came into this state; milliseconds. */
  sinceMs: number;
  /** Not to be proposed before; milliseconds. */
  notBeforeMs: number;
  attempts: number;
  /** Why it waits: a contract error's name, a peer's refusal, or null. */
  reason: string | null;
  txHash: string | null;
  height: string | null;
  /** Seconds, the executing chain's clock. */
  timestamp: string | null;
  gasUsed: string | null;
  /** Queue only: seconds, the executing chain's clock; null = never by time. */
  releaseAt: string | null;
  /** Root of the attestation that carries it. */
  root: string | null;
}

export interface Message {
  readonly guid: Guid;
  readonly leaf: Leaf;
  readonly srcEid: Eid;
  readonly dstEid: Eid;
  readonly nonce: string;
  readonly execution: number;
  /** Wire units, 1e-9 CXT, decimal. */
  readonly amountUnits: string;
  /** Account that sent the source transaction. */
  readonly sender: string;
  /** 32 bytes, hex. */
  readonly recipient: string;
  /** The whole packet, hex. */
  readonly packet: `0x${string}`;
  readonly feeWei: string;
  readonly transitFeeWei: string;
  readonly source: {
    readonly height: string;
    readonly blockHash: string;
    readonly txHash: string;
    /** Seconds, the source chain's clock. */
    readonly timestamp: string;
  };
  /** When this relayer saw it final; milliseconds. */
  readonly finalAtMs: number;
  deliver: Leg;
  transit: Leg | null;
  compose: 'none' | 'pending' | 'ok' | 'failed';
  composeRetries: number;
}

/** The one vocabulary of API, CLI, SDK and metrics (product design). */
export type MessageStatus =
  | 'final'
  | 'signed'
  | 'submitted'
  | 'delivered'
  | 'queued'
  | 'claimable'
  | 'held'
  | 'failed';

export function messageStatus(message: Message): MessageStatus {
  return message.deliver.state === 'executed' ? 'delivered' : message.deliver.state;
}

/** Nothing more can be done for it: credited, recorded as transit, and its call has run or was retried once. */
export function isClosed(message: Message): boolean {
  const transitDone = message.transit === null || message.transit.state === 'executed';
  return message.deliver.state === 'executed' && transitDone && !composeOpen(message);
}

/** The relayers make a separate call, or retry a failed one, once and then leave it to anyone. */
export function composeOpen(message: Message): boolean {
  return (message.compose === 'pending' || message.compose === 'failed') && message.composeRetries === 0;
}

/** Still to be delivered by somebody: its nonce is not used as far as we know. */
export function isUndelivered({ state }: Leg): boolean {
  return state === 'final' || state === 'signed' || state === 'submitted' || state === 'failed';
}

export function legs(message: Message): Leg[] {
  return message.transit === null ? [message.deliver] : [message.deliver, message.transit];
}

export function legAt(message: Message, eid: Eid): Leg | null {
  return legs(message).find((leg) => leg.executesAt === eid) ?? null;
}
