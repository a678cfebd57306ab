import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BridgeError } from '../../errors/bridgeError.ts';
import type { CommandContext } from '../commandOptions.ts';

/** Runs the devnet of this repository with the given options; its exit code is ours. */
export async function devnetCommand(parameters: {
  context: CommandContext;
  passed: string[];
}): Promise<void> {
  const main = fileURLToPath(new URL('../../../../test/devnet/main.ts', import.meta.url));
  if (!existsSync(main)) {
    const detail = 'the devnet comes with the repository, not with the installed package';
    throw new BridgeError('CXT_CLI_USAGE', { context: { detail, argument: 'cxt-relayer devnet' } });
  }
  const child = spawn(process.execPath, [main, ...parameters.passed], { stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status, signal) => resolve(status ?? (signal === 'SIGINT' ? 130 : 143)));
  });
  process.off('SIGINT', forward).off('SIGTERM', forward);
  process.exitCode = code;
}
