/** `cxt-worker`. A failure is one line on stderr (what, where, what to do), never a stack. */
import { describeError } from '@cxt-bridge/relayer/errors';
import { processTerminal } from '@cxt-bridge/relayer/terminal';
import { runCli } from './runCli.ts';

const terminal = processTerminal();

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

// WHY: with the launcher of an older Node in front, its death must be ours too, or a killed node would go on unseen.
if (process.channel !== undefined) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}

process.exitCode = await runCli({ argv: process.argv.slice(2), terminal });

function fail(error: unknown): never {
  const { line, exitCode } = describeError(error);
  terminal.err(`error: ${line}`);
  process.exit(exitCode);
}
