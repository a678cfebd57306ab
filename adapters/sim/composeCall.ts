/**
 * The call after the credit (protocol §4). The callee is a script; whatever it does, the credit stands, and a failed call is
 * kept for a retry.
 */
import type { ExecutionContext } from './executionContext.ts';
import { GAS } from './gasMeter.ts';
import type { CalleeOutcome } from './simTransaction.ts';
import type { InboundItem } from './inboundItem.ts';
import { Revert } from './revert.ts';

/** Makes the calls of the items that were credited; nothing for items without one, nor where calls are made separately. */
export function runComposes(context: ExecutionContext, items: readonly InboundItem[]): void {
  if (context.config.vm === 'svm') return;
  for (const item of items) {
    if (item.composeGas === null) continue;
    context.gas.release(item.composeGas);
    const { guid, leaf } = item;
    if (callCallee(context, { item, attempt: 'atDelivery' })) {
      context.events.push({ type: 'composeDelivered', guid, leaf });
    } else {
      context.state.composePending.set(leaf, item.recipient);
      context.events.push({ type: 'composeFailed', guid, leaf });
    }
  }
}

/** Throws `Revert('ComposeNotPending' | 'GasInsufficient' | 'ComposeStillFailing')`. */
export function retryPendingCompose(context: ExecutionContext, item: InboundItem): void {
  const { state, gas } = context;
  const { guid, leaf } = item;
  if (item.composeGas === null || !state.composePending.has(leaf))
    throw new Revert('ComposeNotPending', leaf);
  gas.charge(GAS.item);
  if (!gas.reserve(item.composeGas)) throw new Revert('GasInsufficient');
  gas.release(item.composeGas);
  state.composePending.delete(leaf);
  if (!callCallee(context, { item, attempt: 'atRetry' })) throw new Revert('ComposeStillFailing', leaf);
  context.events.push({ type: 'composeDelivered', guid, leaf });
}

function callCallee(
  context: ExecutionContext,
  at: { item: InboundItem; attempt: 'atDelivery' | 'atRetry' },
): boolean {
  const script = context.state.callees.get(at.item.recipient);
  const outcome: CalleeOutcome = script?.[at.attempt] ?? 'noCode';
  const boughtGas = BigInt(at.item.composeGas ?? 0);
  const usedGas = { ok: boughtGas / 2n, revert: boughtGas / 4n, eatsGas: boughtGas, noCode: 0n }[outcome];
  context.gas.charge(GAS.compose + usedGas);
  return outcome === 'ok';
}
