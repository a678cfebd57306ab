/** `start`: until SIGTERM or Ctrl-C. stdout carries one line, the ready note; everything else is the log. */
import { systemClock } from '../../clock/systemClock.ts';
import { createLogger } from '../../observability/logger.ts';
import type { CommandContext, CommonOptions } from '../commandOptions.ts';
import { configOf } from '../configAccess.ts';
import { logSink } from '../start/logSink.ts';
import { type ReadyNote, removeReadyFile, writeReadyFile } from '../start/readyFile.ts';
import { runRelayer } from '../start/runRelayer.ts';
import type { RelayerServices } from '../start/serveRelayer.ts';
import { listenForStop } from '../start/stopSignals.ts';

export interface StartOptions extends CommonOptions {
  /** `--no-wait` makes it false. */
  readonly wait: boolean;
  readonly readyFile?: string;
}

export async function startCommand(parameters: {
  context: CommandContext;
  options: StartOptions;
}): Promise<void> {
  const { context, options } = parameters;
  const { terminal } = context;
  const stop = listenForStop();
  try {
    const config = configOf(options);
    removeReadyFile(options.readyFile);
    const log = createLogger({
      level: config.logLevel,
      clock: systemClock(),
      fields: { operator: config.operator, network: config.network.name },
      write: logSink(terminal),
    });
    await runRelayer({
      config,
      log,
      signal: stop.signal,
      wait: options.wait,
      onPhase: (phase) => terminal.progress(`… ${phase}`),
      onReady: ({ services, attester }) => {
        terminal.progress('');
        announce({ context, options, note: readyNote({ services, attester, operator: config.operator }) });
      },
    });
    log.info({}, 'stopped');
  } finally {
    removeReadyFile(options.readyFile);
    stop.release();
  }
}

function readyNote(options: { services: RelayerServices; attester: string; operator: string }): ReadyNote {
  const { services, attester, operator } = options;
  return {
    ready: true,
    api: services.api.url,
    peers: services.peers.url,
    admin: services.admin?.url ?? null,
    operator,
    attester,
    pid: process.pid,
  };
}

function announce(parameters: { context: CommandContext; options: StartOptions; note: ReadyNote }): void {
  const { context, options, note } = parameters;
  const { readyFile, json } = options;
  if (readyFile !== undefined) writeReadyFile({ path: readyFile, note });
  const forPerson = process.stdout.isTTY === true && json !== true;
  context.terminal.out(
    forPerson
      ? `ready: API ${note.api}, peers ${note.peers}, admin ${note.admin ?? 'off'}`
      : JSON.stringify(note),
  );
}
