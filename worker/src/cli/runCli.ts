import { describeError } from '@cxt-bridge/relayer/errors';
import type { Terminal } from '@cxt-bridge/relayer/terminal';
import { type Command, CommanderError } from 'commander';
import { CallRefused } from '../chain/callRefused.ts';
import { WorkerError } from '../errors/workerError.ts';
import { WorkError } from '../workError.ts';
import { createProgram } from './program.ts';

interface Complaint {
  readonly code: string;
  readonly line: string;
  readonly exitCode: number;
}

/** Runs one command line and answers the exit code: 0 done, 1 config or user, 70 must not happen, 75 temporary. Never throws. */
export async function runCli(parameters: { argv: readonly string[]; terminal: Terminal }): Promise<number> {
  const { argv, terminal } = parameters;
  const program = createProgram({ terminal });
  try {
    if (argv.length === 0) {
      terminal.out(program.helpInformation().trimEnd());
      return 1;
    }
    await program.parseAsync([...argv], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const { code, line, exitCode } = complaintOf({ error, argv, program });
    if (argv.includes('--json')) terminal.err(JSON.stringify({ error: { code, message: line, exitCode } }));
    else terminal.err(`error: ${line}`);
    return exitCode;
  } finally {
    terminal.progress('');
  }
}

/** Any error as one line: what, where, what to do. */
export function complaintOf(parameters: {
  error: unknown;
  argv: readonly string[];
  program: Command;
}): Complaint {
  const { error, argv, program } = parameters;
  if (error instanceof CommanderError) {
    const line = `${usageLine(error)}: ${commandOf({ argv, program })}: see --help`;
    return { code: 'WORKER_USAGE', line, exitCode: 1 };
  }
  if (error instanceof WorkerError)
    return { code: error.code, line: oneLine(`${error.message}: ${error.hint}`), exitCode: error.exitCode };
  if (error instanceof CallRefused) {
    const line = `the contract refused it: ${error.message}: see "cxt-worker status", then try again`;
    return { code: 'WORKER_CALL_REFUSED', line: oneLine(line), exitCode: 1 };
  }
  if (error instanceof WorkError)
    return { code: error.code, line: oneLine(error.message), exitCode: error.retriable ? 75 : 1 };
  const { code, line, exitCode } = describeError(error);
  // WHY: errors of shared code name the program that they were written for.
  return { code, line: line.replaceAll('cxt-relayer', 'cxt-worker'), exitCode };
}

function usageLine(error: CommanderError): string {
  if (error.code === 'commander.help') return 'a command is missing';
  return oneLine(error.message.replace(/^error: /, '')).replace(/\.$/, '');
}

function commandOf(parameters: { argv: readonly string[]; program: Command }): string {
  const names = [parameters.program.name()];
  let last = parameters.program;
  for (const word of parameters.argv) {
    const next = last.commands.find((command) => command.name() === word);
    if (next === undefined) break;
    names.push(word);
    last = next;
  }
  return names.join(' ');
}

const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
