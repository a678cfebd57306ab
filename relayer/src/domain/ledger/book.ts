/**
 * The accountant's book: what every final event so far says about the whole supply (protocol §8).
 *
 * It is kept from token logs and gateway events only and knows nothing of packets' bytes, attestations or what this relayer
 * signed; the message builder knows nothing of it. Two ways must agree before anything is signed.
 * All amounts are wei.
 */
import type { Eid, Leaf, Wei } from '@cxt-bridge/adapters/protocol';

/** Figures of one spoke. The spoke equation of protocol §8 ties them together after every transaction. */
export interface SpokeBook {
  /** Minted − burned, from the token's Transfer logs. */
  supplyWei: bigint;
  /** Burned by holders themselves; mints no right. */
  burnedExternallyWei: bigint;
  /** Home's ledger for this spoke, from home's events. */
  outstandingWei: bigint;
  /** Sent from here, not yet released, queued or recorded as transit at home. */
  pendingOutWei: bigint;
  /** Recorded at home for this spoke − credited here; negative while a credit waits for its transit. */
  recordedUncreditedWei: bigint;
}

export interface HomeBook {
  /** 1e26 − burned by holders. */
  totalSupplyWei: bigint;
  burnedWei: bigint;
  /** vaultIn − vaultOut; donations included. */
  vaultWei: bigint;
  /** Queued and held at home: reserved out of `outstanding`, still locked. */
  queuedWei: bigint;
}

/** A message in flight. Gone from the book once it is credited and, between spokes, recorded as transit. */
export interface OpenEntry {
  readonly leaf: Leaf;
  srcEid: Eid;
  /** Unknown until the send has been seen (a queue event does not name it). */
  dstEid: Eid | null;
  nonce: bigint;
  amountWei: bigint;
  sent: boolean;
  credited: boolean;
  /** Between spokes: home recorded the transit. */
  transitRecorded: boolean;
  /** Home reserved it in its queue. */
  queuedAtHome: boolean;
  /** When a credit, queue or transit was seen before its send; milliseconds. */
  unmatchedSinceMs: number | null;
}

export interface LedgerTotals {
  readonly homeEid: Eid;
  home: HomeBook;
  spokes: Map<Eid, SpokeBook>;
  /** Sent to a chain and not credited there, per destination. */
  pendingInWei: Map<Eid, bigint>;
}

export interface Ledger {
  totals: LedgerTotals;
  open: Map<Leaf, OpenEntry>;
  /** Leaves of `open` whose send has not been seen: while there is one, nothing is signed. */
  unmatched: Set<Leaf>;
}

export function emptyLedger(parameters: {
  homeEid: Eid;
  spokeEids: readonly Eid[];
  totalSupplyWei: Wei;
}): Ledger {
  const { homeEid, spokeEids, totalSupplyWei } = parameters;
  const zero = (): SpokeBook => ({
    supplyWei: 0n,
    burnedExternallyWei: 0n,
    outstandingWei: 0n,
    pendingOutWei: 0n,
    recordedUncreditedWei: 0n,
  });
  return {
    totals: {
      homeEid,
      home: { totalSupplyWei, burnedWei: 0n, vaultWei: 0n, queuedWei: 0n },
      spokes: new Map(spokeEids.map((eid) => [eid, zero()])),
      pendingInWei: new Map([homeEid, ...spokeEids].map((eid) => [eid, 0n])),
    },
    open: new Map(),
    unmatched: new Set(),
  };
}

export function cloneTotals(totals: LedgerTotals): LedgerTotals {
  return {
    homeEid: totals.homeEid,
    home: { ...totals.home },
    spokes: new Map([...totals.spokes].map(([eid, book]) => [eid, { ...book }])),
    pendingInWei: new Map(totals.pendingInWei),
  };
}

/** Σ outstanding + queued and held at home. */
export function lockedWei(totals: LedgerTotals): bigint {
  let sum = totals.home.queuedWei;
  for (const spoke of totals.spokes.values()) sum += spoke.outstandingWei;
  return sum;
}
