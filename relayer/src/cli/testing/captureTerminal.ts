import type { Terminal } from '../terminal.ts';

export interface CapturedTerminal extends Terminal {
  readonly stdout: string[];
  readonly stderr: string[];
}

/** A terminal that remembers what was written. */
export function captureTerminal(): CapturedTerminal {
  const stdout: string[] = [];
  const stderr: string[] = [];
  return {
    stdout,
    stderr,
    isTty: false,
    out: (text) => void stdout.push(text),
    err: (text) => void stderr.push(text),
    progress: () => undefined,
  };
}
