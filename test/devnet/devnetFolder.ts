/**
 * The folder of one devnet (`.devnet`): manifest, relayers' files, logs.
 *
 * Guarantee: one devnet at a time in a folder. Refuses a folder with foreign content, and never deletes one.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { DevnetError } from './devnetError.ts';

const MARKER = 'devnet.pid';

export class DevnetFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Takes the folder, clearing what an earlier devnet left. @throws DevnetError when somebody else has it. */
  static open(path: string): DevnetFolder {
    const marker = join(path, MARKER);
    if (existsSync(marker)) refuseLiving({ path, pid: Number(readFileSync(marker, 'utf8')) });
    else if (existsSync(path) && !isEmptyFolder(path)) {
      throw new DevnetError(
        `${path} is not empty and no devnet made it`,
        'choose another --dir, or empty it',
      );
    }
    try {
      rmSync(path, { recursive: true, force: true });
      mkdirSync(join(path, 'logs'), { recursive: true });
      writeFileSync(marker, String(process.pid), { flag: 'wx' });
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      throw new DevnetError(`${path} cannot be written (${code})`, 'choose another --dir');
    }
    return new DevnetFolder(path);
  }

  logFile(name: string): string {
    return join(this.path, 'logs', `${name}.log`);
  }

  /** Writes a file as a whole or not at all. Only its owner may read it: configs hold keys. */
  writeJson(name: string, value: unknown): string {
    const path = join(this.path, name);
    writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
    return path;
  }

  /** Removes everything; with `keepLogs` all but the logs. */
  close(options: { keepLogs: boolean }): void {
    if (!options.keepLogs) {
      rmSync(this.path, { recursive: true, force: true });
      return;
    }
    for (const name of readdirSync(this.path)) {
      if (name !== 'logs' && name !== MARKER) rmSync(join(this.path, name), { recursive: true, force: true });
    }
    // WHY a marker of no process: the next devnet may clear the folder.
    writeFileSync(join(this.path, MARKER), '0');
  }
}

function isEmptyFolder(path: string): boolean {
  return statSync(path).isDirectory() && readdirSync(path).length === 0;
}

function refuseLiving(parameters: { path: string; pid: number }): void {
  const { path, pid } = parameters;
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return;
  throw new DevnetError(`a devnet (process ${pid}) is using ${path}`, 'stop it, or choose another --dir');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
