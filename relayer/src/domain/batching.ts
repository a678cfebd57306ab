/**
 * Which of the due legs go into the next bundle, and in which order.
 *
 * Transits come first and in causal order (C→A before A→B: the second moves what the first brings), approximated by the time their packets
 * left; within that, legs of one lane stand together with ascending nonces, so that the chain loads a lane's words once (protocol §5).
 */
import type { Leg, Message } from './message/message.ts';

export interface DueLeg {
  readonly message: Message;
  readonly leg: Leg;
}

export interface BundleLimits {
  readonly maxItems: number;
  readonly maxGas: bigint;
}

/** Gas of an item beside its call: marks, credit, events; generous, measured cases are below 25,000. */
export const ITEM_GAS = 60_000n;
/** Fixed gas of a delivery: transaction, signatures, set. */
export const BUNDLE_GAS = 150_000n;
const COMPOSE_GAS_MASK = 0x7fff_ffff;

/** Attempts after which a leg travels alone, so that it cannot hold others back. */
const ALONE_AFTER_ATTEMPTS = 3;

export function itemGas({ message, leg }: DueLeg): bigint {
  const bytes = BigInt(message.packet.length - 2 - 226) / 2n;
  const calls = leg === message.deliver ? BigInt(message.execution & COMPOSE_GAS_MASK) : 0n;
  // The 63/64 rule, rounded up, and what the gateway spends around the call.
  const compose = calls === 0n ? 0n : (calls * 64n) / 63n + 60_000n;
  return ITEM_GAS + 40n * bytes + compose;
}

export function selectBundle(parameters: { due: readonly DueLeg[]; limits: BundleLimits }): DueLeg[] {
  const { due, limits } = parameters;
  const ordered = order(due);
  const first = ordered[0];
  if (first === undefined) return [];
  if (first.leg.attempts >= ALONE_AFTER_ATTEMPTS) return [first];
  const bundle: DueLeg[] = [];
  let gas = BUNDLE_GAS;
  for (const item of ordered) {
    if (bundle.length >= limits.maxItems) break;
    if (item.leg.attempts >= ALONE_AFTER_ATTEMPTS) continue;
    const cost = itemGas(item);
    if (bundle.length > 0 && gas + cost > limits.maxGas) continue;
    bundle.push(item);
    gas += cost;
  }
  return order(bundle);
}

/** Gas limit of a delivery: never an estimate, because an item that lacks gas for its call fails alone instead of reverting. */
export function bundleGas(items: readonly DueLeg[]): bigint {
  return items.reduce((gas, item) => gas + itemGas(item), BUNDLE_GAS);
}

function order(due: readonly DueLeg[]): DueLeg[] {
  const lanes = new Map<string, { transit: boolean; since: bigint; items: DueLeg[] }>();
  for (const item of due) {
    const { message, leg } = item;
    const transit = leg === message.transit;
    const key = `${message.srcEid}:${message.dstEid}`;
    const since = BigInt(message.source.timestamp);
    const lane = lanes.get(key) ?? { transit, since, items: [] };
    if (since < lane.since) lane.since = since;
    lane.items.push(item);
    lanes.set(key, lane);
  }
  const sorted = [...lanes.values()].toSorted((a, b) => {
    if (a.transit !== b.transit) return a.transit ? -1 : 1;
    return a.since < b.since ? -1 : a.since > b.since ? 1 : 0;
  });
  return sorted.flatMap(({ items }) =>
    items.toSorted((a, b) => (BigInt(a.message.nonce) < BigInt(b.message.nonce) ? -1 : 1)),
  );
}
