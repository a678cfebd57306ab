/**
 * Gets intents included on one chain from one account.
 *
 * Order of writes (relayer design §5): sign → journal (durable) → broadcast. On every new block: included rows are watched until their block
 * is final, unknown ones are broadcast again with the same bytes, slow ones are replaced at higher fees with the same nonce, a nonce
 * that nobody fills is closed by a self-send. A row ends only when its inclusion is final or when its nonce was provably spent by
 * something else at a final height.
 */
import type { BridgeCall, Clock, TxSigner, TxStatus } from '@cxt-bridge/adapters/core';
import type { Eid } from '@cxt-bridge/adapters/protocol';
import type { Store } from '../store/store.ts';
import { type FeeCap, escalate, openingFees } from './feeEscalator.ts';
import { createMutex } from './mutex.ts';
import type { ChainView } from './providerQuorum.ts';
import { type TxAttempt, type TxJournal, type TxRow, openTxJournal } from './txJournal.ts';

export interface TxIntent {
  /** Names the work, e.g. `deliver:<root>`; the same work under the same id is never sent twice at once. */
  readonly id: string;
  readonly call: BridgeCall;
  readonly gasLimit: bigint;
}

export interface TxOutcome {
  readonly intentId: string;
  readonly call: BridgeCall;
  /** `included` is not final yet; `final` and `lost` end the intent. */
  readonly state: 'included' | 'final' | 'lost';
  readonly success: boolean;
  readonly txHash: string | null;
  readonly gasUsed: bigint | null;
}

export interface TxSender {
  readonly account: string;
  readonly openRows: number;
  /** Nonce that the next transaction gets, as far as the journal and the last look at the chain tell. */
  readonly nextNonce: bigint;
  /** Why nodes refuse this account's transactions now (no funds, say); null when they do not. */
  readonly blocked: string | null;
  isOpen(intentId: string): boolean;
  /** Resolves with the hash once a node has the bytes (or will be offered them again at the next block). */
  submit(intent: TxIntent): Promise<string>;
  /** Call when the chain has new blocks. */
  onBlock(heads: { latestHeight: bigint; finalizedHeight: bigint }): Promise<void>;
}

export interface TxSenderParameters {
  readonly eid: Eid;
  readonly view: ChainView;
  readonly signer: TxSigner;
  readonly store: Store;
  readonly clock: Clock;
  readonly cap: FeeCap;
  /** Blocks without inclusion before a replacement. */
  readonly replaceAfterBlocks: bigint;
  readonly onOutcome: (outcome: TxOutcome) => void;
  readonly onWarning: (message: string, fields: Record<string, unknown>) => void;
}

interface SenderContext extends TxSenderParameters {
  readonly journal: TxJournal;
  latestHeight: bigint;
  blocked: string | null;
  nextNonce: bigint;
}

export async function createTxSender(parameters: TxSenderParameters): Promise<TxSender> {
  const { eid, signer, store } = parameters;
  const journal = await openTxJournal({ store, eid, account: signer.account });
  const context: SenderContext = { ...parameters, journal, latestHeight: 0n, blocked: null, nextNonce: 0n };
  const exclusive = createMutex();
  return {
    account: signer.account,
    get openRows() {
      return journal.rows.size;
    },
    get nextNonce() {
      return context.nextNonce;
    },
    get blocked() {
      return context.blocked;
    },
    isOpen: (intentId) => [...journal.rows.values()].some((row) => row.intentId === intentId),
    submit: (intent) => exclusive(() => submitIntent({ context, intent })),
    onBlock: (heads) =>
      exclusive(async () => {
        context.latestHeight = heads.latestHeight;
        await followRows({ context, finalizedHeight: heads.finalizedHeight });
        await fillGaps(context);
      }),
  };
}

async function submitIntent(parameters: { context: SenderContext; intent: TxIntent }): Promise<string> {
  const { context, intent } = parameters;
  const nonce = await nextNonce(context);
  context.nextNonce = nonce + 1n;
  return sendAt({ context, intent, nonce });
}

/** Rows, not a counter: after the last journaled nonce, never below what the chain has seen. */
async function nextNonce(context: SenderContext): Promise<bigint> {
  const chainNonce = await context.view.any((provider) => provider.accountNonce(context.signer.account));
  let next = chainNonce;
  for (const nonce of context.journal.rows.keys()) if (nonce >= next) next = nonce + 1n;
  return next;
}

async function sendAt(parameters: {
  context: SenderContext;
  intent: TxIntent;
  nonce: bigint;
}): Promise<string> {
  const { context, intent, nonce } = parameters;
  const estimate = await context.view.any((provider) => provider.feeQuote());
  const fees = openingFees({ estimate, cap: context.cap });
  const signed = await context.signer.sign({ call: intent.call, nonce, gasLimit: intent.gasLimit, ...fees });
  const row: TxRow = {
    eid: context.eid,
    account: context.signer.account,
    nonce: nonce.toString(),
    intentId: intent.id,
    call: intent.call,
    gasLimit: intent.gasLimit.toString(),
    attempts: [attempt({ context, signed, fees })],
    included: null,
    passedAtHeight: null,
  };
  // SAFETY: durable before broadcast; see the module header.
  await context.journal.put(row);
  await broadcastLast({ context, row });
  return signed.hash;
}

function attempt(parameters: {
  context: SenderContext;
  signed: { hash: `0x${string}`; raw: `0x${string}` };
  fees: { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint };
}): TxAttempt {
  const { context, signed, fees } = parameters;
  return {
    hash: signed.hash,
    raw: signed.raw,
    maxFeePerGas: fees.maxFeePerGas.toString(),
    maxPriorityFeePerGas: fees.maxPriorityFeePerGas.toString(),
    atHeight: context.latestHeight.toString(),
  };
}

/** Offers the newest bytes to every provider. A refusal is not an error: the row stays and is looked at again at the next block. */
async function broadcastLast(parameters: { context: SenderContext; row: TxRow }): Promise<void> {
  const { context, row } = parameters;
  const last = row.attempts.at(-1) as TxAttempt;
  try {
    const result = await context.view.everywhere((provider) => provider.broadcast(last.raw));
    if (result.outcome !== 'rejected') {
      context.blocked = null;
      return;
    }
    if (result.reason === 'insufficientFunds') context.blocked = 'the submitter has no funds';
    if (result.reason === 'underpriced') await replace({ context, row });
    else if (result.reason !== 'nonceTooLow') {
      context.onWarning('transaction refused', {
        hash: last.hash,
        reason: result.reason,
        detail: result.detail,
      });
    }
  } catch (error) {
    context.onWarning('broadcast failed, the same bytes go out at the next block', {
      hash: last.hash,
      error,
    });
  }
}

async function replace(parameters: { context: SenderContext; row: TxRow }): Promise<void> {
  const { context, row } = parameters;
  const last = row.attempts.at(-1) as TxAttempt;
  const old = {
    maxFeePerGas: BigInt(last.maxFeePerGas),
    maxPriorityFeePerGas: BigInt(last.maxPriorityFeePerGas),
  };
  const estimate = await context.view.any((provider) => provider.feeQuote());
  const fees = escalate({ old, estimate, cap: context.cap });
  if (fees.capped) {
    context.onWarning('fee cap reached, waiting', { hash: last.hash, maxFeePerGas: last.maxFeePerGas });
    return;
  }
  if (fees.maxFeePerGas === old.maxFeePerGas) return;
  const { maxFeePerGas, maxPriorityFeePerGas } = fees;
  const signed = await context.signer.sign({
    call: row.call,
    nonce: BigInt(row.nonce),
    gasLimit: BigInt(row.gasLimit),
    maxFeePerGas,
    maxPriorityFeePerGas,
  });
  row.attempts.push(attempt({ context, signed, fees }));
  await context.journal.put(row);
  try {
    await context.view.everywhere((provider) => provider.broadcast(signed.raw));
  } catch (error) {
    context.onWarning('broadcast failed, the same bytes go out at the next block', {
      hash: signed.hash,
      error,
    });
  }
}

async function followRows(parameters: { context: SenderContext; finalizedHeight: bigint }): Promise<void> {
  const { context, finalizedHeight } = parameters;
  const rows = [...context.journal.rows.values()].toSorted((a, b) =>
    BigInt(a.nonce) < BigInt(b.nonce) ? -1 : 1,
  );
  for (const row of rows) {
    const found = await statusOf({ context, row });
    if (found.status.state === 'included') await onIncluded({ context, row, found, finalizedHeight });
    else await onMissing({ context, row, pending: found.status.state === 'pending', finalizedHeight });
  }
}

type Found = { hash: string; status: TxStatus };

async function statusOf(parameters: { context: SenderContext; row: TxRow }): Promise<Found> {
  const { context, row } = parameters;
  let best: Found = { hash: (row.attempts.at(-1) as TxAttempt).hash, status: { state: 'unknown' } };
  for (const { hash } of row.attempts.toReversed()) {
    const status = await context.view.any((provider) => provider.txStatus(hash));
    if (status.state === 'included') return { hash, status };
    if (status.state === 'pending' && best.status.state === 'unknown') best = { hash, status };
  }
  return best;
}

async function onIncluded(parameters: {
  context: SenderContext;
  row: TxRow;
  found: Found;
  finalizedHeight: bigint;
}): Promise<void> {
  const { context, row, found, finalizedHeight } = parameters;
  const { status, hash } = found;
  if (status.state !== 'included') return;
  const outcome = {
    intentId: row.intentId,
    call: row.call,
    success: status.success,
    txHash: hash,
    gasUsed: status.gasUsed,
  };
  if (status.height <= finalizedHeight) {
    await context.journal.remove(row);
    context.onOutcome({ ...outcome, state: 'final' });
    return;
  }
  if (row.included?.blockHash === status.blockHash) return;
  row.included = {
    height: status.height.toString(),
    blockHash: status.blockHash,
    hash,
    success: status.success,
    gasUsed: status.gasUsed.toString(),
  };
  context.onOutcome({ ...outcome, state: 'included' });
}

async function onMissing(parameters: {
  context: SenderContext;
  row: TxRow;
  pending: boolean;
  finalizedHeight: bigint;
}): Promise<void> {
  const { context, row, pending, finalizedHeight } = parameters;
  // A reorg of the destination took it out again: the same bytes go back.
  row.included = null;
  const chainNonce = await context.view.any((provider) => provider.accountNonce(context.signer.account));
  if (chainNonce > BigInt(row.nonce)) {
    await onPassed({ context, row, finalizedHeight });
    return;
  }
  row.passedAtHeight = null;
  const last = row.attempts.at(-1) as TxAttempt;
  if (pending && context.latestHeight - BigInt(last.atHeight) >= context.replaceAfterBlocks) {
    await replace({ context, row });
  } else if (!pending) await broadcastLast({ context, row });
}

/** Another transaction spent the nonce. Concluded only when that is final: until then a reorg may give it back. */
async function onPassed(parameters: {
  context: SenderContext;
  row: TxRow;
  finalizedHeight: bigint;
}): Promise<void> {
  const { context, row, finalizedHeight } = parameters;
  row.passedAtHeight ??= context.latestHeight.toString();
  if (finalizedHeight < BigInt(row.passedAtHeight)) return;
  const again = await statusOf({ context, row });
  if (again.status.state === 'included') return;
  await context.journal.remove(row);
  context.onOutcome({
    intentId: row.intentId,
    call: row.call,
    state: 'lost',
    success: false,
    txHash: null,
    gasUsed: null,
  });
}

/** A nonce below the oldest row that nobody holds would block every later one: close it with a transaction to ourselves. */
async function fillGaps(context: SenderContext): Promise<void> {
  if (context.journal.rows.size === 0) return;
  const chainNonce = await context.view.any((provider) => provider.accountNonce(context.signer.account));
  const highest = [...context.journal.rows.keys()].reduce((a, b) => (a > b ? a : b));
  for (let nonce = chainNonce; nonce < highest; nonce += 1n) {
    if (context.journal.rows.has(nonce)) continue;
    await sendAt({
      context,
      intent: { id: `fill:${nonce}`, call: { kind: 'selfSend' }, gasLimit: 21_000n },
      nonce,
    });
  }
}
