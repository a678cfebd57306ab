/** Tells supervisors that the relayer works: a line of JSON on stdout, and a file if asked. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { BridgeError } from '../../errors/bridgeError.ts';

export interface ReadyNote {
  readonly ready: true;
  readonly api: string;
  readonly peers: string;
  /** `null` = no admin port. */
  readonly admin: string | null;
  readonly operator: string;
  readonly attester: string;
  readonly pid: number;
}

/** Writes the file whole or not at all. */
export function writeReadyFile(parameters: { path: string; note: ReadyNote }): void {
  const { path, note } = parameters;
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(note)}\n`);
    renameSync(`${path}.new`, path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new BridgeError('CXT_CLI_USAGE', {
      context: { detail: `${path} cannot be written (${code})`, argument: '--ready-file' },
      cause: error,
    });
  }
}

export function removeReadyFile(path: string | undefined): void {
  if (path !== undefined) rmSync(path, { force: true });
}
