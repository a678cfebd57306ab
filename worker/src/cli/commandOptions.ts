import { existsSync } from 'node:fs';
import { systemClock } from '@cxt-bridge/relayer/clock';
import { createLogger, type Logger, type LogLevel } from '@cxt-bridge/relayer/logging';
import { logSink, type Terminal } from '@cxt-bridge/relayer/terminal';
import { parseCxt } from '@cxt-bridge/adapters/protocol';
import { type Command, InvalidArgumentError } from 'commander';
import type { Hex } from 'viem';
import { type LoadedConfig, loadWorkerConfig } from '../config/loadWorkerConfig.ts';

export interface CommonOptions {
  readonly json?: boolean;
  readonly config?: string;
}

/** What a command's action works with. */
export interface CommandContext {
  readonly terminal: Terminal;
}

const VARIABLE = 'CXT_WORKER_CONFIG';
const HERE = ['json5', 'json', 'yaml', 'yml'].map((ending) => `cxt-worker.${ending}`);

export function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print JSON, for programs')
    .option(
      '--config <file>',
      `config file (default: $${VARIABLE}, or the first cxt-worker.{json5,json,yaml,yml} here)`,
    );
}

/** Path that `--config`, the environment or this folder names. */
export function configFileOf(options: CommonOptions): string {
  const named = options.config ?? process.env[VARIABLE];
  if (named !== undefined && named !== '') return named;
  return HERE.find((file) => existsSync(file)) ?? (HERE[0] as string);
}

/** @throws WORKER_CONFIG, CXT_CONFIG_* */
export function configOf(options: CommonOptions): LoadedConfig {
  return loadWorkerConfig(configFileOf(options));
}

export function loggerOf(context: CommandContext, level: LogLevel): Logger {
  return createLogger({ level, clock: systemClock(), write: logSink(context.terminal) });
}

/** Prints the value as JSON (amounts as decimal strings) or as people read it. */
export function answer<T>(parameters: {
  context: CommandContext;
  options: CommonOptions;
  value: T;
  render: (value: T) => string;
}): void {
  const { context, options, value, render } = parameters;
  const plain = (_: string, item: unknown): unknown => (typeof item === 'bigint' ? item.toString() : item);
  context.terminal.out(options.json === true ? JSON.stringify(value, plain, 2) : render(value));
}

/** Commander's parser of an amount in CXT, to wei. */
export function parseAmount(text: string): bigint {
  try {
    return parseCxt(text);
  } catch {
    throw new InvalidArgumentError('it must be an amount of CXT such as 1.5');
  }
}

/** Commander's parser of a job id. */
export function parseJobId(text: string): Hex {
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return text.toLowerCase() as Hex;
  throw new InvalidArgumentError('it must be 0x and 64 hex digits');
}

/** Commander's parser of a whole number from 1 on. */
export function parseCount(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('it must be a whole number from 1 on');
}
