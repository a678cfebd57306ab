/** The end of a job: bonds, slashes, the split of the price, refunds. */
import type { Hex } from '@cxt-bridge/adapters/protocol';

import { punishExecutor, uphold } from '../court/verdicts.ts';
import type { Economy } from '../economy.ts';
import { TYPE_WEIGHT_BPS } from '../emission.ts';
import { BPS, WEI_PER_PRICE_UNIT } from '../parameters.ts';
import { recordPaid } from '../pool/records.ts';
import { reward, unbond } from '../stake/holds.ts';
import { reopened } from './intake.ts';
import {
  type Bid,
  bidBondWei,
  hasBit,
  type Job,
  putJob,
  STATUS,
  type Status,
  ZERO_HASH,
} from './marketState.ts';
import { credit } from './money.ts';

const POOL_BPS = 500n;
const SEATS_BPS = 1_000n;

/** How a job ends, before its money is counted. */
export interface Ending {
  readonly status: Status;
  readonly reason: number;
  /** Whether a class has said whose result is right: others that revealed are wrong. */
  readonly isJudged: boolean;
  readonly resultHash: Hex;
  /** Classes whose verdict stands, at most two. */
  readonly levels: readonly number[];
  /** Half of a challenger's bond, for the executors; for the refundee if there are none to pay. */
  readonly bonusWei: bigint;
}

interface Split {
  readonly poolUnits: bigint;
  readonly seatUnits: bigint;
  readonly executorsWei: bigint;
  readonly sunkWei: bigint;
  readonly executors: bigint;
}

const NO_SPLIT: Split = { poolUnits: 0n, seatUnits: 0n, executorsWei: 0n, sunkWei: 0n, executors: 0n };

/** Parts of a price in units: 5 % and 10 % in whole units, the rest to the executors. */
export function splitPrice(job: Job, bonusWei: bigint): Split {
  const poolUnits = (job.price * POOL_BPS) / BPS;
  const seatUnits = (job.price * SEATS_BPS) / BPS;
  const executors = BigInt([0, 1, 2].filter((place) => hasBit(job.executorsOk, place)).length);
  return {
    poolUnits,
    seatUnits,
    executorsWei: (job.price - poolUnits - seatUnits) * WEI_PER_PRICE_UNIT + bonusWei,
    sunkWei: ((poolUnits + seatUnits) * WEI_PER_PRICE_UNIT) / executors,
    executors,
  };
}

/** Ends a job with all its money. */
export function finish(economy: Economy, job: Job, ending: Ending): void {
  const { market } = economy;
  const { request } = job;
  const isSettled = ending.status === STATUS.SETTLED;
  const split = isSettled ? splitPrice(job, ending.bonusWei) : NO_SPLIT;
  const slashedWei = closeExecutors(economy, { job, ending, split });
  const paid = isSettled ? job.price : 0n;
  // half of a challenger's bond, when there is no executor to pay
  const bonusWei = isSettled ? 0n : ending.bonusWei;
  const refundWei = (request.price - paid) * WEI_PER_PRICE_UNIT + slashedWei + job.compensationWei + bonusWei;
  credit(economy, request.refundee, refundWei);
  market.escrowWei -= request.price * WEI_PER_PRICE_UNIT;
  market.poolShareWei += split.poolUnits * WEI_PER_PRICE_UNIT;
  const seatsWei = split.seatUnits * WEI_PER_PRICE_UNIT;
  market.seatPayWei += seatsWei;
  putJob(economy, {
    ...job,
    status: ending.status,
    reason: ending.reason,
    resultHash: ending.resultHash,
    deadline: economy.now,
    refund: refundWei / WEI_PER_PRICE_UNIT,
    compensationWei: 0n,
    committed: 0n,
    beaconBlock: 0n,
    snapshotEpoch: 0n,
  });
  const [level, second] = ending.levels;
  if (level === undefined) return;
  const secondWei = second === undefined ? 0n : seatsWei / 2n;
  uphold(economy, { jobId: request.jobId, level, payWei: seatsWei - secondWei });
  if (second !== undefined) uphold(economy, { jobId: request.jobId, level: second, payWei: secondWei });
}

/** Ends a job that nobody judged. */
export function endUnjudged(economy: Economy, job: Job, end: { status: Status; reason: number }): void {
  if (job.status === STATUS.FUNDED) freeBids(economy, job.bids);
  const ended = { ...job, units: 0n, executorsOk: 0n };
  finish(economy, ended, { ...end, isJudged: false, resultHash: ZERO_HASH, levels: [], bonusWei: 0n });
}

/** Nobody who was drawn revealed: bids are taken once more. */
export function reopen(economy: Economy, job: Job): void {
  const ending = {
    status: STATUS.NONE,
    reason: 0,
    isJudged: false,
    resultHash: ZERO_HASH,
    levels: [],
    bonusWei: 0n,
  };
  const compensationWei = closeExecutors(economy, { job, ending, split: NO_SPLIT });
  putJob(economy, reopened(economy, job, compensationWei));
}

export function freeBids(economy: Economy, bids: readonly Bid[]): void {
  const caller = economy.params.wiring.jobMarket;
  for (const bid of bids) unbond(economy, { caller, node: bid.node, amountWei: bidBondWei(bid) });
}

/** Pays, frees or punishes each drawn executor; returns what the market got of those who were punished. */
function closeExecutors(economy: Economy, args: { job: Job; ending: Ending; split: Split }): bigint {
  const { job, ending, split } = args;
  const caller = economy.params.wiring.jobMarket;
  let remainderWei = split.executors === 0n ? 0n : split.executorsWei % split.executors;
  let slashedWei = 0n;
  for (const [place, bid] of job.drawn.entries()) {
    const { node } = bid;
    const bondWei = bidBondWei(bid);
    if (!hasBit(job.revealed, place)) {
      slashedWei += punishExecutor(economy, { node, bondWei, isWrong: false });
      unbond(economy, { caller, node, amountWei: bondWei - bondWei / 2n });
    } else if (hasBit(job.executorsOk, place)) {
      unbond(economy, { caller, node, amountWei: bondWei });
      if (ending.status === STATUS.SETTLED) {
        payExecutor(economy, { job, bid, split, extraWei: remainderWei });
        remainderWei = 0n;
      }
    } else if (ending.isJudged) {
      slashedWei += punishExecutor(economy, { node, bondWei, isWrong: true });
    } else {
      unbond(economy, { caller, node, amountWei: bondWei });
    }
  }
  return slashedWei;
}

function payExecutor(economy: Economy, args: { job: Job; bid: Bid; split: Split; extraWei: bigint }): void {
  const { job, bid, split, extraWei } = args;
  const { request, units: workUnits, qualityBps } = job;
  const { node } = bid;
  const caller = economy.params.wiring.jobMarket;
  credit(economy, node, split.executorsWei / split.executors + extraWei);
  reward(economy, { caller, node, workUnits });
  const weightBps = (request.flags & 1) === 1 ? 0n : (TYPE_WEIGHT_BPS[request.jobType] as bigint);
  recordPaid(economy, { caller, node, workUnits, qualityBps, weightBps, sunkWei: split.sunkWei });
}
