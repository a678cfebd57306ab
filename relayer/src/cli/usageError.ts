import type { CommanderError } from 'commander';
import { BridgeError } from '../errors/bridgeError.ts';

/** Commander's complaint as one line of ours: `unknown option '--jsn' (did you mean --json?): cxt-relayer status: see --help`. */
export function usageError(parameters: { error: CommanderError; command: string }): BridgeError {
  const { error, command } = parameters;
  const detail = error.message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace('(Did you mean ', '(did you mean ')
    .replace(/\.$/, '')
    .trim();
  return new BridgeError('CXT_CLI_USAGE', { context: { detail, argument: command } });
}

/** Help and version end a run too, but well. */
export function isFriendlyExit(error: CommanderError): boolean {
  return error.exitCode === 0;
}
