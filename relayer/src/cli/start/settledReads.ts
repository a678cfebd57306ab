/**
 * States of final blocks, read until two reads in a row agree.
 *
 * WHY: Solana keeps no old state. The adapter reads the newest and takes back what happened since the block; a node that answers out
 * of a slot it is still filling makes that wrong by whatever that slot goes on to do. What is final never changes, so a wrong answer
 * cannot repeat itself.
 */
import { ChainError, type ChainProvider } from '@cxt-bridge/adapters/core';
import { canonical } from '../../chainio/canonical.ts';

const MOST_READS = 5;

/** The same provider. Its state reads throw `CXT_CHAIN_STATE_UNAVAILABLE` when no two of five agree. */
export function withSettledReads(provider: ChainProvider): ChainProvider {
  const { label } = provider;
  return {
    ...provider,
    outboundLanes: (at, options) =>
      settled({ label, what: 'the lanes', read: () => provider.outboundLanes(at, options) }),
    supplyState: (at, options) =>
      settled({ label, what: 'the supply', read: () => provider.supplyState(at, options) }),
  };
}

async function settled<Answer>(parameters: {
  label: string;
  what: string;
  read: () => Promise<Answer>;
}): Promise<Answer> {
  const { label, what, read } = parameters;
  let last = await read();
  for (let reads = 1; reads < MOST_READS; reads++) {
    const next = await read();
    if (canonical(next) === canonical(last)) return next;
    last = next;
  }
  throw new ChainError(
    'CXT_CHAIN_STATE_UNAVAILABLE',
    `${label}: ${what} of a final block came out different`,
    {
      provider: label,
    },
  );
}
