import { type Command, CommanderError } from 'commander';
import { BridgeError } from '../errors/bridgeError.ts';
import { describeError } from '../errors/describeError.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';
import { isFriendlyExit, usageError } from './usageError.ts';

/** Runs one command line and answers the exit code (0, 1, 70, 75). Never throws. */
export async function runCli(parameters: { argv: readonly string[]; terminal: Terminal }): Promise<number> {
  const { argv, terminal } = parameters;
  const program = createProgram({ terminal });
  let exitCode = 0;
  try {
    if (argv.length === 0) {
      terminal.out(program.helpInformation().trimEnd());
      return 1;
    }
    await program.parseAsync([...argv], { from: 'user' });
    exitCode = Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError && isFriendlyExit(error)) return 0;
    exitCode = complain({ error, argv, program, terminal });
  } finally {
    terminal.progress('');
  }
  return exitCode;
}

function complain(parameters: {
  error: unknown;
  argv: readonly string[];
  program: Command;
  terminal: Terminal;
}): number {
  const { error, argv, program, terminal } = parameters;
  const { names, last } = namedCommand({ argv, program });
  const subcommands = last.commands.map((command) => command.name());
  const known =
    error instanceof CommanderError ? usageError({ error, command: names.join(' '), subcommands }) : error;
  const { line, code, exitCode } = describeError(known);
  const field = known instanceof BridgeError ? known.context : {};
  if (argv.includes('--json'))
    terminal.err(JSON.stringify({ error: { code, message: line, exitCode, context: field } }));
  else terminal.err(`error: ${line}`);
  return exitCode;
}

/** `cxt-relayer keys new`: as far as the words name commands. */
function namedCommand(parameters: { argv: readonly string[]; program: Command }): {
  names: string[];
  last: Command;
} {
  let last = parameters.program;
  const names = [last.name()];
  for (const word of parameters.argv) {
    const next = last.commands.find((command) => command.name() === word);
    if (next === undefined) break;
    names.push(word);
    last = next;
  }
  return { names, last };
}
