/** What is written down while an epoch runs: by `BaseWork`, `JobMarket` and `WorkCourt`, each its own kind. */
import type { Economy } from '../economy.ts';
import { baseScoreOf, equivalentScoreOf, least, paidScoreOf } from '../emission.ts';
import type { Account } from '../parameters.ts';
import { refuse } from '../refusal.ts';
import { standingOf } from '../stake/accounts.ts';
import { currentEpoch, type EpochRecord, epochRecord, nodeKey, nodeRecord } from './poolState.ts';

/** Widest values that the sums are kept in (docs/compute.md §1): what exceeds one stays at it. */
const MOST_WORK = 2n ** 64n - 1n;
const MOST_SCORE = 2n ** 112n - 1n;
const MOST_DUTIES = 2n ** 32n - 1n;
const MOST_EQUIVALENT = 2n ** 80n - 1n;
const MOST_SUNK = 2n ** 88n - 1n;
/** Largest multipliers, bps. */
const MOST = { reputation: 15_000n, tier: 13_000n, quality: 12_000n, weight: 14_000n } as const;

/** `recordBase`. @throws Refusal RecorderNotEligible */
export function recordBase(
  economy: Economy,
  call: { caller: Account; node: Account; workUnits: bigint },
): void {
  const { caller, node, workUnits } = call;
  requireRecorder(caller, economy.params.wiring.baseWork);
  const epoch = currentEpoch(economy);
  const standing = standingOf(economy, node);
  const record = withWork(economy, epoch, workUnits);
  const score = baseScoreOf({ units: workUnits, ...bounded(standing) });
  const added = fitting(score, record.baseScore, MOST_SCORE);
  const own = nodeRecord(economy, epoch, node);
  economy.pool.epochs.set(epoch, { ...record, baseScore: record.baseScore + added });
  economy.pool.nodes.set(nodeKey(epoch, node), { ...own, baseScore: own.baseScore + added });
}

/** `recordPaid`; returns the epoch that it counts in. @throws Refusal RecorderNotEligible */
export function recordPaid(
  economy: Economy,
  call: {
    caller: Account;
    node: Account;
    workUnits: bigint;
    qualityBps: bigint;
    weightBps: bigint;
    sunkWei: bigint;
  },
): bigint {
  const { caller, node, workUnits, qualityBps, weightBps, sunkWei } = call;
  requireRecorder(caller, economy.params.wiring.jobMarket);
  const epoch = currentEpoch(economy);
  const record = withWork(economy, epoch, workUnits);
  economy.pool.epochs.set(epoch, record);
  if (qualityBps === 0n || weightBps === 0n) return epoch;
  const standing = standingOf(economy, node);
  const work = {
    units: workUnits,
    ...bounded(standing),
    qualityBps: least(qualityBps, MOST.quality),
  };
  const score = paidScoreOf({ ...work, typeWeightBps: least(weightBps, MOST.weight) });
  const added = fitting(score, record.paidScore, MOST_SCORE);
  const own = nodeRecord(economy, epoch, node);
  economy.pool.epochs.set(epoch, { ...record, paidScore: record.paidScore + added });
  economy.pool.nodes.set(nodeKey(epoch, node), {
    ...own,
    paidScore: own.paidScore + added,
    equivalentScore: least(own.equivalentScore + equivalentScoreOf(work), MOST_EQUIVALENT),
    sunkWei: least(own.sunkWei + sunkWei, MOST_SUNK),
    stakeWei: standing.stakeWei,
  });
  return epoch;
}

/** `recordDuties`; returns the epoch that they count in. @throws Refusal RecorderNotEligible */
export function recordDuties(economy: Economy, call: { caller: Account; duties: bigint }): bigint {
  requireRecorder(call.caller, economy.params.wiring.workCourt);
  const epoch = currentEpoch(economy);
  const record = epochRecord(economy, epoch);
  const duties = least(record.duties + call.duties, MOST_DUTIES);
  economy.pool.epochs.set(epoch, { ...record, duties });
  return epoch;
}

function withWork(economy: Economy, epoch: bigint, workUnits: bigint): EpochRecord {
  const record = epochRecord(economy, epoch);
  return { ...record, workUnits: least(record.workUnits + workUnits, MOST_WORK) };
}

function bounded(standing: { reputationBps: bigint; tierBps: bigint }): {
  reputationBps: bigint;
  tierBps: bigint;
} {
  return {
    reputationBps: least(standing.reputationBps, MOST.reputation),
    tierBps: least(standing.tierBps, MOST.tier),
  };
}

function fitting(added: bigint, present: bigint, most: bigint): bigint {
  return least(added, most - present);
}

/** Refuses callers that may not write. @throws Refusal RecorderNotEligible */
export function requireRecorder(caller: Account, recorder: Account): void {
  if (caller !== recorder) refuse('RecorderNotEligible', caller);
}
