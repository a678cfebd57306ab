/**
 * Where the Foundry binaries of this machine are.
 *
 * Guarantees the path of an executable that npm installed; refuses platforms for which there is none. The launcher
 * scripts in `node_modules/.bin` are not used: they exit 0 whatever the tool reports.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The tools that are resolved here. */
export type FoundryTool = 'forge' | 'anvil' | 'cast';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Absolute path of a Foundry tool for this platform.
 *
 * @throws Error when the platform package is not installed.
 */
export function foundryBinary(tool: FoundryTool): string {
  const architecture = ARCHITECTURES[process.arch] ?? process.arch;
  const packageName = `@foundry-rs/${tool}-${process.platform}-${architecture}`;
  const executable = process.platform === 'win32' ? `${tool}.exe` : tool;
  const require = createRequire(import.meta.url);
  let folder: string;
  try {
    folder = dirname(require.resolve(`${packageName}/package.json`));
  } catch {
    throw new Error(`${packageName} is not installed: run npm ci on a platform for which it exists`);
  }
  const path = join(folder, 'bin', executable);
  if (!existsSync(path))
    throw new Error(`${packageName} has no bin/${executable}: its installation is broken`);
  return path;
}
