/** The engine's memory: all of it can be rebuilt from the store, and the store from the chains and the sign journal. */
import type {
  BlockRef,
  BridgeEvent,
  EconomyState,
  ObservedTransaction,
  SignerSetState,
} from '@cxt-bridge/adapters/core';
import type { Eid, Guid, Leaf } from '@cxt-bridge/adapters/protocol';
import type { Ledger } from '../domain/ledger/book.ts';
import type { Message } from '../domain/message/message.ts';
import type { Purse } from './purse.ts';

export interface LanePosition {
  nonce: bigint;
  laneHash: `0x${string}`;
}

export interface Cursor {
  readonly block: BlockRef;
  /** Outbound lanes of this chain as recomputed from its events, by destination. */
  readonly lanes: ReadonlyMap<Eid, LanePosition>;
  readonly rent: RentTotals;
}

/** What our submitter has put into accounts of the chain and got back, in final transactions; native units (lamports). */
export interface RentTotals {
  readonly paid: bigint;
  readonly recovered: bigint;
}

export const NO_RENT: RentTotals = { paid: 0n, recovered: 0n };

/** An event that came before the send it belongs to, kept until the source has been read that far. */
export interface EarlyEvent {
  readonly eid: Eid;
  readonly event: BridgeEvent;
  readonly transaction: Omit<ObservedTransaction, 'events' | 'flows'>;
}

export interface CompleteAttestation {
  readonly root: `0x${string}`;
  readonly domain: Eid;
  readonly epoch: bigint;
  readonly notAfter: bigint;
  readonly attestation: `0x${string}`;
  readonly signatures: `0x${string}`;
  readonly guids: readonly Guid[];
  readonly leaves: readonly Leaf[];
  readonly signers: readonly number[];
}

export interface Halt {
  /** `all` or `chain:<eid>`. */
  readonly scope: string;
  readonly code: string;
  readonly sentence: string;
  readonly evidence: Record<string, unknown>;
  readonly evidenceHash: `0x${string}`;
  readonly atMs: number;
}

export interface PeerRecord {
  reachable: boolean | null;
  lastError: string | null;
  signatures: number;
  refusals: number;
}

export interface EngineState {
  readonly ledger: Ledger;
  /** Messages that are not closed. */
  readonly messages: Map<Guid, Message>;
  readonly byLeaf: Map<Leaf, Guid>;
  readonly early: Map<Leaf, EarlyEvent[]>;
  readonly cursors: Map<Eid, Cursor>;
  readonly attestations: Map<string, CompleteAttestation>;
  /** Latest complete attestation that carries a guid, per executing chain: `guid@eid` → root. */
  readonly rootOf: Map<string, string>;
  readonly halts: Map<string, Halt>;
  readonly peers: Map<string, PeerRecord>;
  /**
   * Chains whose lanes and supply were compared with their own state at the end of the last page. Pages on the way to the tip are not
   * compared (nodes keep no old state): nothing is signed while one of them is the last.
   */
  readonly verified: Set<Eid>;
  /** When a chain was last read up to its final tip; milliseconds. */
  readonly caughtUpAtMs: Map<Eid, number>;
  /** One sentence per chain that does not move. */
  readonly problems: Map<Eid, string>;
  readonly latestHeight: Map<Eid, bigint>;
  readonly finalizedHeight: Map<Eid, bigint>;
  /** Since when `latest − finalized` exceeds the chain's rule; milliseconds. */
  readonly lagSinceMs: Map<Eid, number>;
  /** Gas money of our submitter accounts when last asked. */
  readonly purses: Map<Eid, Purse>;
  readonly sweepDiff: Map<Eid, number>;
  signerSet: SignerSetState | null;
  /** The home economy when it was last compared; null on networks without one. */
  economy: EconomyState | null;
  /** Position of the next message in the order this relayer saw them. */
  nextSequence: number;
}

export function emptyState(ledger: Ledger): EngineState {
  return {
    ledger,
    messages: new Map(),
    byLeaf: new Map(),
    early: new Map(),
    cursors: new Map(),
    attestations: new Map(),
    rootOf: new Map(),
    halts: new Map(),
    peers: new Map(),
    verified: new Set(),
    caughtUpAtMs: new Map(),
    problems: new Map(),
    latestHeight: new Map(),
    finalizedHeight: new Map(),
    lagSinceMs: new Map(),
    purses: new Map(),
    sweepDiff: new Map(),
    signerSet: null,
    economy: null,
    nextSequence: 0,
  };
}
