/**
 * Closes the stored roots that this relayer paid for when their time is over: its deposit comes back, and the observer books it as recovered rent.
 *
 * Nothing is remembered about roots. They are looked for on the chain, so that a restart, a lost store or an inclusion that a fork took out leaves
 * none behind; the transaction journal keeps a closing from being signed twice, and of a root that is gone nothing is left to plan.
 */
import type { EngineContext } from './context.ts';
import { haltedFor } from './context.ts';
import type { ChainPort } from './ports.ts';
import { submitCall } from './submitCall.ts';

/** A root stays for an hour anyway; a minute more costs nothing. */
const LOOK_MS = 60_000;
const PER_LOOK = 16;
const GAS = 50_000n;

/** Looks when it is time to; never throws unless the relayer is stopping. */
export function createRootCloser(parameters: {
  context: EngineContext;
  chain: ChainPort;
}): () => Promise<void> {
  const { context, chain } = parameters;
  const { clock, log } = context.ports;
  let nextMs = 0;
  let told = '';
  return async () => {
    if (clock.nowMs() < nextMs || haltedFor(context, [chain.eid])) return;
    nextMs = clock.nowMs() + LOOK_MS;
    try {
      await closeOnce({ context, chain });
      told = '';
    } catch (error) {
      if (context.stop.aborted) throw error;
      const sentence = error instanceof Error ? error.message : String(error);
      // WHY once: a node that does not serve the search will not do so in a minute either.
      if (sentence !== told) log.warn({ chain: chain.key, err: error }, 'stored roots not closed');
      told = sentence;
    }
  };
}

async function closeOnce(parameters: { context: EngineContext; chain: ChainPort }): Promise<void> {
  const { context, chain } = parameters;
  const { log } = context.ports;
  const sender = context.senders.get(chain.eid);
  if (sender === undefined || sender.blocked !== null) return;
  const roots = await chain.view.any(async (provider) =>
    provider.closableRoots?.(chain.signer.account, { signal: context.stop }),
  );
  for (const root of roots?.slice(0, PER_LOOK) ?? []) {
    const id = `close:${root}`;
    if (sender.isOpen(id)) continue;
    const call = { kind: 'closeRoot', root } as const;
    const reason = await submitCall({ context, chain, id, call, gasLimit: GAS });
    log.info({ chain: chain.key, root, outcome: reason ?? 'sent' }, 'closing of a stored root');
  }
}
