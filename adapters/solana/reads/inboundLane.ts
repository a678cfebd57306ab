/** Limits of what comes in from one chain, and how much of them is used (protocol §7). */
import type { CallOptions, InboundLaneState } from '../../core/chainProvider.ts';
import { type Eid, wei } from '../../protocol/index.ts';
import { CLOCK_SYSVAR } from '../program/addresses.ts';
import type { LaneAccount } from '../program/gatewayAccounts.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { accountsNow } from './accountsAt.ts';
import { chainClock } from './chainClock.ts';
import { gatewayState } from './gatewayState.ts';

const MILLI_CXT_WEI = 10n ** 15n;
const MICRO_CXT_WEI = 10n ** 12n;
const MICRO_PER_MILLI = 1_000n;

/** The lane from `srcEid`, confirmed; debt as of the chain's clock. @throws ChainError; MalformedAnswer */
export async function inboundLane(
  reader: SolanaReader,
  srcEid: Eid,
  options: CallOptions = {},
): Promise<InboundLaneState> {
  const { addresses } = reader;
  const keys = [addresses.config, addresses.lane(srcEid), CLOCK_SYSVAR];
  const [configAccount, laneAccount, clockAccount] = await accountsNow(reader.rpc, keys, options);
  const config = gatewayState(reader, { name: 'Config', account: configAccount });
  const lane = gatewayState(reader, { name: 'Lane', account: laneAccount });
  const now = chainClock(clockAccount);
  return {
    capacityWei: wei(lane.capacityMilli * MILLI_CXT_WEI),
    refillWeiPerSecond: wei(lane.refillMicro * MICRO_CXT_WEI),
    debtWei: wei(debtMilli(lane, now) * MILLI_CXT_WEI),
    thresholdWei: wei(lane.thresholdMilli * MILLI_CXT_WEI),
    delaySeconds: lane.delaySeconds,
    paused: now < config.pausedUntil || now < lane.inboundPausedUntil,
  };
}

function debtMilli(lane: LaneAccount, now: bigint): bigint {
  const elapsed = now > lane.debtUpdatedAt ? now - lane.debtUpdatedAt : 0n;
  const paid = (elapsed * lane.refillMicro) / MICRO_PER_MILLI;
  return paid >= lane.debtMilli ? 0n : lane.debtMilli - paid;
}
