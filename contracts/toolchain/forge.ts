/**
 * Runs forge in `contracts/` and passes on its real exit status.
 *
 * Usage: `node contracts/toolchain/forge.ts test --match-path test/Send.t.sol`
 */
import { spawn } from 'node:child_process';
import { delimiter, dirname, join, resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';

import { foundryBinary } from './foundryBinary.ts';

/** Absolute path of `contracts/`. */
export const CONTRACTS_FOLDER = dirname(dirname(fileURLToPath(import.meta.url)));

/** What a finished forge run left behind. */
export interface ForgeResult {
  readonly exitCode: number;
  readonly stdout: string;
}

/** Arguments of {@link runForge}. */
export interface RunForgeParameters {
  readonly args: readonly string[];
  /** `inherit` shows the output as it comes, `capture` returns what was written to stdout. */
  readonly output: 'inherit' | 'capture';
  /** Environment variables beside the caller's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Folder to run in; default {@link CONTRACTS_FOLDER}. */
  readonly folder?: string;
}

/** WHY: forge runs in another folder than the one in which the caller named the file. */
function vectorsVariable(): Record<string, string> {
  const named = process.env['CXT_VECTORS'];
  if (named === undefined || named === '') return {};
  return { CXT_VECTORS: resolvePath(process.env['INIT_CWD'] ?? process.cwd(), named) };
}

/**
 * Starts forge and waits for it. The node that runs this process is first in PATH, so that the compiler wrapper runs
 * on the same version.
 *
 * @throws Error when the process cannot be started.
 */
export function runForge(parameters: RunForgeParameters): Promise<ForgeResult> {
  const { args, output, environment = {}, folder = CONTRACTS_FOLDER } = parameters;
  const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`;
  const child = spawn(foundryBinary('forge'), [...args], {
    cwd: folder,
    env: { ...process.env, PATH: path, ...vectorsVariable(), ...environment },
    stdio: ['ignore', output === 'inherit' ? 'inherit' : 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const exitCode = signal === null ? (code ?? 1) : 1;
      resolve({ exitCode, stdout: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

if (process.argv[1] === join(CONTRACTS_FOLDER, 'toolchain', 'forge.ts')) {
  const result = await runForge({ args: process.argv.slice(2), output: 'inherit' });
  process.exitCode = result.exitCode;
}
