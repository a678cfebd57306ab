/** Where a command writes: answers to stdout, everything else to stderr. */
export interface Terminal {
  /** One line or block of the answer. */
  out(text: string): void;
  /** One line about the work: progress, warnings, the error. */
  err(text: string): void;
  /** A line that the next one replaces, on a terminal only. */
  progress(text: string): void;
  readonly isTty: boolean;
}

const CLEAR_LINE = '\r\u001b[2K';

/** The terminal of this process. A reader that went away (`| head`) ends it quietly. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 75));
  }
  const isTty = process.stderr.isTTY === true;
  let dirty = false;
  const clear = (): string => {
    const prefix = dirty ? CLEAR_LINE : '';
    dirty = false;
    return prefix;
  };
  return {
    isTty,
    out: (text) => {
      if (dirty) process.stderr.write(clear());
      process.stdout.write(`${text}\n`);
    },
    err: (text) => void process.stderr.write(`${clear()}${text}\n`),
    progress: (text) => {
      if (!isTty) return;
      // WHY: a line that wraps could not be taken back.
      const shown = text.slice(0, (process.stderr.columns ?? 80) - 1);
      process.stderr.write(`${CLEAR_LINE}${shown}`);
      dirty = shown !== '';
    },
  };
}
