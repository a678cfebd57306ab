/** Path of the Node that runs TypeScript directly: the `node` dependency, or this process when that is absent. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export function nodeBinary(): string {
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const path = join(folder, 'bin', executable);
    if (existsSync(path)) return path;
  } catch {
    // Not installed: the running one it is.
  }
  return process.execPath;
}

/** Flags for the many processes of one machine: young objects get little room, so that garbage goes early. */
export const FRUGAL: readonly string[] = ['--max-semi-space-size=2', '--optimize-for-size'];
