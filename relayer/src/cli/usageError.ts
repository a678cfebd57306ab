import type { CommanderError } from 'commander';
import { BridgeError } from '../errors/bridgeError.ts';

/** Commander's complaint as one line of ours: `unknown option '--jsn' (did you mean --json?): cxt-relayer status: see --help`. */
export function usageError(parameters: {
  error: CommanderError;
  command: string;
  /** Names of the commands below, for when one is missing. */
  subcommands: readonly string[];
}): BridgeError {
  const { error, command, subcommands } = parameters;
  const isIncomplete = error.code === 'commander.help';
  const detail = isIncomplete
    ? `a command is missing (${subcommands.join(', ')})`
    : oneSentence(error.message);
  return new BridgeError('CXT_CLI_USAGE', { context: { detail, argument: command } });
}

function oneSentence(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/^command-argument value '(.*)' is invalid for argument '(.*)'\. /, "'$1' is no $2: ")
    .replace(
      /^option '(.*)' argument '(.*)' is invalid\. Allowed choices are /,
      "'$2' is no value of $1; choose one of ",
    )
    .replace('(Did you mean ', '(did you mean ')
    .replace(/\.$/, '')
    .trim();
}

/** Help and version end a run too, but well. */
export function isFriendlyExit(error: CommanderError): boolean {
  return error.exitCode === 0;
}
