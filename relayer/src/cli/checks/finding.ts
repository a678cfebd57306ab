import { describeError } from '../../errors/describeError.ts';

/** One line of `config check` and `doctor`. */
export interface Finding {
  /** Chain key, or what else was looked at. */
  readonly subject: string;
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'problem';
  /** What was found, or the problem as `what: where: what to do`. */
  readonly detail: string;
  /** Exit code of a problem: 75 may heal by itself. */
  readonly exitCode: 0 | 1 | 70 | 75;
}

/** A finding that is not well, with the error behind it. */
export interface FailedFinding extends Finding {
  readonly error: unknown;
}

export function passed(options: { subject: string; check: string; detail: string }): Finding {
  return { ...options, level: 'ok', exitCode: 0 };
}

export function failed(options: {
  subject: string;
  check: string;
  error: unknown;
  level?: 'warning';
}): FailedFinding {
  const { subject, check, error, level = 'problem' } = options;
  const { line, exitCode } = describeError(error);
  return { subject, check, level, detail: line, exitCode, error };
}

/** Without the error object, for `--json`. */
export function plainFinding(finding: Finding): Finding {
  const { subject, check, level, detail, exitCode } = finding;
  return { subject, check, level, detail, exitCode };
}
