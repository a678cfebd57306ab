/** Times every request to a provider and counts its outcome, without changing either. */
import { type ChainProvider, ChainError, type Clock } from '@cxt-bridge/adapters/core';
import type { Metrics } from '../../observability/metrics.ts';

export function meteredProvider(parameters: {
  chain: string;
  provider: ChainProvider;
  metrics: Metrics;
  clock: Clock;
}): ChainProvider {
  const { chain, provider, metrics, clock } = parameters;
  const labels = { chain, provider: provider.label };
  const entries = Object.entries(provider).map(([method, member]) => {
    if (typeof member !== 'function') return [method, member];
    const call = member as (...args: unknown[]) => Promise<unknown>;
    const timed = async (...args: unknown[]): Promise<unknown> => {
      const startMs = clock.nowMs();
      let result = 'ok';
      try {
        return await call(...args);
      } catch (error) {
        result = error instanceof ChainError ? error.code : 'aborted';
        throw error;
      } finally {
        metrics.rpcSeconds.observe({ ...labels, method }, Math.max(0, clock.nowMs() - startMs) / 1000);
        metrics.rpcRequests.inc({ ...labels, result });
      }
    };
    return [method, timed];
  });
  return Object.fromEntries(entries) as ChainProvider;
}
