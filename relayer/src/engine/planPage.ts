/**
 * Turns one proven page into everything that follows from it: lane heads, the accountant's delta, new and changed messages. Pure: nothing
 * is adopted before the store has it.
 *
 * Refuses (throws): a lane gap, a lane hash that differs from chain state, any breach of the ledger.
 */
import type {
  EconomyState,
  BridgeEvent,
  MessageEvent,
  ObservedPage,
  ObservedTransaction,
  OutboundLaneState,
  PacketSentEvent,
  SupplyState,
} from '@cxt-bridge/adapters/core';
import { type Eid, type Guid, INITIAL_LANE_HASH, type Leaf } from '@cxt-bridge/adapters/protocol';
import { extendLane, type LaneHead, type LaneVerdict } from '../domain/lane.ts';
import { type LedgerDelta, applyPage } from '../domain/ledger/applyPage.ts';
import { reconcile } from '../domain/ledger/reconcile.ts';
import { applyEvent } from '../domain/message/applyEvent.ts';
import { fromPacketSent } from '../domain/message/fromPacketSent.ts';
import type { Message } from '../domain/message/message.ts';
import { BridgeError } from '../errors/bridgeError.ts';
import {
  type Cursor,
  type EarlyEvent,
  type EngineState,
  type LanePosition,
  NO_RENT,
  type RentTotals,
} from './state.ts';

export interface PagePlan {
  readonly eid: Eid;
  readonly cursor: Cursor;
  /** The page ends at the tip and agrees with the chain's own state there. */
  readonly verified: boolean;
  /** The home economy at the end of the page, where it was compared. */
  readonly economy: EconomyState | null;
  readonly delta: LedgerDelta;
  /** New and changed, by guid. */
  readonly messages: ReadonlyMap<Guid, Message>;
  readonly created: readonly Guid[];
  /** Early events now waiting (non-empty list) or used up (empty list), by leaf. */
  readonly early: ReadonlyMap<Leaf, readonly EarlyEvent[]>;
}

export interface PageInput {
  readonly page: ObservedPage;
  /** The chain's own figures at the end of the page; null on the way to the tip. */
  readonly state: { readonly lanes: readonly OutboundLaneState[]; readonly supply: SupplyState } | null;
  /** Messages that are closed but touched by this page (a compose retried by anyone), by leaf. */
  readonly reopened: ReadonlyMap<Leaf, Message>;
}

export function planPage(parameters: {
  state: EngineState;
  input: PageInput;
  homeEid: Eid;
  chain: string;
  /** Our account there. */
  submitter: string;
  nowMs: number;
}): PagePlan {
  const { state, input, homeEid, chain, submitter, nowMs } = parameters;
  const { page } = input;
  const draft = new MessageDraft({ state, input, homeEid, nowMs });
  for (const transaction of page.transactions) {
    for (const event of transaction.events) draft.apply(event, transaction);
  }
  const lanes = verifyLanes({ state, input, chain, sent: draft.sent });
  const delta = applyPage({ ledger: state.ledger, page, nowMs });
  if (input.state !== null) {
    reconcile({ totals: delta.totals, eid: page.eid, height: page.to.height, state: input.state.supply });
  }
  return {
    eid: page.eid,
    cursor: { block: page.to, lanes, rent: rentAfter({ state, page, submitter }) },
    verified: input.state !== null,
    economy: input.state?.supply.economy ?? null,
    delta,
    messages: draft.changed,
    created: draft.created,
    early: draft.early,
  };
}

/** Collects the page's effect on messages without touching the state's own objects. */
class MessageDraft {
  readonly changed = new Map<Guid, Message>();
  readonly created: Guid[] = [];
  readonly early = new Map<Leaf, EarlyEvent[]>();
  readonly sent: { event: PacketSentEvent; leaf: Leaf }[] = [];
  readonly #byLeaf = new Map<Leaf, Guid>();
  readonly #context: { state: EngineState; input: PageInput; homeEid: Eid; nowMs: number };

  constructor(context: { state: EngineState; input: PageInput; homeEid: Eid; nowMs: number }) {
    this.#context = context;
  }

  apply(event: BridgeEvent, transaction: ObservedTransaction): void {
    if (event.type === 'packetSent') this.#create(event, transaction);
    else if (event.type !== 'batchAccepted' && event.type !== 'rootAttested')
      this.#change(event, transaction);
  }

  #create(event: PacketSentEvent, transaction: ObservedTransaction): void {
    const { state, homeEid, nowMs } = this.#context;
    const message = fromPacketSent({ event, transaction, homeEid, nowMs });
    this.changed.set(message.guid, message);
    this.created.push(message.guid);
    this.#byLeaf.set(message.leaf, message.guid);
    this.sent.push({ event, leaf: message.leaf });
    const waiting = this.early.get(message.leaf) ?? state.early.get(message.leaf) ?? [];
    for (const { eid, event: early, transaction: where } of waiting) {
      applyEvent({ message, event: early, transaction: { ...where, events: [], flows: [] }, eid, nowMs });
    }
    if (waiting.length > 0) this.early.set(message.leaf, []);
  }

  #change(event: MessageEvent, transaction: ObservedTransaction): void {
    const { input, nowMs } = this.#context;
    const message = this.#find(event.leaf);
    if (message === null) {
      this.#keepEarly(event, transaction);
      return;
    }
    applyEvent({ message, event, transaction, eid: input.page.eid, nowMs });
  }

  #find(leaf: Leaf): Message | null {
    const { state, input } = this.#context;
    const guid = this.#byLeaf.get(leaf) ?? state.byLeaf.get(leaf);
    const base =
      guid === undefined ? input.reopened.get(leaf) : (this.changed.get(guid) ?? state.messages.get(guid));
    if (base === undefined) return null;
    const own = this.changed.get(base.guid);
    if (own !== undefined) return own;
    const copy: Message = {
      ...base,
      deliver: { ...base.deliver },
      transit: base.transit === null ? null : { ...base.transit },
    };
    this.changed.set(copy.guid, copy);
    return copy;
  }

  #keepEarly(event: MessageEvent, transaction: ObservedTransaction): void {
    const { state, input } = this.#context;
    const { events: _events, flows: _flows, ...where } = transaction;
    const list = this.early.get(event.leaf) ?? [...(state.early.get(event.leaf) ?? [])];
    list.push({ eid: input.page.eid, event, transaction: where });
    this.early.set(event.leaf, list);
  }
}

/** Rent of our own account, whoever closed what it had paid for. */
function rentAfter(parameters: { state: EngineState; page: ObservedPage; submitter: string }): RentTotals {
  const { state, page, submitter } = parameters;
  const before = state.cursors.get(page.eid)?.rent ?? NO_RENT;
  return page.transactions
    .flatMap(({ rent = [] }) => rent)
    .filter(({ account }) => account === submitter)
    .reduce(
      (sum, { paid, recovered }) => ({ paid: sum.paid + paid, recovered: sum.recovered + recovered }),
      before,
    );
}

function verifyLanes(parameters: {
  state: EngineState;
  input: PageInput;
  chain: string;
  sent: readonly { event: PacketSentEvent; leaf: Leaf }[];
}): ReadonlyMap<Eid, LanePosition> {
  const { state, input, chain, sent } = parameters;
  const before = state.cursors.get(input.page.eid)?.lanes ?? new Map<Eid, LanePosition>();
  const onChain = new Map(
    input.state?.lanes.map(({ dstEid, nonce, laneHash }) => [dstEid, { nonce, laneHash }]),
  );
  const after = new Map<Eid, LanePosition>();
  const destinations = new Set([
    ...before.keys(),
    ...sent.map(({ event }) => event.dstEid),
    ...onChain.keys(),
  ]);
  for (const dstEid of destinations) {
    const verdict = extendLane({
      from: before.get(dstEid) ?? { nonce: 0n, laneHash: INITIAL_LANE_HASH },
      sent: sent
        .filter(({ event }) => event.dstEid === dstEid)
        .map(({ event, leaf }) => ({ nonce: event.nonce, leaf })),
      onChain:
        input.state === null ? null : (onChain.get(dstEid) ?? { nonce: 0n, laneHash: INITIAL_LANE_HASH }),
    });
    if (verdict.ok) after.set(dstEid, { ...verdict.head });
    else
      throw laneError({
        verdict,
        lane: `${chain} ${input.page.eid}:${dstEid}`,
        height: input.page.to.height,
      });
  }
  return after;
}

function laneError(parameters: {
  verdict: Extract<LaneVerdict, { ok: false }>;
  lane: string;
  height: bigint;
}): BridgeError {
  const { verdict, lane, height } = parameters;
  if (verdict.fault === 'gap') {
    return new BridgeError('CXT_LANE_GAP', {
      context: { lane, last: String(verdict.last), found: String(verdict.found) },
    });
  }
  const show = ({ nonce, laneHash }: LaneHead): string => `nonce ${nonce}, ${laneHash}`;
  return new BridgeError('CXT_LANE_HASH_DIFFERS', {
    context: {
      lane,
      height: String(height),
      computed: show(verdict.computed),
      onChain: show(verdict.onChain),
    },
  });
}
