/**
 * What a final event on the executing chain means for a message. Only these make a leg `executed`; a receipt that is not final never does.
 * Mutates the message given: the caller passes a copy that it adopts after the store has it.
 */
import type { BridgeEvent, ObservedTransaction } from '@cxt-bridge/adapters/core';
import type { Eid } from '@cxt-bridge/adapters/protocol';
import { backoffMs } from '../backoff.ts';
import { type Leg, type LegState, type Message, legAt } from './message.ts';

export function applyEvent(parameters: {
  message: Message;
  event: BridgeEvent;
  transaction: ObservedTransaction;
  eid: Eid;
  nowMs: number;
}): void {
  const { message, event, transaction, eid, nowMs } = parameters;
  const leg = legAt(message, eid);
  if (leg === null) return;
  const enter = (state: LegState): void => {
    leg.state = state;
    leg.sinceMs = nowMs;
    leg.reason = null;
    leg.txHash = transaction.txHash;
    leg.height = transaction.height.toString();
    leg.timestamp = transaction.timestamp.toString();
    leg.gasUsed = transaction.gasUsed.toString();
  };
  switch (event.type) {
    case 'delivered':
    case 'transit':
      enter('executed');
      break;
    case 'queued':
      enter('queued');
      leg.releaseAt = event.releaseAt?.toString() ?? null;
      leg.notBeforeMs = nowMs;
      break;
    case 'claimable':
      enter('claimable');
      break;
    case 'held':
      enter('held');
      break;
    case 'heldResolved':
      if (event.action === 'discard') putBack({ leg, reason: 'HELD_DISCARDED', nowMs });
      break;
    case 'itemFailed':
      if (leg.state !== 'executed') putBack({ leg, reason: event.reason, nowMs });
      break;
    case 'composeDelivered':
      message.compose = 'ok';
      break;
    case 'composeFailed':
      message.compose = 'failed';
      break;
    default:
      break;
  }
}

/** Back to the pool with a visible reason and a typed backoff; never dropped. */
export function putBack(parameters: { leg: Leg; reason: string; nowMs: number }): void {
  const { leg, reason, nowMs } = parameters;
  leg.state = 'failed';
  leg.sinceMs = nowMs;
  leg.reason = reason;
  leg.attempts += 1;
  leg.notBeforeMs = nowMs + backoffMs(leg.attempts);
}
