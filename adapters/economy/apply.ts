/**
 * Every call that anyone can make, as an operation on the state: `apply(state, operation)` gives the next state or a named refusal, and
 * never touches the state it was given.
 */
import type { Hex } from '@cxt-bridge/adapters/protocol';

import { punishAbsent, reportEquivocation, reportIncoherent, showVotes } from './court/evidence.ts';
import { certifyLate, challengeLate, closeLate } from './court/late.ts';
import { takeSnapshot } from './court/snapshots.ts';
import { releaseSeats } from './court/verdicts.ts';
import { type Economy, fork } from './economy.ts';
import { assign, commitResult, revealResult } from './market/execution.ts';
import { placeBid, submit, submitFromPort } from './market/intake.ts';
import { flush, withdrawCredit } from './market/money.ts';
import { attest, cancel, dispute, disputeCanary, expire, settle } from './market/verdict.ts';
import type { Account } from './parameters.ts';
import { claim, payDuty, sweep } from './pool/claims.ts';
import { closeEpoch, donate, skim } from './pool/close.ts';
import { recordBase, recordDuties, recordPaid } from './pool/records.ts';
import { Refusal } from './refusal.ts';
import { bond, bondEach, punish, reward, slash, unbond } from './stake/holds.ts';
import { requestUnstake, stake, withdrawUnbonding } from './stake/staking.ts';
import { joinValidators, leaveValidators } from './stake/validators.ts';
import { burnTokens, moveTokens } from './token.ts';
import { commitWork, openWork, seedEpoch } from './work/baseWork.ts';

type Call = Readonly<Record<string, unknown>>;
type Handler = (economy: Economy, call: never) => unknown;

const HANDLERS = {
  transfer: (economy: Economy, call: { caller: Account; to: Account; amountWei: bigint }) =>
    moveTokens(economy, { from: call.caller, to: call.to, amountWei: call.amountWei }),
  burn: (economy: Economy, call: { caller: Account; amountWei: bigint }) =>
    burnTokens(economy, { from: call.caller, amountWei: call.amountWei }),
  closeEpoch,
  claim,
  sweep,
  donate,
  skim,
  recordBase,
  recordPaid,
  recordDuties,
  payDuty,
  seedEpoch,
  commitWork,
  openWork,
  stake,
  requestUnstake,
  withdrawUnbonding,
  joinValidators,
  leaveValidators,
  bond,
  bondEach,
  unbond,
  slash,
  reward,
  punish,
  takeSnapshot,
  releaseSeats,
  showVotes,
  punishAbsent,
  reportIncoherent,
  reportEquivocation,
  challengeLate,
  certifyLate,
  closeLate,
  submit,
  submitFromPort,
  placeBid,
  assign,
  commitResult,
  revealResult,
  attest,
  settle,
  dispute,
  disputeCanary,
  expire,
  cancel,
  withdrawCredit,
  flush,
} satisfies Record<string, Handler>;

/** Names of the operations. */
export type OperationKind = keyof typeof HANDLERS;

type ArgumentsOf<Kind extends OperationKind> =
  Parameters<(typeof HANDLERS)[Kind]> extends [Economy, infer Argument] ? Argument : object;

/** A call: `kind` and its arguments, `caller` where it matters who calls. */
export type Operation = {
  [Kind in OperationKind]: { readonly kind: Kind } & Readonly<ArgumentsOf<Kind>>;
}[OperationKind];

/** What an operation led to; of a refusal the state is the one before. */
export interface Outcome {
  readonly economy: Economy;
  readonly refusal: Refusal | null;
  /** What the contract's function returns, as far as the model has it. */
  readonly returned: unknown;
}

/** Applies one operation. */
export function apply(economy: Economy, operation: Operation): Outcome {
  const next = fork(economy);
  const handler = HANDLERS[operation.kind] as (economy: Economy, call: Call) => unknown;
  try {
    return { returned: handler(next, operation), economy: next, refusal: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { economy, refusal: error, returned: undefined };
  }
}

/** The same economy in a later block. @throws RangeError when time runs backwards */
export function advance(economy: Economy, to: { now: bigint; block: bigint }): Economy {
  if (to.now < economy.now || to.block < economy.block) throw new RangeError('time runs forward only');
  return { ...economy, ...to };
}

/** Bytes that stand for no result and no beacon. */
export const NO_BYTES: Hex = '0x';
