/**
 * The release of the pool: the formulas of docs/compute.md §1 to the wei. All divisions round down.
 *
 * Guarantee: {@link closeFigures} answers for every input, and never more than `remaining · rate`.
 */
import { BPS } from './parameters.ts';

const ONE = 10n ** 18n;
const MOST_PRICE = 2n ** 128n - 1n;

/** Constants of the release that no deployment changes. A simulation may ask what others would do. */
export interface EmissionRules {
  /** Most by which the target may rise and fall in an epoch. */
  readonly targetUp: readonly [numerator: bigint, denominator: bigint];
  readonly targetDown: readonly [numerator: bigint, denominator: bigint];
  /** Most that base work gets of C while committees are live, bps. */
  readonly baseCapBps: bigint;
  /** An epoch's paid emission of a node is at most its stake divided by this. */
  readonly stakeDivisor: bigint;
  /** What counts as sunk of the seats' part of the price, bps; the pool's part counts whole. */
  readonly sunkSeatBps: bigint;
}

/** The rules of the contracts. */
export const EMISSION_RULES: EmissionRules = {
  targetUp: [17n, 16n],
  targetDown: [63n, 64n],
  baseCapBps: 3_000n,
  stakeDivisor: 30n,
  sunkSeatBps: BPS,
};

/** ω in bps by job type (index). */
export const TYPE_WEIGHT_BPS: readonly bigint[] = [0n, 10_000n, 9_000n, 14_000n, 12_000n, 8_000n];

export interface EpochWork {
  /** Finalised work units, sums of scores, and seats whose duty was done. */
  readonly workUnits: bigint;
  readonly baseScore: bigint;
  readonly paidScore: bigint;
  readonly duties: bigint;
}

export interface CloseFigures {
  readonly budgetWei: bigint;
  /** 1e18 scale. */
  readonly utilisation: bigint;
  readonly releasedWei: bigint;
  readonly baseWei: bigint;
  readonly paidWei: bigint;
  readonly dutyWei: bigint;
  readonly nextTarget: bigint;
  /** What the pool's remainder falls by. */
  readonly setAsideWei: bigint;
}

/** B: the most an epoch may release, in wei. */
export function budgetWei(remainingWei: bigint, rate: bigint): bigint {
  return (remainingWei * rate) / ONE;
}

/** u: the part of the budget that so much work calls for, 1e18 scale. */
export function utilisationOf(workUnits: bigint, target: bigint): bigint {
  return workUnits >= target ? ONE : (workUnits * ONE) / target;
}

/** What closing an epoch sets aside, and the next target. */
export function closeFigures(args: {
  remainingWei: bigint;
  target: bigint;
  rate: bigint;
  minimumTarget: bigint;
  isLive: boolean;
  work: EpochWork;
  rules?: EmissionRules;
}): CloseFigures {
  const { remainingWei, target, rate, minimumTarget, isLive, work, rules = EMISSION_RULES } = args;
  const budget = budgetWei(remainingWei, rate);
  const utilisation = utilisationOf(work.workUnits, target);
  const releasedWei = (budget * utilisation) / ONE;
  const computeWei = (releasedWei * 3n) / 4n;
  const scores = work.baseScore + work.paidScore;
  const capBps = isLive ? rules.baseCapBps : BPS;
  const shareOf = (score: bigint): bigint => (scores === 0n ? 0n : (computeWei * score) / scores);
  const baseWei = least((computeWei * capBps) / BPS, shareOf(work.baseScore));
  const paidWei = shareOf(work.paidScore);
  const dutyWei = work.duties > 0n ? releasedWei - computeWei : 0n;
  return {
    budgetWei: budget,
    utilisation,
    releasedWei,
    baseWei,
    paidWei,
    dutyWei,
    nextTarget: nextTarget({ target, workUnits: work.workUnits, minimumTarget, rules }),
    setAsideWei: baseWei + paidWei + dutyWei,
  };
}

/** T of the next epoch: follows the work within its bounds, never below its least value. */
export function nextTarget(args: {
  target: bigint;
  workUnits: bigint;
  minimumTarget: bigint;
  rules?: EmissionRules;
}): bigint {
  const { target, workUnits, minimumTarget, rules = EMISSION_RULES } = args;
  const low = (target * rules.targetDown[0]) / rules.targetDown[1];
  const high = (target * rules.targetUp[0]) / rules.targetUp[1];
  return most(minimumTarget, most(low, least(high, workUnits)));
}

/** P_b: price of one base score, 1e18 scale, at most 2^128 − 1; without base work, what the last one that was not zero faded to. */
export function basePriceOf(args: { baseWei: bigint; baseScore: bigint; carriedPrice: bigint }): bigint {
  const { baseWei, baseScore, carriedPrice } = args;
  return baseScore === 0n ? carriedPrice : least((baseWei * ONE) / baseScore, MOST_PRICE);
}

/** The price that is carried on from an epoch to the next: its own, or 1/16 less than the one before when it has none. */
export function carriedPriceOf(args: { baseWei: bigint; baseScore: bigint; lastPrice: bigint }): bigint {
  const { baseWei, baseScore, lastPrice } = args;
  const own = basePriceOf({ baseWei, baseScore, carriedPrice: 0n });
  return own === 0n ? lastPrice - lastPrice / 16n : own;
}

/** Score of work that the chain verified by itself. */
export function baseScoreOf(args: { units: bigint; reputationBps: bigint; tierBps: bigint }): bigint {
  return (args.units * 5_000n * args.reputationBps * args.tierBps) / 10n ** 8n;
}

/** Score of a node's part of a settled job. */
export function paidScoreOf(args: {
  units: bigint;
  qualityBps: bigint;
  reputationBps: bigint;
  tierBps: bigint;
  typeWeightBps: bigint;
}): bigint {
  const { units, qualityBps, reputationBps, tierBps, typeWeightBps } = args;
  return (units * qualityBps * reputationBps * tierBps * typeWeightBps) / 10n ** 12n;
}

/** The same units as base work would have scored them, with the node's own quality. */
export function equivalentScoreOf(args: {
  units: bigint;
  qualityBps: bigint;
  reputationBps: bigint;
  tierBps: bigint;
}): bigint {
  return paidScoreOf({ ...args, typeWeightBps: 5_000n });
}

export interface NodeWork {
  readonly baseScore: bigint;
  readonly paidScore: bigint;
  readonly equivalentScore: bigint;
  readonly sunkWei: bigint;
  /** Stake at the node's last score in the epoch. */
  readonly stakeWei: bigint;
}

export interface NodeShare {
  /** What the node gets. */
  readonly amountWei: bigint;
  /** What the clamps cut: it returns to the pool with the claim. */
  readonly cutWei: bigint;
  /** The paid part of the amount. */
  readonly paidWei: bigint;
}

/** A node's part of a closed epoch, duties apart. */
export function nodeShare(args: {
  epoch: {
    readonly baseWei: bigint;
    readonly paidWei: bigint;
    readonly baseScore: bigint;
    readonly paidScore: bigint;
    readonly basePrice: bigint;
  };
  node: NodeWork;
  rules?: EmissionRules;
}): NodeShare {
  const { epoch, node, rules = EMISSION_RULES } = args;
  const part = (wei: bigint, score: bigint, sum: bigint): bigint => (sum === 0n ? 0n : (wei * score) / sum);
  const base = part(epoch.baseWei, node.baseScore, epoch.baseScore);
  const share = part(epoch.paidWei, node.paidScore, epoch.paidScore);
  const bought = (node.equivalentScore * epoch.basePrice) / ONE + node.sunkWei;
  const paidWei = least(share, least(bought, node.stakeWei / rules.stakeDivisor));
  return { amountWei: base + paidWei, cutWei: share - paidWei, paidWei };
}

/** The smaller of two. */
export function least(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

/** The larger of two. */
export function most(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
