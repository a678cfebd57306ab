/** The transactions that carry out a bridge call, on top of the chain's confirmed state. */
import type { BridgeCall } from '../../core/transactions.ts';
import { planClaim } from './planClaim.ts';
import { planCloseRoot } from './planCloseRoot.ts';
import { planCompose } from './planCompose.ts';
import type { PlanContext } from './planContext.ts';
import { planDelivery } from './planDelivery.ts';
import type { PlannedStep } from './plannedStep.ts';

/** Empty when there is nothing left to do. @throws PlanRefused, ChainError, MalformedAnswer, protocol errors */
export async function planCall(context: PlanContext, call: BridgeCall): Promise<readonly PlannedStep[]> {
  switch (call.kind) {
    case 'deliver':
    case 'deliverOne':
      return planDelivery(context, call);
    case 'claimQueued':
      return planClaim(context, call.item);
    case 'retryCompose':
      return planCompose(context, call.item);
    case 'closeRoot':
      return planCloseRoot(context, call.root);
    case 'selfSend':
      return [];
  }
}
