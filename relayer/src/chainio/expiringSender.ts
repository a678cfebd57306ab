/**
 * Gets intents included on a chain whose transactions have no nonce but die with the block they name (Solana).
 *
 * Same order of writes as the nonce-ordered sender: sign → journal (durable) → broadcast. The same bytes are offered again at every look until they
 * are included or their anchor has expired *at finality*; only then what is left of the call is planned and signed anew, because before that both
 * could be included. Calls of several steps go on with the next step when the one before it is included. All steps are harmless when repeated.
 */
import type { BridgeCall, ExpiringTxSigner, TxAnchor, TxStatus, TxStep } from '@cxt-bridge/adapters/core';
import type { Eid } from '@cxt-bridge/adapters/protocol';
import type { JsonValue, Store } from '../store/store.ts';
import { createMutex } from './mutex.ts';
import type { ChainView } from './providerQuorum.ts';
import type { TxIntent, TxOutcome, TxSender } from './txSender.ts';

interface ExpiringRow {
  readonly intentId: string;
  readonly call: BridgeCall;
  readonly steps: readonly TxStep[];
  /** Index of the step under way. */
  readonly at: number;
  readonly attempt: { hash: `0x${string}`; raw: `0x${string}`; anchorHash: string; expiresAt: string };
  /** The inclusion of the last step has been told. */
  included: boolean;
  /** Of all steps included so far. */
  readonly gasUsed: string;
}

export interface ExpiringSenderParameters {
  readonly eid: Eid;
  readonly view: ChainView;
  readonly signer: ExpiringTxSigner;
  readonly store: Store;
  readonly onOutcome: (outcome: TxOutcome) => void;
  readonly onWarning: (message: string, fields: Record<string, unknown>) => void;
}

interface SenderContext extends ExpiringSenderParameters {
  readonly rows: Map<string, ExpiringRow>;
  readonly prefix: string;
  blocked: string | null;
}

export async function createExpiringSender(parameters: ExpiringSenderParameters): Promise<TxSender> {
  const prefix = `${parameters.eid}/${parameters.signer.account}/`;
  const context: SenderContext = { ...parameters, rows: new Map(), prefix, blocked: null };
  for (const { value } of await parameters.store.scan('tx', { prefix, limit: 100_000 })) {
    const row = value as unknown as ExpiringRow;
    context.rows.set(row.intentId, row);
  }
  const exclusive = createMutex();
  return {
    account: parameters.signer.account,
    nextNonce: 0n,
    get openRows() {
      return context.rows.size;
    },
    get blocked() {
      return context.blocked;
    },
    isOpen: (intentId) => context.rows.has(intentId),
    submit: (intent) => exclusive(() => submitIntent({ context, intent })),
    onBlock: ({ finalizedHeight }) =>
      exclusive(async () => {
        for (const row of context.rows.values()) {
          // WHY: a row that cannot go on (an account is gone, say) must not hold up those behind it.
          await follow({ context, row, finalizedHeight }).catch((error: unknown) =>
            context.onWarning('transaction not followed', { intent: row.intentId, error }),
          );
        }
      }),
  };
}

async function submitIntent(parameters: { context: SenderContext; intent: TxIntent }): Promise<string> {
  const { context, intent } = parameters;
  const steps = await context.signer.plan(intent.call);
  const first = steps[0];
  if (first === undefined) {
    context.onOutcome(nothingLeft({ intentId: intent.id, call: intent.call, gasUsed: '0' }));
    return '';
  }
  const attempt = await signStep({ context, step: first });
  const row: ExpiringRow = {
    intentId: intent.id,
    call: intent.call,
    steps,
    at: 0,
    attempt,
    included: false,
    gasUsed: '0',
  };
  await put({ context, row });
  await broadcast({ context, row });
  return attempt.hash;
}

function nothingLeft(row: Pick<ExpiringRow, 'intentId' | 'call' | 'gasUsed'>): TxOutcome {
  const { intentId, call, gasUsed } = row;
  return { intentId, call, state: 'final', success: true, txHash: null, gasUsed: BigInt(gasUsed) };
}

async function signStep(parameters: {
  context: SenderContext;
  step: TxStep;
}): Promise<ExpiringRow['attempt']> {
  const { context, step } = parameters;
  const anchor = await context.view.any((provider) => {
    if (provider.anchor === undefined)
      throw new Error('the chain has no anchors: it needs the nonce-ordered sender');
    return provider.anchor();
  });
  const { hash, raw } = await context.signer.sign({ step, anchor });
  return { hash, raw, anchorHash: anchor.hash, expiresAt: anchor.expiresAt.toString() };
}

const anchorOf = ({ attempt }: ExpiringRow): TxAnchor => ({
  hash: attempt.anchorHash,
  expiresAt: BigInt(attempt.expiresAt),
});

/** SAFETY: always before the bytes leave, and the row in memory changes only with it; see the module header. */
async function put(parameters: { context: SenderContext; row: ExpiringRow }): Promise<void> {
  const { context, row } = parameters;
  await context.store.commit([
    { table: 'tx', key: `${context.prefix}${row.intentId}`, value: row as unknown as JsonValue },
  ]);
  context.rows.set(row.intentId, row);
}

async function remove(parameters: { context: SenderContext; row: ExpiringRow }): Promise<void> {
  const { context, row } = parameters;
  await context.store.commit([{ table: 'tx', key: `${context.prefix}${row.intentId}`, value: null }]);
  context.rows.delete(row.intentId);
}

async function broadcast(parameters: { context: SenderContext; row: ExpiringRow }): Promise<void> {
  const { context, row } = parameters;
  const { hash, raw } = row.attempt;
  try {
    const result = await context.view.everywhere((provider) => provider.broadcast(raw));
    if (result.outcome !== 'rejected') {
      context.blocked = null;
      return;
    }
    if (result.reason === 'insufficientFunds') context.blocked = 'the submitter has no funds';
    context.onWarning('transaction refused', { hash, reason: result.reason, detail: result.detail });
  } catch (error) {
    context.onWarning('broadcast failed, the same bytes go out at the next look', { hash, error });
  }
}

async function follow(parameters: {
  context: SenderContext;
  row: ExpiringRow;
  finalizedHeight: bigint;
}): Promise<void> {
  const { context, row, finalizedHeight } = parameters;
  const status = await context.view.any((provider) => provider.txStatus(row.attempt.hash));
  if (status.state === 'included') {
    await onIncluded({ context, row, status, finalizedHeight });
    return;
  }
  // A fork took it out again, or it never came: the same bytes, until they cannot be included any more.
  row.included = false;
  const last = await statusAfterExpiry({ context, row });
  if (last === null) await broadcast({ context, row });
  else if (last.state !== 'included') await renew({ context, row });
}

/**
 * Null while the bytes can still be included.
 * SAFETY: read again after the expiry was seen at finality, and by the same node: one that is behind would not know of the inclusion.
 */
function statusAfterExpiry(parameters: {
  context: SenderContext;
  row: ExpiringRow;
}): Promise<TxStatus | null> {
  const { context, row } = parameters;
  return context.view.any(async (provider) =>
    (await provider.anchorExpired?.(anchorOf(row))) === true ? provider.txStatus(row.attempt.hash) : null,
  );
}

/**
 * The old bytes are dead. What is left is planned anew: a fork may have taken out a step before, others may have done the work. What the chain
 * refuses by now (its attestation is too old, say) is given back: a node that looks first would never include it, and so never end the row.
 */
async function renew(parameters: { context: SenderContext; row: ExpiringRow }): Promise<void> {
  const { context, row } = parameters;
  const steps = await context.signer.plan(row.call);
  const [first] = steps;
  if (first === undefined) {
    await remove({ context, row });
    context.onOutcome(nothingLeft(row));
    return;
  }
  const dryRun = await context.view.any((provider) =>
    provider.estimate({ ...row.call, from: context.signer.account }),
  );
  if (!dryRun.ok) {
    await remove({ context, row });
    context.onWarning('transaction given back', { intent: row.intentId, reason: dryRun.reason });
    context.onOutcome({ ...nothingLeft(row), state: 'lost', success: false });
    return;
  }
  const renewed = { ...row, steps, at: 0, attempt: await signStep({ context, step: first }) };
  await put({ context, row: renewed });
  await broadcast({ context, row: renewed });
}

async function onIncluded(parameters: {
  context: SenderContext;
  row: ExpiringRow;
  status: Extract<TxStatus, { state: 'included' }>;
  finalizedHeight: bigint;
}): Promise<void> {
  const { context, row, status, finalizedHeight } = parameters;
  const outcome = {
    intentId: row.intentId,
    call: row.call,
    success: status.success,
    txHash: row.attempt.hash,
    gasUsed: BigInt(row.gasUsed) + status.gasUsed,
  };
  const isFinal = status.height <= finalizedHeight;
  if (!status.success) {
    if (!isFinal) return;
    await remove({ context, row });
    context.onOutcome({ ...outcome, state: 'final' });
    return;
  }
  const next = row.steps[row.at + 1];
  if (next !== undefined) {
    const attempt = await signStep({ context, step: next });
    const going = { ...row, at: row.at + 1, attempt, gasUsed: outcome.gasUsed.toString() };
    await put({ context, row: going });
    await broadcast({ context, row: going });
    return;
  }
  if (isFinal) {
    await remove({ context, row });
    context.onOutcome({ ...outcome, state: 'final' });
  } else if (!row.included) {
    row.included = true;
    context.onOutcome({ ...outcome, state: 'included' });
  }
}
