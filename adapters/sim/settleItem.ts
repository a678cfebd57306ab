/**
 * What happens to one attested item: credited, recorded as a transit, queued, skipped or failed (protocol §7, §8). Checks come
 * before writes, so a failed item leaves nothing behind but its event.
 */
import type { ExecutionContext } from './executionContext.ts';
import type { Leaf } from '../protocol/index.ts';
import { isHome } from './gatewayConfig.ts';
import { type ClaimableCredit, laneKey, packetKey } from './gatewayState.ts';
import { GAS } from './gasMeter.ts';
import { Revert } from './revert.ts';
import type { InboundItem } from './inboundItem.ts';
import { type BucketState, type BucketVerdict, bookInbound, FULL_BUCKET } from './tokenBucket.ts';
import { mintToken, transferToken } from './tokenMoves.ts';

/** Result of one item; `claimable` waits for a token account (Solana); `reason` is the contract's error name. */
export type ItemOutcome =
  | { readonly result: 'delivered' | 'claimable' | 'queued' | 'transit' | 'skipped' }
  | { readonly result: 'failed'; readonly reason: string };

/** Checks, marks and credits one item; its call is made later. */
export function settleItem(context: ExecutionContext, item: InboundItem): ItemOutcome {
  const { state } = context;
  context.gas.charge(GAS.item);
  if (state.used.has(item.key)) return { result: 'skipped' };
  const verdict = judge(context, item);
  if (typeof verdict === 'string') {
    const { guid, leaf } = item;
    context.events.push({ type: 'itemFailed', ...place(item), guid, leaf, reason: verdict });
    return { result: 'failed', reason: verdict };
  }
  // SAFETY: without this mark the item would be credited again.
  state.used.set(item.key, true);
  if (verdict.state !== null) state.buckets.set(item.srcEid, verdict.state);
  takeOutstanding(context, item);
  if (verdict.releaseAt !== null) {
    queueItem(context, { item, releaseAt: verdict.releaseAt, delayedUntil: verdict.delayedUntil });
    return { result: 'queued' };
  }
  return { result: creditItem(context, item) };
}

/** Credits the recipient, or moves home's ledger for a transit. The only way to either. */
export function creditItem(
  context: ExecutionContext,
  item: InboundItem,
): 'delivered' | 'transit' | 'claimable' {
  const { config, state, height } = context;
  const { kind, key, dstEid, leaf, amountWei } = item;
  if (!canReceive(context, item)) {
    keepClaimable(context, item);
    return 'claimable';
  }
  const book = kind === 'transit' ? state.transits : state.credits;
  book.set(key, { count: (book.get(key)?.count ?? 0) + 1, leaf, amountWei, height });
  if (kind === 'transit') {
    state.outstandingWei.set(dstEid, (state.outstandingWei.get(dstEid) ?? 0n) + amountWei);
    state.addLaneTotal({ lane: laneKey(item), total: 'transitWei', amountWei });
    context.events.push({ type: 'transit', ...place(item), dstEid, leaf, amountWei });
    return 'transit';
  }
  if (isHome(config)) transferToken(context, { from: config.gateway, to: item.recipient, amountWei });
  else mintToken(context, { to: item.recipient, amountWei });
  state.addLaneTotal({ lane: laneKey(item), total: 'creditedWei', amountWei });
  context.events.push({ type: 'delivered', ...place(item), guid: item.guid, leaf, amountWei });
  if (config.vm === 'svm' && item.composeGas !== null) state.composePending.set(leaf, item.recipient);
  return 'delivered';
}

/** The owner's side opens a token account and takes what waited for one. Throws `Revert('NotClaimable' | 'SupplyCapReached')`. */
export function claimCredit(context: ExecutionContext, leaf: Leaf): void {
  const { state, gas } = context;
  gas.charge(GAS.item);
  const credit: ClaimableCredit | undefined = state.claimable.get(leaf);
  if (credit === undefined) throw new Revert('NotClaimable', leaf);
  const item: InboundItem = { ...credit, kind: 'message', key: packetKey(credit), opensAccount: true };
  if (isOverCap(context, item)) throw new Revert('SupplyCapReached');
  // SAFETY: without this the credit could be claimed again.
  state.claimable.delete(leaf);
  creditItem(context, item);
}

/** On a Solana-like chain a recipient needs a token account; it is opened only for whom it was bought (solana design §1). */
function canReceive(context: ExecutionContext, item: InboundItem): boolean {
  const { config, state } = context;
  if (config.vm === 'evm' || item.amountWei === 0n || state.tokenAccounts.has(item.recipient)) return true;
  if (item.opensAccount) state.tokenAccounts.set(item.recipient, true);
  return item.opensAccount;
}

function keepClaimable(context: ExecutionContext, item: InboundItem): void {
  const { srcEid, dstEid, nonce, guid, leaf, amountWei, recipient, composeGas } = item;
  const credit = { srcEid, dstEid, nonce, guid, leaf, amountWei, recipient, composeGas };
  context.state.claimable.set(leaf, credit);
  context.events.push({ type: 'claimable', srcEid, nonce, guid, leaf, amountWei });
}

/** True where crediting now would pass the spoke's cap. */
export function isOverCap(context: ExecutionContext, item: InboundItem): boolean {
  const { config, state } = context;
  if (item.amountWei === 0n) return false;
  return !isHome(config) && state.figure('totalSupplyWei') + item.amountWei > config.supplyCapWei;
}

type Verdict = Omit<BucketVerdict, 'state'> & { readonly state: BucketState | null };

/** What is to be done with an unused item, or the name of the error that forbids it now. Changes nothing but reserved gas. */
function judge(context: ExecutionContext, item: InboundItem): Verdict | string {
  const { config, state, now } = context;
  const { srcEid, amountWei } = item;
  if (state.pausedLanes.has(srcEid)) return 'InboundPaused';
  const limits = config.inboundLimits.get(srcEid);
  let verdict: Verdict = { state: null, delayedUntil: null, releaseAt: null };
  if (limits !== undefined && amountWei > 0n) {
    const booked = bookInbound({ limits, state: state.buckets.get(srcEid) ?? FULL_BUCKET, now, amountWei });
    if (booked === null) return 'BucketOverflow';
    verdict = booked;
  }
  if (isHome(config) && amountWei > (state.outstandingWei.get(srcEid) ?? 0n)) return 'OutstandingExceeded';
  if (verdict.releaseAt === null && isOverCap(context, item)) verdict = { ...verdict, releaseAt: now };
  const callsNow = config.vm === 'evm' && verdict.releaseAt === null && item.composeGas !== null;
  if (callsNow && !context.gas.reserve(item.composeGas ?? 0)) return 'GasInsufficient';
  return verdict;
}

function takeOutstanding(context: ExecutionContext, item: InboundItem): void {
  const { config, state } = context;
  if (!isHome(config)) return;
  const { srcEid, amountWei } = item;
  state.outstandingWei.set(srcEid, (state.outstandingWei.get(srcEid) ?? 0n) - amountWei);
  state.addLaneTotal({ lane: laneKey(item), total: 'takenWei', amountWei });
}

function queueItem(
  context: ExecutionContext,
  at: { item: InboundItem; releaseAt: bigint | 'never'; delayedUntil: bigint | null },
): void {
  const { config, state } = context;
  const { item, releaseAt, delayedUntil } = at;
  const { srcEid, dstEid, nonce, guid, leaf, amountWei } = item;
  state.queue.set(leaf, { srcEid, dstEid, nonce, amountWei, releaseAt, delayedUntil });
  if (isHome(config)) state.addFigure('queuedTotalWei', amountWei);
  context.events.push({
    type: 'queued',
    ...place(item),
    guid,
    leaf,
    amountWei,
    releaseAt: releaseAt === 'never' ? null : releaseAt,
  });
}

function place(item: InboundItem): Pick<InboundItem, 'srcEid' | 'nonce'> {
  return { srcEid: item.srcEid, nonce: item.nonce };
}
