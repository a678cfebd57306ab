/** Which legs this relayer should push on one chain now: by state, by time, and by its rank among the operators. */
import type { Eid } from '@cxt-bridge/adapters/protocol';
import type { DueLeg } from '../domain/batching.ts';
import { isUndelivered, type Leg, type Message, legAt } from '../domain/message/message.ts';
import { proposerRank, turn } from '../domain/rank.ts';
import { chainOf, type EngineContext, haltedFor } from './context.ts';
import { isStalled } from './signBatch.ts';

export interface Due {
  readonly legs: DueLeg[];
  /** Milliseconds until the next leg of this chain may become due; null = none is waiting. */
  readonly nextInMs: number | null;
}

/** Legs to deliver: never executed, and not in anybody's hands as far as we know. */
export function dueDeliveries(parameters: { context: EngineContext; eid: Eid }): Due {
  return due({
    ...parameters,
    wants: isUndelivered,
    slotOf: ({ message }) => BigInt(message.source.timestamp),
    sinceMs: ({ message, leg }) => (leg.attempts === 0 ? message.finalAtMs : leg.notBeforeMs),
  });
}

/** Queued items whose time has come by the chain's own clock. */
export function dueClaims(parameters: { context: EngineContext; eid: Eid }): Due {
  const nowSeconds = parameters.context.state.cursors.get(parameters.eid)?.block.timestamp ?? 0n;
  return due({
    ...parameters,
    wants: ({ state, releaseAt }) =>
      state === 'queued' && releaseAt !== null && BigInt(releaseAt) <= nowSeconds,
    slotOf: ({ leg }) => BigInt(leg.releaseAt ?? 0),
    // By the chain's clock, so that all operators count from the same moment.
    sinceMs: ({ leg }) => {
      const ripeSeconds = Number(nowSeconds - BigInt(leg.releaseAt ?? 0));
      return Math.max(parameters.context.ports.clock.nowMs() - ripeSeconds * 1_000, leg.sinceMs);
    },
  });
}

/** Calls that failed at delivery and that the relayers retry once. */
export function dueComposes(parameters: { context: EngineContext; eid: Eid }): Due {
  const { context, eid } = parameters;
  const separate = chainOf(context, eid).composesSeparately === true;
  return due({
    context,
    eid,
    wants: (leg, message) =>
      leg === message.deliver &&
      leg.state === 'executed' &&
      (message.compose === 'failed' || (separate && message.compose === 'pending')) &&
      message.composeRetries === 0,
    slotOf: ({ leg }) => BigInt(leg.timestamp ?? 0),
    sinceMs: ({ leg }) => leg.sinceMs,
  });
}

function due(parameters: {
  context: EngineContext;
  eid: Eid;
  wants: (leg: Leg, message: Message) => boolean;
  slotOf: (item: DueLeg) => bigint;
  sinceMs: (item: DueLeg) => number;
}): Due {
  const { context, eid, wants, slotOf, sinceMs } = parameters;
  const { state, settings, ports } = context;
  if (state.signerSet === null || haltedFor(context, [eid]) || isStalled({ context, eid })) {
    return { legs: [], nextInMs: null };
  }
  const nowMs = ports.clock.nowMs();
  const ranks = new Map<bigint, number>();
  const legs: DueLeg[] = [];
  let nextInMs: number | null = null;
  const later = (ms: number): void => {
    nextInMs = nextInMs === null ? ms : Math.min(nextInMs, ms);
  };
  for (const message of state.messages.values()) {
    const leg = legAt(message, eid);
    if (leg === null || !wants(leg, message)) continue;
    if (leg.notBeforeMs > nowMs) {
      later(leg.notBeforeMs - nowMs);
      continue;
    }
    const item = { message, leg };
    const slot = slotOf(item) / settings.slotSeconds;
    let rank = ranks.get(slot);
    if (rank === undefined) {
      const { members } = state.signerSet;
      rank = proposerRank({ dstEid: eid, slot, attester: ports.attester.address, members });
      ranks.set(slot, rank);
    }
    const elapsedMs = nowMs - sinceMs(item);
    const { members } = state.signerSet;
    const own = turn({ rank, members: members.length, rankDelayMs: settings.rankDelayMs, elapsedMs });
    if (own.due) legs.push(item);
    else later(own.inMs);
  }
  return { legs, nextInMs };
}
