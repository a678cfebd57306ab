/** The options that every command knows. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Terminal } from './terminal.ts';

export interface CommonOptions {
  readonly json?: boolean;
  readonly config?: string;
}

export interface ReadOptions extends CommonOptions {
  readonly api?: string;
}

/** What a command's action works with. */
export interface CommandContext {
  readonly terminal: Terminal;
}

/** `--json` and `--config`. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print JSON, for programs')
    .option(
      '--config <file>',
      'config file (default: $CXT_CONFIG, or the first cxt-relayer.{json,json5,yaml,yml} here)',
    );
}

/** Also `--api`, for commands that ask a running relayer. */
export function withApiOptions(command: Command): Command {
  return withCommonOptions(command).option(
    '--api <url>',
    'base URL of the relayer to ask (default: from the config)',
  );
}

/** Commander's parser of a 32-byte identifier. */
export function parseHash(text: string): string {
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('it must be 0x and 64 hex digits');
}

/** Prints the value as JSON or as people read it. */
export function answer<T>(parameters: {
  terminal: Terminal;
  json: boolean | undefined;
  value: T;
  render: (value: T) => string;
}): void {
  const { terminal, json, value, render } = parameters;
  terminal.out(json === true ? JSON.stringify(value, null, 2) : render(value));
}
