/** Hands one permissionless call over for submission, unless it is on its way or the chain would refuse it. */
import type { BridgeCall } from '@cxt-bridge/adapters/core';
import type { EngineContext } from './context.ts';
import type { ChainPort } from './ports.ts';

/** Null when sent or on its way already, else why the chain would refuse it now. */
export async function submitCall(parameters: {
  context: EngineContext;
  chain: ChainPort;
  id: string;
  call: BridgeCall;
  gasLimit: bigint;
}): Promise<string | null> {
  const { context, chain, id, call, gasLimit } = parameters;
  const sender = context.senders.get(chain.eid);
  if (sender === undefined || sender.isOpen(id)) return null;
  const dryRun = await chain.view.any((provider) => provider.estimate({ ...call, from: sender.account }));
  if (!dryRun.ok) return dryRun.reason;
  await sender.submit({ id, call, gasLimit });
  context.ports.metrics.transaction({ chain: chain.key, result: 'sent', gasUsed: 0n });
  return null;
}
