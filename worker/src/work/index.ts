/** Jobs: specs, blob formats, metering, execution. */
export { isWorkError, WorkError, type WorkErrorCode } from '../workError.ts';
export { keccakHex } from '../kernels/keccak.ts';
export { type CheckResult, decodeCheckResult } from './checkResult.ts';
export { type Dataset, decodeDataset, encodeDataset } from './datasetBlob.ts';
export type { FetchBlob } from './gatherBlobs.ts';
export {
  type BlobHash,
  checkJobCode,
  decodeJobSpec,
  encodeJobSpec,
  JOB_CODES,
  type JobSpec,
} from './jobSpec.ts';
export { decodeMatrix, encodeMatrix, type Matrix } from './matrixBlob.ts';
export { decodeModel, encodeModel, type Model } from './modelBlob.ts';
export { type JobRun, MAX_INLINE_BYTES, meterJob, type RunJobParameters, runJob } from './runJob.ts';
export { decodeTrainResult, type TrainResult } from './trainResult.ts';
export { decodeWeights, encodeWeights, type Weights } from './weightsBlob.ts';
