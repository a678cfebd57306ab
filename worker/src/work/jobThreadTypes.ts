/** What goes into a job's thread and comes out of it. */
import type { WorkErrorCode } from '../workError.ts';
import type { ExecutedJob, ExecuteJobParameters } from './executeJob.ts';

export type JobThreadInput = Pick<ExecuteJobParameters, 'spec' | 'blobs'>;

export interface JobFailure {
  /** Absent for what is no fault of the job. */
  readonly code?: WorkErrorCode;
  readonly line: string;
}

export type JobAnswer =
  | { readonly executed: ExecutedJob; readonly error?: undefined }
  | { readonly executed?: undefined; readonly error: JobFailure };
