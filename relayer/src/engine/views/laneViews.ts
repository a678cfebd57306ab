/** All lanes with their nonces by point and their oldest open message. */
import type { Message } from '../../domain/message/message.ts';
import { type EngineContext, chainKey } from '../context.ts';
import type { LaneView } from '../readModel.ts';

export function laneViews(context: EngineContext): LaneView[] {
  const nowMs = context.ports.clock.nowMs();
  const open = new Map<string, Message[]>();
  for (const message of context.state.messages.values()) {
    if (message.deliver.state === 'executed') continue;
    const key = `${message.srcEid}:${message.dstEid}`;
    open.set(key, [...(open.get(key) ?? []), message]);
  }
  return context.ports.chains.flatMap((source) =>
    context.ports.chains
      .filter(({ eid }) => eid !== source.eid)
      .map((destination): LaneView => {
        const waiting = open.get(`${source.eid}:${destination.eid}`) ?? [];
        const observed = context.state.cursors.get(source.eid)?.lanes.get(destination.eid)?.nonce ?? 0n;
        const oldest = waiting.reduce(
          (ms, { finalAtMs }) => Math.min(ms, finalAtMs),
          Number.POSITIVE_INFINITY,
        );
        return {
          lane: `${source.eid}:${destination.eid}`,
          from: chainKey(context, source.eid),
          to: chainKey(context, destination.eid),
          srcEid: source.eid,
          dstEid: destination.eid,
          observed: observed.toString(),
          executed: (observed - BigInt(waiting.length)).toString(),
          open: waiting.length,
          queued: waiting.filter(({ deliver }) => deliver.state === 'queued').length,
          failed: waiting.filter(({ deliver }) => deliver.state === 'failed').length,
          oldestPendingSeconds: waiting.length === 0 ? null : (nowMs - oldest) / 1000,
        };
      }),
  );
}
