/**
 * Reads one chain up to its final tip, page by page, for ever.
 *
 * Guarantee: what is adopted is final, proven, gap-free, booked and reconciled, and was made durable in one commit; or nothing is adopted
 * and the reason is visible. The cases of a new final head:
 *   same block as the cursor          → caught up
 *   ahead of the cursor               → observe the page in between, linked by parent hashes to the cursor
 *   below the cursor, quorum regressed → `CXT_FINALITY_BACKWARDS`, sticky
 *   cursor's height has another hash   → `CXT_FINALITY_REWRITTEN`, sticky
 */
import { type BlockRef, ChainError, type ObservedPage } from '@cxt-bridge/adapters/core';
import type { Leaf } from '@cxt-bridge/adapters/protocol';
import type { QuorumHeads } from '../chainio/providerQuorum.ts';
import { staleUnmatched } from '../domain/ledger/gate.ts';
import { type Message, messageStatus } from '../domain/message/message.ts';
import { BridgeError, isBridgeError } from '../errors/bridgeError.ts';
import { chainKey, type EngineContext } from './context.ts';
import { haltOn } from './halt.ts';
import { adoptPage, loadMessage, pageWrites } from './persist.ts';
import { planPage } from './planPage.ts';
import type { ChainPort } from './ports.ts';
import { type Cursor, NO_RENT } from './state.ts';

export async function observeLoop(parameters: { context: EngineContext; chain: ChainPort }): Promise<void> {
  const { context, chain } = parameters;
  const { clock, liveness } = context.ports;
  let failures = 0;
  while (!context.stop.aborted) {
    liveness.beat(`observe:${chain.key}`);
    let busy = false;
    try {
      busy = await observeOnce({ context, chain });
      failures = 0;
    } catch (error) {
      if (context.stop.aborted) return;
      failures += 1;
      await onFailure({ context, chain, error });
    }
    const pauseMs =
      failures === 0 ? chain.pollMs : Math.min(10_000, chain.pollMs * 2 ** Math.min(failures, 6));
    if (!busy) await clock.sleep(pauseMs, context.stop);
  }
}

/** One look at the chain. True: there is more to read at once. */
export async function observeOnce(parameters: {
  context: EngineContext;
  chain: ChainPort;
}): Promise<boolean> {
  const { context, chain } = parameters;
  const { state, ports, settings } = context;
  if (state.halts.has(`chain:${chain.eid}`)) return false;
  const heads = await chain.view.heads(context.stop);
  if (heads.finalized.height < chain.startHeight - 1n) return false;
  const cursor = state.cursors.get(chain.eid) ?? (await firstCursor({ context, chain }));
  const previousHeight = state.latestHeight.get(chain.eid);
  noteHeads({ context, chain, heads });
  if (heads.latestHeight !== previousHeight) await driveSender({ context, chain, heads });
  if (heads.finalized.height < cursor.block.height) {
    assertNotRegressed({ chain, cursor, heads });
    return false;
  }
  if (heads.finalized.height === cursor.block.height) {
    assertSameBlock({ chain, cursor, block: heads.finalized });
    // After a start: compare with the chain before anything is signed, although there is nothing new to read.
    if (!state.verified.has(chain.eid))
      await observePage({ context, chain, from: cursor.block, to: cursor.block, atTip: true });
  } else {
    const to = await pageEnd({ context, chain, cursor, finalized: heads.finalized });
    const atTip = to.height === heads.finalized.height;
    await observePage({ context, chain, from: cursor.block, to, atTip });
    if (to.height < heads.finalized.height) return true;
  }
  state.caughtUpAtMs.set(chain.eid, ports.clock.nowMs());
  clearProblem({ context, chain });
  const stale = staleUnmatched({
    ledger: state.ledger,
    nowMs: ports.clock.nowMs(),
    graceMs: settings.unmatchedGraceMs,
    caughtUpAtMs: state.caughtUpAtMs,
  });
  if (stale !== null) throw stale;
  return false;
}

/** The block before the first one that can contain bridge events. That nothing happened before it is checked at the tip, by the supply. */
async function firstCursor(parameters: { context: EngineContext; chain: ChainPort }): Promise<Cursor> {
  const { context, chain } = parameters;
  const block = await chain.view.blockAtOrBefore(chain.startHeight - 1n, context.stop);
  const cursor: Cursor = { block, lanes: new Map(), rent: NO_RENT };
  context.state.cursors.set(chain.eid, cursor);
  return cursor;
}

/** As many heights further as a page holds; more of them where so many in a row are without a block. */
async function pageEnd(parameters: {
  context: EngineContext;
  chain: ChainPort;
  cursor: Cursor;
  finalized: BlockRef;
}): Promise<BlockRef> {
  const { context, chain, cursor, finalized } = parameters;
  const { height } = cursor.block;
  for (let span = context.settings.pageBlocks; height + span < finalized.height; span *= 2n) {
    const block = await chain.view.blockAtOrBefore(height + span, context.stop);
    if (block.height > height) return block;
  }
  return finalized;
}

async function observePage(parameters: {
  context: EngineContext;
  chain: ChainPort;
  from: BlockRef;
  to: BlockRef;
  atTip: boolean;
}): Promise<void> {
  const { context, chain, from, to, atTip } = parameters;
  const [page, state] = await Promise.all([
    from.height === to.height
      ? { eid: chain.eid, from, to, transactions: [] }
      : observeLinked({ context, chain, from, to }),
    // WHY: nodes keep state for minutes, not for ever. The lane hash at the tip authenticates everything before it.
    atTip ? stateAt({ context, chain, to }) : null,
  ]);
  const reopened = await closedButTouched({ context, page });
  await context.exclusive(async () => {
    const nowMs = context.ports.clock.nowMs();
    const plan = planPage({
      state: context.state,
      input: { page, state, reopened },
      homeEid: context.settings.homeEid,
      chain: chain.key,
      submitter: chain.signer.account,
      nowMs,
    });
    await context.ports.store.commit(pageWrites({ plan, firstSequence: context.state.nextSequence }));
    adoptPage({ state: context.state, plan });
    for (const message of plan.messages.values()) noteMessage({ context, chain, message, nowMs });
    logPage({ context, chain, page, created: plan.created.length });
    if (page.transactions.length > 0) context.bell.ring();
  });
}

async function stateAt(parameters: { context: EngineContext; chain: ChainPort; to: BlockRef }) {
  const { context, chain, to } = parameters;
  const [lanes, supply] = await Promise.all([
    chain.view.outboundLanes(to, context.stop),
    chain.view.supplyState(to, context.stop),
  ]);
  return { lanes, supply };
}

/** A page that does not link to the cursor means that a final block was rewritten: asked again before it is believed. */
async function observeLinked(parameters: {
  context: EngineContext;
  chain: ChainPort;
  from: BlockRef;
  to: BlockRef;
}): Promise<ObservedPage> {
  const { context, chain, from, to } = parameters;
  try {
    return await chain.view.observe({ from, to }, context.stop);
  } catch (error) {
    if (!isBridgeError(error) && !(error instanceof ChainError)) throw error;
    // WHY: or before: a rewritten chain need not have a block at that height at all.
    const again = await chain.view.blockAtOrBefore(from.height, context.stop);
    assertSameBlock({ chain, cursor: { block: from, lanes: new Map(), rent: NO_RENT }, block: again });
    throw error;
  }
}

async function closedButTouched(parameters: {
  context: EngineContext;
  page: ObservedPage;
}): Promise<ReadonlyMap<Leaf, Message>> {
  const { context, page } = parameters;
  const found = new Map<Leaf, Message>();
  for (const { events } of page.transactions) {
    for (const event of events) {
      if (event.type !== 'composeDelivered' && event.type !== 'composeFailed') continue;
      if (context.state.byLeaf.has(event.leaf)) continue;
      const message = await loadMessage({ store: context.ports.store, guid: event.guid });
      if (message !== null) found.set(event.leaf, message);
    }
  }
  return found;
}

function assertSameBlock(parameters: { chain: ChainPort; cursor: Cursor; block: BlockRef }): void {
  const { chain, cursor, block } = parameters;
  if (block.hash === cursor.block.hash) return;
  throw new BridgeError('CXT_FINALITY_REWRITTEN', {
    context: {
      chain: chain.key,
      height: String(cursor.block.height),
      before: cursor.block.hash,
      after: block.hash,
      evidence: block.hash,
    },
  });
}

/** SAFETY: behind by one slow provider is a wait; a quorum of providers that took back what they called final is a breach. */
function assertNotRegressed(parameters: { chain: ChainPort; cursor: Cursor; heads: QuorumHeads }): void {
  const { chain, cursor, heads } = parameters;
  if (heads.regressed < chain.view.required) return;
  throw new BridgeError('CXT_FINALITY_BACKWARDS', {
    context: {
      chain: chain.key,
      before: String(cursor.block.height),
      after: String(heads.finalized.height),
      evidence: heads.finalized.hash,
    },
  });
}

function noteHeads(parameters: { context: EngineContext; chain: ChainPort; heads: QuorumHeads }): void {
  const { context, chain, heads } = parameters;
  const { state, ports } = context;
  state.latestHeight.set(chain.eid, heads.latestHeight);
  state.finalizedHeight.set(chain.eid, heads.finalized.height);
  const lag = heads.latestHeight - heads.finalized.height;
  if (chain.maxLagBlocks === null || lag <= chain.maxLagBlocks) state.lagSinceMs.delete(chain.eid);
  else if (!state.lagSinceMs.has(chain.eid)) state.lagSinceMs.set(chain.eid, ports.clock.nowMs());
}

async function driveSender(parameters: {
  context: EngineContext;
  chain: ChainPort;
  heads: QuorumHeads;
}): Promise<void> {
  const { context, chain, heads } = parameters;
  const sender = context.senders.get(chain.eid);
  if (sender === undefined || sender.openRows === 0) return;
  try {
    await sender.onBlock({ latestHeight: heads.latestHeight, finalizedHeight: heads.finalized.height });
  } catch (error) {
    // Submission must never hold up observation; the rows are looked at again at the next block.
    context.ports.log.warn({ chain: chain.key, err: error }, 'following transactions failed');
  }
}

function noteMessage(parameters: {
  context: EngineContext;
  chain: ChainPort;
  message: Message;
  nowMs: number;
}): void {
  const { context, chain, message, nowMs } = parameters;
  context.emit('message', { guid: message.guid });
  const { deliver } = message;
  const lane = { from: chainKey(context, message.srcEid), to: chainKey(context, message.dstEid) };
  context.ports.metrics.message({ ...lane, status: messageStatus(message) });
  if (deliver.executesAt !== chain.eid || deliver.state !== 'executed' || deliver.sinceMs !== nowMs) return;
  const seconds = (nowMs - message.finalAtMs) / 1000;
  context.ports.metrics.stage({ stage: 'executed', chain: chain.key, seconds });
}

function logPage(parameters: {
  context: EngineContext;
  chain: ChainPort;
  page: ObservedPage;
  created: number;
}): void {
  const { context, chain, page, created } = parameters;
  if (page.transactions.length === 0) return;
  const fields = {
    chain: chain.key,
    from: page.from.height,
    to: page.to.height,
    transactions: page.transactions.length,
    messages: created,
  };
  context.ports.log.debug(fields, 'page observed');
}

function clearProblem(parameters: { context: EngineContext; chain: ChainPort }): void {
  const { context, chain } = parameters;
  if (!context.state.problems.delete(chain.eid)) return;
  context.ports.log.info({ chain: chain.key }, 'chain is read again');
}

async function onFailure(parameters: {
  context: EngineContext;
  chain: ChainPort;
  error: unknown;
}): Promise<void> {
  const { context, chain, error } = parameters;
  await haltOn({ context, error, eid: chain.eid });
  const sentence = error instanceof Error ? error.message : String(error);
  const code = isBridgeError(error) || error instanceof ChainError ? error.code : 'CXT_ENGINE_UNEXPECTED';
  const line = `${code}: ${sentence}`;
  context.ports.metrics.error(code);
  if (context.state.problems.get(chain.eid) === line) return;
  context.state.problems.set(chain.eid, line);
  const alert = isBridgeError(error) || error instanceof ChainError ? error.alert : true;
  const fields = { chain: chain.key, code, err: error };
  if (alert) context.ports.log.error(fields, 'chain is not read');
  else context.ports.log.warn(fields, 'chain is not read');
}
