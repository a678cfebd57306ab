/** The jobs of the demo, as data: what is asked, of whom, and how it must end. */
import type { JobState } from '../../../worker/src/chain/jobView.ts';
import { CXT } from '../deploy/parameters.ts';
import type { NodeCharacter } from '../workers/workersConfig.ts';
import { digitInference } from './digitInference.ts';
import { digitTraining } from './digitTraining.ts';
import type { JobWork } from './jobWork.ts';
import { smallProduct } from './smallProduct.ts';

export interface PlannedJob {
  readonly remark: string;
  readonly work: () => JobWork;
  /** The most it may cost, in wei. */
  readonly priceWei: bigint;
  readonly redundancy: number;
  /** 1: half a minute's rules in seconds; see MARKET in the parameters. */
  readonly window: 0 | 1 | 2;
  /** Only the node of that character may take it. */
  readonly executor: NodeCharacter | null;
  readonly computeSeconds: number;
  readonly ends: JobState;
}

/** What users ask of the nodes while the transfers are on their way. */
export const JOB_PLAN: readonly PlannedJob[] = [
  {
    remark: 'reads a digit',
    work: digitInference,
    priceWei: 20n * CXT,
    redundancy: 2,
    window: 1,
    executor: null,
    computeSeconds: 20,
    ends: 'SETTLED',
  },
  {
    remark: 'learns digits',
    work: digitTraining,
    priceWei: 30n * CXT,
    redundancy: 1,
    window: 1,
    executor: null,
    computeSeconds: 40,
    ends: 'SETTLED',
  },
  {
    remark: 'silent executor: slashed, refunded',
    work: () => smallProduct(1),
    priceWei: 24n * CXT,
    redundancy: 1,
    window: 1,
    executor: 'silent',
    computeSeconds: 3,
    ends: 'EXPIRED',
  },
  {
    remark: 'wrong result, bribed seats: disputed, slashed, refunded',
    work: () => smallProduct(2),
    priceWei: 24n * CXT,
    redundancy: 1,
    window: 1,
    executor: 'lying',
    computeSeconds: 10,
    ends: 'REJECTED',
  },
];
