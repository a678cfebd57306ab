/** The one error class of the worker: a stable code, one clear line, and whether trying again later can help. */

export type WorkErrorCode =
  | 'CXT_BLOB_MISSING'
  | 'CXT_BLOB_HASH_MISMATCH'
  | 'CXT_BLOB_TOO_LARGE'
  | 'CXT_BLOB_TOO_SLOW'
  | 'CXT_BLOB_UNREACHABLE'
  | 'CXT_BLOB_URI_INVALID'
  | 'CXT_JOB_SPEC_INVALID'
  | 'CXT_JOB_TYPE_UNKNOWN'
  | 'CXT_JOB_TYPE_UNSUPPORTED'
  | 'CXT_JOB_BLOB_INVALID'
  | 'CXT_JOB_BLOB_TRUNCATED'
  | 'CXT_JOB_TOO_LARGE'
  | 'CXT_JOB_SHAPE_MISMATCH'
  | 'CXT_JOB_UNITS_EXCEEDED'
  | 'CXT_WORK_KERNEL_UNSOUND'
  | 'CXT_WORK_RANGE';

const RETRIABLE: ReadonlySet<WorkErrorCode> = new Set([
  'CXT_BLOB_MISSING',
  'CXT_BLOB_TOO_SLOW',
  'CXT_BLOB_UNREACHABLE',
]);

export class WorkError extends Error {
  override readonly name = 'WorkError';
  readonly code: WorkErrorCode;

  /** @param line what is wrong, where, and what to do; one line. */
  constructor(code: WorkErrorCode, line: string, options?: ErrorOptions) {
    super(line.replace(/\s*[\r\n]+\s*/g, ' '), options);
    this.code = code;
  }

  /** True where the same call may succeed later; false where the job or blob itself is wrong. */
  get retriable(): boolean {
    return RETRIABLE.has(this.code);
  }
}

export function isWorkError(error: unknown): error is WorkError {
  return error instanceof WorkError;
}
