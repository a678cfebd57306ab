/** Runs one transaction against the state: all of it, or (on `Revert`) nothing but gas and nonce. */
import type { BridgeEvent, TokenFlow } from '../core/index.ts';
import type { Eid } from '../protocol/index.ts';
import { claimQueuedItem, deliverBundle, deliverOneItem, retryCompose } from './deliverBatch.ts';
import type { ExecutionContext } from './executionContext.ts';
import { GAS, GasMeter } from './gasMeter.ts';
import { attestRoot, closeRoot, deliverProven } from './provenDelivery.ts';
import { Revert } from './revert.ts';
import { sendPacket } from './sendPacket.ts';
import { claimCredit } from './settleItem.ts';
import type { SimCall } from './simTransaction.ts';
import { burnToken, transferToken } from './tokenMoves.ts';

/** What a transaction did. */
export interface ExecutionResult {
  readonly success: boolean;
  /** Name of the contract's error; empty on success. */
  readonly reason: string;
  readonly gasUsed: bigint;
  /** Least gas limit with which it would end the same way. */
  readonly gasRequired: bigint;
  readonly events: readonly BridgeEvent[];
  readonly flows: readonly TokenFlow[];
}

/** Block, state and sender of a transaction. */
export type ExecutionFrame = Omit<ExecutionContext, 'gas' | 'events' | 'flows'>;

/** Runs `call` with `gasLimit`. Never throws for anything the call does. */
export function executeCall(
  frame: ExecutionFrame,
  at: { call: SimCall; gasLimit: bigint; calldataBytes: number },
): ExecutionResult {
  const gas = new GasMeter(at.gasLimit);
  const context: ExecutionContext = { ...frame, gas, events: [], flows: [] };
  const { journal } = frame.state;
  const before = journal.mark();
  try {
    gas.charge(GAS.transaction + GAS.calldataByte * BigInt(at.calldataBytes));
    dispatch(context, at.call);
    const { events, flows } = context;
    return { success: true, reason: '', gasUsed: gas.used, gasRequired: gas.required, events, flows };
  } catch (error) {
    if (!(error instanceof Revert)) throw error;
    journal.rollback(before);
    const { reason } = error;
    return { success: false, reason, gasUsed: gas.used, gasRequired: gas.required, events: [], flows: [] };
  }
}

const SVM_ONLY: ReadonlySet<string> = new Set([
  'attestRoot',
  'closeRoot',
  'deliverProven',
  'claimCredit',
  'openTokenAccount',
]);

function dispatch(context: ExecutionContext, call: SimCall): void {
  const { state, sender, gas, config } = context;
  if (config.vm !== 'svm' && SVM_ONLY.has(call.kind)) throw new Revert('UnknownCall');
  switch (call.kind) {
    case 'attestRoot':
      return attestRoot(context, call);
    case 'deliverProven':
      return deliverProven(context, call);
    case 'closeRoot':
      return closeRoot(context, call);
    case 'claimCredit':
      return claimCredit(context, call.leaf);
    case 'openTokenAccount':
      return state.tokenAccounts.set(sender, true);
    case 'deliver':
      return deliverBundle(context, call);
    case 'deliverOne':
      return deliverOneItem(context, call);
    case 'claimQueued':
      return claimQueuedItem(context, call.item);
    case 'retryCompose':
      return retryCompose(context, call.item);
    case 'send':
      return sendPacket(context, call);
    case 'burn':
      gas.charge(GAS.tokenCall);
      burnToken(context, { from: sender, amountWei: call.amountWei });
      return state.addFigure('burnedExternallyWei', call.amountWei);
    case 'transfer':
      gas.charge(GAS.tokenCall);
      if (!mayHold(context, call.to)) throw new Revert('NoTokenAccount', call.to);
      return transferToken(context, { from: sender, to: call.to, amountWei: call.amountWei });
    case 'fundNative':
      return state.nativeWei.set(call.account, (state.nativeWei.get(call.account) ?? 0n) + call.amountWei);
    case 'setLanePaused':
      if (call.paused) state.pausedLanes.set(call.srcEid as Eid, true);
      else state.pausedLanes.delete(call.srcEid as Eid);
      return;
    case 'scriptCallee':
      return state.callees.set(call.account, { atDelivery: call.atDelivery, atRetry: call.atRetry });
    case 'selfSend':
      return;
    default:
      throw new Revert('UnknownCall');
  }
}

function mayHold({ config, state }: ExecutionContext, account: string): boolean {
  return config.vm === 'evm' || account === config.gateway || state.tokenAccounts.has(account);
}
