import type { Hex } from 'viem';
import type { LiveJob } from '../chain/jobBook.ts';
import type { Duty, JobDutyKind } from './duty.ts';
import {
  addStake,
  approveStake,
  claimEpochs,
  closeEpochs,
  joinValidators,
  mineEpoch,
  openWork,
  seedEpoch,
  takeSnapshot,
  withdrawCredit,
} from './epochTasks.ts';
import { bidOnJob, commitResult, computeJob, inspectJob, revealResult } from './jobTasks.ts';
import { assignJob, disputeJob, expireJob, releaseSeats, reportDissent, settleJob } from './marketTasks.ts';
import type { NodeContext } from './nodeContext.ts';
import { attest, judge, showVotes } from './seatTasks.ts';

/** Does one duty. @throws what the task throws */
export async function dutyRunner(context: NodeContext, duty: Duty): Promise<void> {
  switch (duty.kind) {
    case 'seedEpoch':
      return seedEpoch(context, duty);
    case 'snapshot':
      return takeSnapshot(context, duty);
    case 'closeEpochs':
      return closeEpochs(context, duty);
    case 'mine':
      return mineEpoch(context, duty);
    case 'openWork':
      return openWork(context, duty);
    case 'claim':
      return claimEpochs(context, duty);
    case 'withdrawCredit':
      return withdrawCredit(context, duty);
    case 'approveStake':
      return approveStake(context, duty);
    case 'stake':
      return addStake(context, duty);
    case 'joinValidators':
      return joinValidators(context, duty);
    case 'releaseSeats':
      return releaseSeats(context, duty);
    case 'reportDissent':
      return reportDissent(context, duty);
    default:
      return jobDuty(context, duty);
  }
}

type JobTask = (context: NodeContext, live: LiveJob) => Promise<unknown>;

const JOB_TASKS: Readonly<Record<JobDutyKind, JobTask>> = {
  inspect: inspectJob,
  bid: bidOnJob,
  assign: assignJob,
  execute: computeJob,
  commitResult,
  revealResult,
  judge,
  attest,
  showVotes,
  settle: settleJob,
  dispute: disputeJob,
  expire: expireJob,
};

/** SAFETY: the job as it is now, not as it was when the duty was found. */
async function jobDuty(
  context: NodeContext,
  duty: { readonly kind: JobDutyKind; readonly jobId: Hex },
): Promise<void> {
  const live = context.chain.jobs.live.find(({ job }) => job.id === duty.jobId);
  if (live !== undefined) await JOB_TASKS[duty.kind](context, live);
}
