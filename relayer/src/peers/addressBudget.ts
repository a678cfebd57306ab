/** A token bucket per remote address: a peer that asks too much waits, the others do not notice. Memory is bounded. */
import type { Clock } from '@cxt-bridge/adapters/core';

export interface AddressBudget {
  /** True when one more request of this address is within its budget. */
  take(address: string): boolean;
}

export interface BudgetLimits {
  /** Requests that may come at once. */
  readonly burst: number;
  readonly perSecond: number;
  /** Addresses remembered; the longest silent one is forgotten first. */
  readonly maxAddresses: number;
}

export function createAddressBudget(parameters: { clock: Clock; limits: BudgetLimits }): AddressBudget {
  const { clock, limits } = parameters;
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return {
    take: (address) => {
      const key = networkOf(address);
      const nowMs = clock.nowMs();
      const bucket = buckets.get(key) ?? { tokens: limits.burst, atMs: nowMs };
      const refilled = bucket.tokens + (Math.max(0, nowMs - bucket.atMs) / 1000) * limits.perSecond;
      const tokens = Math.min(limits.burst, refilled);
      // WHY: deleted first, so that the map's order is the order of last use and eviction takes the oldest.
      buckets.delete(key);
      buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: nowMs });
      if (buckets.size > limits.maxAddresses) buckets.delete(buckets.keys().next().value as string);
      return tokens >= 1;
    },
  };
}

/** IPv6 hosts own a /64 and could use a new address for every request. */
function networkOf(address: string): string {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
  return plain.includes(':') ? plain.split(':').slice(0, 4).join(':') : plain;
}
