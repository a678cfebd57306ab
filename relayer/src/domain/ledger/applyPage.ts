/**
 * Books one page of final transactions of one chain: `(ledger, page) → delta`, or throws `LedgerBreach`. Pure; the ledger given is not
 * touched, so a page whose database transaction fails leaves no trace.
 *
 * Per transaction it demands that the token's own logs carry what the gateway announced (protocol §8):
 *   spoke: Σ sent ≤ burned (the rest was burned by its holder), minted = Σ delivered
 *   home:  Σ sent ≤ received by the vault (the rest is a donation), paid out = Σ delivered
 * and after every transaction that each spoke's equation still holds.
 */
import type { BridgeEvent, ObservedPage, ObservedTransaction } from '@cxt-bridge/adapters/core';
import type { Eid, Leaf } from '@cxt-bridge/adapters/protocol';
import { type Ledger, type LedgerTotals, type OpenEntry, type SpokeBook, cloneTotals } from './book.ts';
import { type BreachKind, LedgerBreach } from './breach.ts';
import { sentEntry } from './sentEntry.ts';

export interface LedgerDelta {
  readonly totals: LedgerTotals;
  /** Entries put (changed or new) and, as null, removed. */
  readonly open: ReadonlyMap<Leaf, OpenEntry | null>;
}

interface Draft {
  readonly totals: LedgerTotals;
  readonly base: ReadonlyMap<Leaf, OpenEntry>;
  readonly open: Map<Leaf, OpenEntry | null>;
  readonly eid: Eid;
  readonly nowMs: number;
}

export function applyPage(parameters: { ledger: Ledger; page: ObservedPage; nowMs: number }): LedgerDelta {
  const { ledger, page, nowMs } = parameters;
  const draft: Draft = {
    totals: cloneTotals(ledger.totals),
    base: ledger.open,
    open: new Map(),
    eid: page.eid,
    nowMs,
  };
  for (const transaction of page.transactions) applyTransaction({ draft, transaction });
  return { totals: draft.totals, open: draft.open };
}

/** Makes the delta the ledger's state. Call only after it is durable. */
export function adopt(parameters: { ledger: Ledger; delta: LedgerDelta }): void {
  const { ledger, delta } = parameters;
  ledger.totals = delta.totals;
  for (const [leaf, entry] of delta.open) {
    if (entry === null) ledger.open.delete(leaf);
    else ledger.open.set(leaf, entry);
    if (entry === null || entry.unmatchedSinceMs === null) ledger.unmatched.delete(leaf);
    else ledger.unmatched.add(leaf);
  }
}

function applyTransaction(parameters: { draft: Draft; transaction: ObservedTransaction }): void {
  const { draft, transaction } = parameters;
  const moved = { sentWei: 0n, deliveredWei: 0n };
  const fail = (kind: BreachKind, detail: Record<string, string>): never => {
    throw new LedgerBreach({
      kind,
      eid: draft.eid,
      height: transaction.height.toString(),
      txHash: transaction.txHash,
      detail,
    });
  };
  for (const event of transaction.events) applyEvent({ draft, event, moved, fail });
  applyFlows({ draft, transaction, moved, fail });
  assertEquations({ totals: draft.totals, fail });
}

type Fail = (kind: BreachKind, detail: Record<string, string>) => never;
interface Moved {
  sentWei: bigint;
  deliveredWei: bigint;
}

function applyEvent(parameters: { draft: Draft; event: BridgeEvent; moved: Moved; fail: Fail }): void {
  const { draft, event, moved, fail } = parameters;
  switch (event.type) {
    case 'packetSent': {
      const entry = sentEntry(event);
      moved.sentWei += entry.amountWei;
      bookSent({ draft, entry, fail });
      break;
    }
    case 'delivered':
      moved.deliveredWei += event.amountWei;
      bookCredit({ draft, event, fail });
      break;
    case 'queued':
      bookQueued({ draft, event, fail });
      break;
    case 'transit':
      bookTransit({ draft, event, fail });
      break;
    case 'heldResolved':
      if (event.action === 'discard') bookDiscard({ draft, leaf: event.leaf });
      break;
    default:
      break;
  }
}

function find(draft: Draft, leaf: Leaf): OpenEntry | undefined {
  const own = draft.open.get(leaf);
  if (own !== undefined) return own ?? undefined;
  const base = draft.base.get(leaf);
  if (base === undefined) return undefined;
  const copy = { ...base };
  draft.open.set(leaf, copy);
  return copy;
}

function put(draft: Draft, entry: OpenEntry): OpenEntry {
  draft.open.set(entry.leaf, entry);
  return entry;
}

/** Removes the entry once nothing more can happen to it. */
function close(draft: Draft, entry: OpenEntry): void {
  if (!entry.sent || !entry.credited) return;
  if (needsTransit({ draft, entry }) && !entry.transitRecorded) return;
  draft.open.set(entry.leaf, null);
}

function needsTransit(parameters: { draft: Draft; entry: OpenEntry }): boolean {
  const { draft, entry } = parameters;
  const home = draft.totals.homeEid;
  return entry.srcEid !== home && entry.dstEid !== home && entry.amountWei > 0n;
}

function spoke(draft: Draft, eid: Eid): SpokeBook {
  const book = draft.totals.spokes.get(eid);
  if (book === undefined) throw new Error(`EID ${eid} is not a spoke of this deployment`);
  return book;
}

function addPendingIn(draft: Draft, eid: Eid, amountWei: bigint): void {
  draft.totals.pendingInWei.set(eid, (draft.totals.pendingInWei.get(eid) ?? 0n) + amountWei);
}

function unmatched(
  draft: Draft,
  fields: Pick<OpenEntry, 'leaf' | 'srcEid' | 'dstEid' | 'nonce' | 'amountWei'>,
): OpenEntry {
  return put(draft, {
    ...fields,
    sent: false,
    credited: false,
    transitRecorded: false,
    queuedAtHome: false,
    unmatchedSinceMs: draft.nowMs,
  });
}

function bookSent(parameters: { draft: Draft; entry: OpenEntry; fail: Fail }): void {
  const { draft, fail } = parameters;
  const home = draft.totals.homeEid;
  const sent = parameters.entry;
  const seen = find(draft, sent.leaf);
  if (seen?.sent) fail('CREDIT_TWICE', { leaf: sent.leaf, what: 'sent twice' });
  if (seen && seen.amountWei !== sent.amountWei) {
    fail('AMOUNT_CHANGED', {
      leaf: sent.leaf,
      sentWei: String(sent.amountWei),
      seenWei: String(seen.amountWei),
    });
  }
  const entry = seen ?? put(draft, sent);
  entry.sent = true;
  entry.dstEid = sent.dstEid;
  entry.unmatchedSinceMs = null;
  addPendingIn(draft, sent.dstEid as Eid, sent.amountWei);
  if (sent.srcEid === home) {
    const book = spoke(draft, sent.dstEid as Eid);
    book.outstandingWei += sent.amountWei;
    book.recordedUncreditedWei += sent.amountWei;
  } else {
    spoke(draft, sent.srcEid).pendingOutWei += sent.amountWei;
  }
  close(draft, entry);
}

function bookCredit(parameters: {
  draft: Draft;
  event: Extract<BridgeEvent, { type: 'delivered' }>;
  fail: Fail;
}): void {
  const { draft, event, fail } = parameters;
  const { leaf, srcEid, nonce, amountWei } = event;
  const entry = find(draft, leaf) ?? unmatched(draft, { leaf, srcEid, dstEid: draft.eid, nonce, amountWei });
  if (entry.credited) fail('CREDIT_TWICE', { leaf });
  if (entry.amountWei !== amountWei) {
    fail('AMOUNT_CHANGED', { leaf, sentWei: String(entry.amountWei), creditedWei: String(amountWei) });
  }
  entry.credited = true;
  entry.dstEid ??= draft.eid;
  addPendingIn(draft, draft.eid, -amountWei);
  if (draft.eid === draft.totals.homeEid) takeFromSource({ draft, entry, fail });
  else spoke(draft, draft.eid).recordedUncreditedWei -= amountWei;
  close(draft, entry);
}

/** Home pays (or reserves) out of what the source spoke has outstanding; a queued item was reserved before. */
function takeFromSource(parameters: { draft: Draft; entry: OpenEntry; fail: Fail }): void {
  const { draft, entry, fail } = parameters;
  if (entry.queuedAtHome) {
    draft.totals.home.queuedWei -= entry.amountWei;
    entry.queuedAtHome = false;
    return;
  }
  const book = spoke(draft, entry.srcEid);
  if (book.outstandingWei < entry.amountWei) {
    fail('RELEASE_ABOVE_OUTSTANDING', {
      leaf: entry.leaf,
      amountWei: String(entry.amountWei),
      outstandingWei: String(book.outstandingWei),
    });
  }
  book.outstandingWei -= entry.amountWei;
  book.pendingOutWei -= entry.amountWei;
}

function bookQueued(parameters: {
  draft: Draft;
  event: Extract<BridgeEvent, { type: 'queued' }>;
  fail: Fail;
}): void {
  const { draft, event, fail } = parameters;
  const { leaf, srcEid, nonce, amountWei } = event;
  const entry = find(draft, leaf) ?? unmatched(draft, { leaf, srcEid, dstEid: null, nonce, amountWei });
  if (entry.amountWei !== amountWei) {
    fail('AMOUNT_CHANGED', { leaf, sentWei: String(entry.amountWei), queuedWei: String(amountWei) });
  }
  if (draft.eid !== draft.totals.homeEid) return;
  takeFromSource({ draft, entry, fail });
  draft.totals.home.queuedWei += amountWei;
  entry.queuedAtHome = true;
}

function bookTransit(parameters: {
  draft: Draft;
  event: Extract<BridgeEvent, { type: 'transit' }>;
  fail: Fail;
}): void {
  const { draft, event, fail } = parameters;
  const { leaf, srcEid, dstEid, nonce, amountWei } = event;
  const entry = find(draft, leaf) ?? unmatched(draft, { leaf, srcEid, dstEid, nonce, amountWei });
  if (entry.transitRecorded) fail('CREDIT_TWICE', { leaf, what: 'transit recorded twice' });
  if (entry.amountWei !== amountWei) {
    fail('AMOUNT_CHANGED', { leaf, sentWei: String(entry.amountWei), recordedWei: String(amountWei) });
  }
  takeFromSource({ draft, entry, fail });
  const book = spoke(draft, dstEid);
  book.outstandingWei += amountWei;
  book.recordedUncreditedWei += amountWei;
  entry.transitRecorded = true;
  close(draft, entry);
}

function bookDiscard(parameters: { draft: Draft; leaf: Leaf }): void {
  const { draft, leaf } = parameters;
  const entry = find(draft, leaf);
  if (!entry?.queuedAtHome) return;
  draft.totals.home.queuedWei -= entry.amountWei;
  const book = spoke(draft, entry.srcEid);
  book.outstandingWei += entry.amountWei;
  book.pendingOutWei += entry.amountWei;
  entry.queuedAtHome = false;
}

function applyFlows(parameters: {
  draft: Draft;
  transaction: ObservedTransaction;
  moved: Moved;
  fail: Fail;
}): void {
  const { draft, transaction, moved, fail } = parameters;
  const sum = { mint: 0n, burn: 0n, vaultIn: 0n, vaultOut: 0n };
  for (const flow of transaction.flows) sum[flow.kind] += flow.amountWei;
  const figures = {
    sentWei: String(moved.sentWei),
    deliveredWei: String(moved.deliveredWei),
    mintedWei: String(sum.mint),
    burnedWei: String(sum.burn),
    vaultInWei: String(sum.vaultIn),
    vaultOutWei: String(sum.vaultOut),
  };
  if (draft.eid === draft.totals.homeEid) {
    const { home } = draft.totals;
    if (sum.mint > 0n) fail('MINT_WITHOUT_DELIVERY', figures);
    if (sum.vaultIn < moved.sentWei) fail('LOCK_WITHOUT_TRANSFER', figures);
    if (sum.vaultOut > moved.deliveredWei) fail('RELEASE_WITHOUT_DELIVERY', figures);
    if (sum.vaultOut < moved.deliveredWei) fail('DELIVERY_WITHOUT_MINT', figures);
    home.vaultWei += sum.vaultIn - sum.vaultOut;
    home.burnedWei += sum.burn;
    home.totalSupplyWei -= sum.burn;
    return;
  }
  if (sum.burn < moved.sentWei) fail('SENT_WITHOUT_BURN', figures);
  if (sum.mint > moved.deliveredWei) fail('MINT_WITHOUT_DELIVERY', figures);
  if (sum.mint < moved.deliveredWei) fail('DELIVERY_WITHOUT_MINT', figures);
  const book = spoke(draft, draft.eid);
  book.supplyWei += sum.mint - sum.burn;
  book.burnedExternallyWei += sum.burn - moved.sentWei;
}

/** Protocol §8, the spoke equation; both sides are kept from different logs. */
function assertEquations(parameters: { totals: LedgerTotals; fail: Fail }): void {
  const { totals, fail } = parameters;
  for (const [eid, book] of totals.spokes) {
    const expected =
      book.supplyWei + book.burnedExternallyWei + book.pendingOutWei + book.recordedUncreditedWei;
    if (book.outstandingWei !== expected) {
      fail('SPOKE_EQUATION', {
        spoke: String(eid),
        outstandingWei: String(book.outstandingWei),
        expectedWei: String(expected),
      });
    }
    if (book.supplyWei < 0n) fail('SUPPLY_EXCESS', { spoke: String(eid), supplyWei: String(book.supplyWei) });
  }
}
