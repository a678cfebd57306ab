/** The inbound token bucket of one lane (protocol §7). */
import type { CallOptions, InboundLaneState } from '../../core/chainProvider.ts';
import { type Eid, wei } from '../../protocol/index.ts';
import type { EvmReader } from '../evmReader.ts';
import { MalformedAnswer } from '../../rpc/malformedAnswer.ts';
import { askViews, gatewayView } from './views.ts';

/** Bucket, threshold, delay and pause of the lane from `srcEid`, in the latest state. @throws ChainError; MalformedAnswer */
export async function inboundLane(
  reader: EvmReader,
  srcEid: Eid,
  options: CallOptions = {},
): Promise<InboundLaneState> {
  const views = [gatewayView(reader, 'inboundLane', [srcEid])];
  const [answer] = await askViews(reader, { views, block: 'latest' }, options);
  if (answer === undefined) throw new MalformedAnswer('inboundLane() is missing');
  const [capacityWei, refillWeiPerSecond, debtWei, thresholdWei, delaySeconds, , paused] = answer;
  return {
    capacityWei: wei(capacityWei),
    refillWeiPerSecond: wei(refillWeiPerSecond),
    debtWei: wei(debtWei),
    thresholdWei: wei(thresholdWei),
    delaySeconds,
    paused,
  };
}
