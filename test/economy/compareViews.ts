/** Every figure that contracts show beside the model's: one call a state, through an aggregator. */
import {
  balanceOf,
  claimOf,
  commitmentOf,
  currentEpoch,
  type Economy,
  epochRecord,
  isEnded,
  isLatestLive,
  type Job,
  nodeAccount,
  reputationOf,
  requestHash,
  STATUS,
  SUPPLY_WEI,
  thresholdWei,
  tierWeightBps,
} from '@cxt-bridge/adapters/economy';
import type { Hex } from '@cxt-bridge/adapters/protocol';

import { artifact } from '../devnet/deploy/artifact.ts';
import type { ChainUnderTest } from './chainUnderTest.ts';
import { ACTOR_ADDRESSES, ADDRESSES, type ContractName } from './deployment.ts';

interface View {
  readonly contract: ContractName;
  readonly functionName: string;
  readonly args: readonly unknown[];
  readonly expected: unknown;
}

/**
 * The first difference in words; null when there is none. With `before` only what should have changed since that state, and the sums over
 * everything, are asked for.
 */
export async function firstDifference(
  chain: ChainUnderTest,
  economy: Economy,
  before: Economy | null,
): Promise<string | null> {
  const known = new Set(before === null ? [] : viewsOf(before).map(keyOf));
  const views = viewsOf(economy).filter(
    (shown) => SUMS.has(shown.functionName) || shown.args.length === 0 || !known.has(keyOf(shown)),
  );
  const answers = await chain.client.multicall({
    contracts: views.map(({ contract, functionName, args }) => ({
      address: ADDRESSES[contract],
      abi: artifact(contract).abi,
      functionName,
      args: [...args],
    })),
    deployless: true,
    // WHY: the answers travel as the code of a new contract, 24,576 bytes at most, and the largest is eight times its call
    batchSize: 1_500,
  });
  for (const [index, view] of views.entries()) {
    const answer = answers[index];
    const { contract, functionName, args, expected } = view;
    const name = `${contract}.${functionName}(${args.map(String).join(', ')})`;
    if (answer?.status !== 'success') return `${name} reverts: ${answer?.error?.message.split('\n')[0]}`;
    const [left, right] = [text(answer.result), text(expected)];
    if (left !== right) return `${name}: the chain says ${left}, the model ${right}`;
  }
  return null;
}

const SUMS = new Set(['totals', 'epochs', 'remaining', 'claimable', 'totalSupply', 'validatorStakes']);

const keyOf = ({ contract, functionName, args, expected }: View): string =>
  text([contract, functionName, args, expected]);

const text = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint' || typeof part === 'number'
      ? String(part)
      : typeof part === 'string'
        ? part.toLowerCase()
        : part,
  );

function viewsOf(economy: Economy): View[] {
  return [...poolViews(economy), ...tokenViews(economy), ...stakeViews(economy), ...marketViews(economy)];
}

const view = (
  contract: ContractName,
  functionName: string,
  args: readonly unknown[],
  expected: unknown,
): View => ({ contract, functionName, args, expected });

function poolViews(economy: Economy): View[] {
  const { pool } = economy;
  const epoch = currentEpoch(economy);
  const shown = [...new Set([epoch, pool.nextEpoch, pool.nextEpoch - 1n, pool.nextEpoch - 3n])];
  return [
    view('MiningPool', 'remaining', [], pool.remainingWei),
    view('MiningPool', 'claimable', [], pool.claimableWei),
    view('MiningPool', 'released', [], SUPPLY_WEI - pool.remainingWei),
    view('MiningPool', 'target', [], pool.target),
    view('MiningPool', 'nextEpoch', [], pool.nextEpoch),
    view('MiningPool', 'currentEpoch', [], epoch),
    ...shown.filter((index) => index >= 0n).map((index) => epochView(economy, index)),
    ...ACTOR_ADDRESSES.flatMap((node) =>
      shown
        .filter((index) => index >= 0n && index < pool.nextEpoch)
        .map((index) => {
          const { amountWei, cutWei } = claimOf(economy, node, index);
          return view('MiningPool', 'claimOf', [node, index], [amountWei, cutWei]);
        }),
    ),
    ...ACTOR_ADDRESSES.slice(0, 3).map((node) => {
      const { root, beaconBlock, rows, isOpened } = commitmentOf(economy, node, epoch) ?? {
        root: `0x${'00'.repeat(32)}`,
        beaconBlock: 0n,
        rows: 0n,
        isOpened: false,
      };
      const expected = { root, beaconBlock, epoch: rows === 0n ? 0n : epoch, rows, isOpened };
      return view('BaseWork', 'commitmentOf', [node, epoch], expected);
    }),
  ];
}

function epochView(economy: Economy, epoch: bigint): View {
  const {
    budgetWei,
    releasedWei,
    baseWei,
    paidWei,
    dutyWei,
    baseScore,
    paidScore,
    workUnits,
    duties,
    basePrice,
  } = epochRecord(economy, epoch);
  const isClosed = epoch < economy.pool.nextEpoch;
  const shown = {
    budgetWei,
    releasedWei,
    baseWei,
    paidWei,
    dutyWei,
    baseScore,
    paidScore,
    workUnits,
    duties,
  };
  return view('MiningPool', 'epochs', [epoch], { ...shown, basePrice, isClosed });
}

function tokenViews(economy: Economy): View[] {
  const holders: readonly Hex[] = [...new Set([...ACTOR_ADDRESSES, ...economy.balances.keys()])];
  return [
    view('CXT', 'totalSupply', [], SUPPLY_WEI - economy.burnedWei),
    ...holders.map((holder) => view('CXT', 'balanceOf', [holder], balanceOf(economy, holder))),
  ];
}

function stakeViews(economy: Economy): View[] {
  const { registry, pool, court } = economy;
  const { validators } = registry;
  const stakes = validators.map((node) => nodeAccount(economy, node).stakeWei);
  return [
    view('StakeRegistry', 'totals', [], [registry.stakeWei, registry.bondedWei, registry.unbondingWei]),
    view('StakeRegistry', 'validatorStakes', [], [validators, stakes]),
    ...[1, 2, 3, 4].map((index) =>
      view('StakeRegistry', 'thresholdWei', [index], thresholdWei(index, pool.remainingWei)),
    ),
    ...ACTOR_ADDRESSES.flatMap((node) => {
      const account = nodeAccount(economy, node);
      const tier = tierWeightBps(account.stakeWei, pool.remainingWei);
      return [
        view('StakeRegistry', 'accountOf', [node], {
          stake: account.stakeWei,
          bonded: account.bondedWei,
          unbonding: account.unbondingWei,
          reputation: reputationOf(economy, node),
          jailedUntil: account.jailedUntil,
          isValidator: validators.includes(node),
        }),
        view('StakeRegistry', 'tierWeightOf', [node], tier),
      ];
    }),
    ...(court.latest === null
      ? []
      : [
          view('WorkCourt', 'latestSnapshot', [], court.latest),
          view('WorkCourt', 'isLive', [court.latest], isLatestLive(economy)),
        ]),
    ...[...court.verdicts].map(([key, verdict]) => {
      const [jobId, level] = key.split(':');
      const { seats, lock, snapshotEpoch } = verdict;
      const expected = [BigInt(seats.length), lock !== null, lock?.until ?? 0n, snapshotEpoch];
      return view('WorkCourt', 'verdictOf', [jobId, Number(level)], expected);
    }),
  ];
}

function marketViews(economy: Economy): View[] {
  const { market, params } = economy;
  const { escrowWei, poolShareWei, seatPayWei } = market;
  const balanceWei = balanceOf(economy, params.wiring.jobMarket);
  const creditsWei = balanceWei - escrowWei - poolShareWei - seatPayWei;
  const owed: readonly Hex[] = [...new Set([...ACTOR_ADDRESSES, ...market.credits.keys()])];
  return [
    view('JobMarket', 'totals', [], [escrowWei, creditsWei, poolShareWei, seatPayWei]),
    ...owed.map((account) => view('JobMarket', 'creditOf', [account], market.credits.get(account) ?? 0n)),
    ...[...market.jobs.values()].flatMap((job) => jobViews(economy, job)),
  ];
}

function jobViews(economy: Economy, job: Job): View[] {
  const { status, request, resultHash } = job;
  const { jobId } = request;
  const isOver = isEnded(status);
  const revealEnds = status === STATUS.ASSIGNED && job.committed !== 0n;
  return [
    view('JobMarket', 'jobOf', [jobId], {
      status,
      reason: job.reason,
      level: job.level,
      round: job.round,
      redraws: job.redraws,
      bids: status === STATUS.FUNDED ? job.bids.length : 0,
      drawn: job.drawn.length,
      committed: job.committed,
      revealed: job.revealed,
      price: job.price,
      refund: job.refund,
      deadline: job.deadline + (revealEnds ? economy.params.market.revealSeconds : 0n),
      beaconBlock: job.beaconBlock,
      units: job.units,
      snapshotEpoch: job.snapshotEpoch,
      contentHash: isOver ? resultHash : requestHash(request),
    }),
    view(
      'JobMarket',
      'executorsOf',
      [jobId],
      job.drawn.map(({ node }) => node),
    ),
  ];
}
