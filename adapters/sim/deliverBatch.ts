/**
 * The permissionless entry points of a gateway (protocol §7): whole bundle, one leaf with its proof, claim of a queued item,
 * retry of a call. Two phases: every item is checked, marked and credited first, then the calls are made.
 */
import type { BridgeCall, Hex } from '../core/index.ts';
import { type Attestation, merkleRoot, verifyProof } from '../protocol/index.ts';
import { verifyBatch } from './batchAttestation.ts';
import { retryPendingCompose, runComposes } from './composeCall.ts';
import type { ExecutionContext } from './executionContext.ts';
import { isHome } from './gatewayConfig.ts';
import { GAS } from './gasMeter.ts';
import type { QueuedItem } from './gatewayState.ts';
import { isWithinCapacity, refilled } from './tokenBucket.ts';
import { type InboundItem, readInboundItem, readInboundItems, refusing } from './inboundItem.ts';
import { Revert } from './revert.ts';
import { creditItem, isOverCap, settleItem } from './settleItem.ts';

type Call<Kind extends BridgeCall['kind']> = Extract<BridgeCall, { kind: Kind }>;

/** All leaves of the batch; the root is recomputed, each item is isolated from the others. */
export function deliverBundle(context: ExecutionContext, call: Call<'deliver'>): void {
  const { attestation, bitmap } = verifyBatch(context, call);
  const items = readInboundItems(context.config, call.items);
  if (items.length !== attestation.count) throw new Revert('RootMismatch', 'count');
  const root = refusing(() => merkleRoot(items.map((item) => item.leaf)));
  if (root !== attestation.root) throw new Revert('RootMismatch');
  const credited: InboundItem[] = [];
  let done = 0;
  let failed = 0;
  for (const item of items) {
    const { result } = settleItem(context, item);
    if (result === 'delivered') credited.push(item);
    if (result === 'failed') failed += 1;
    else if (result !== 'skipped') done += 1;
  }
  acceptBatch(context, { attestation, bitmap, done, failed });
  runComposes(context, credited);
}

/** One leaf. A used nonce leaves no trace; a failing item reverts. */
export function deliverOneItem(context: ExecutionContext, call: Call<'deliverOne'>): void {
  const item = readInboundItem(context.config, call.item);
  // WHY: of several relayers that deliver at once all but one end here, before the costly signatures.
  if (context.state.used.has(item.key)) return;
  const { attestation, bitmap } = verifyBatch(context, call);
  const { root, count } = attestation;
  refusing(
    () => verifyProof({ leaf: item.leaf, index: call.index, count, proof: call.proof, root }),
    'ProofRefused',
  );
  const outcome = settleItem(context, item);
  if (outcome.result === 'failed') throw new Revert(outcome.reason);
  acceptBatch(context, { attestation, bitmap, done: 1, failed: 0 });
  if (outcome.result === 'delivered') runComposes(context, [item]);
}

/** A queued item whose time has come; consumes nothing more of the bucket, obeys pause and cap. */
export function claimQueuedItem(context: ExecutionContext, itemBytes: Hex): void {
  const { config, state, gas } = context;
  const item = readInboundItem(config, itemBytes);
  gas.charge(GAS.item);
  const waiting = state.queue.get(item.leaf);
  if (waiting === undefined) throw new Revert('NotQueued', item.leaf);
  if (state.pausedLanes.has(item.srcEid)) throw new Revert('InboundPaused');
  if (!isReleasable(context, waiting)) throw new Revert('NotReleasable', item.leaf);
  if (isOverCap(context, item)) throw new Revert('SupplyCapReached');
  const callsNow = config.vm === 'evm' && item.composeGas !== null;
  if (callsNow && !gas.reserve(item.composeGas ?? 0)) throw new Revert('GasInsufficient');
  state.queue.delete(item.leaf);
  if (isHome(config)) state.addFigure('queuedTotalWei', 0n - item.amountWei);
  creditItem(context, item);
  if (item.kind === 'message') runComposes(context, [item]);
}

/** Time releases a queued item, or outbound flow that brought the bucket's debt back within its capacity. */
function isReleasable(context: ExecutionContext, waiting: QueuedItem): boolean {
  const { config, state, now } = context;
  if (waiting.releaseAt !== 'never' && now >= waiting.releaseAt) return true;
  if (waiting.delayedUntil !== null && now < waiting.delayedUntil) return false;
  const limits = config.inboundLimits.get(waiting.srcEid);
  const bucket = state.buckets.get(waiting.srcEid);
  if (limits === undefined || bucket === undefined) return true;
  return isWithinCapacity({ limits, state: refilled({ limits, state: bucket, now }) });
}

/** Calls again what failed at delivery. */
export function retryCompose(context: ExecutionContext, itemBytes: Hex): void {
  retryPendingCompose(context, readInboundItem(context.config, itemBytes));
}

/** Leaves the event of a batch that was verified here. */
export function acceptBatch(
  context: ExecutionContext,
  at: { attestation: Pick<Attestation, 'root' | 'epoch'>; bitmap: number; done: number; failed: number },
): void {
  const { attestation, bitmap, done, failed } = at;
  const { root, epoch } = attestation;
  context.events.push({
    type: 'batchAccepted',
    root,
    epoch,
    bitmap,
    submitter: context.sender,
    done,
    failed,
  });
}
