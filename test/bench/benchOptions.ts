/** Command line of the bench. */
import { parseArgs } from 'node:util';

import { DevnetError } from '../devnet/devnetError.ts';

export interface BenchOptions {
  readonly messages: number;
  /** Offered rate; null = as fast as the nodes take them. */
  readonly perSecond: number | null;
  readonly json: boolean;
  readonly help: boolean;
}

export const BENCH_HELP = `Messages a second and seconds a message, end to end, over the six lanes of a devnet.

npm run bench:devnet [-- OPTIONS]

  --messages N   how many (default 1200, at least 6)
  --rate R       how many a second are sent (default 40; 0 = as fast as the nodes take them)
  --json         one JSON object on stdout
  --help         this text
`;

/** @throws DevnetError naming the argument. */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parsed(args);
  const rate = number({ name: '--rate', text: values.rate, least: 0, most: 5_000 });
  return {
    messages: number({ name: '--messages', text: values.messages, least: 6, most: 100_000 }),
    perSecond: rate === 0 ? null : rate,
    json: values.json,
    help: values.help,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        messages: { type: 'string', default: '1200' },
        rate: { type: 'string', default: '40' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    const text = error instanceof Error ? (error.message.split('. ', 1)[0] ?? '') : String(error);
    throw new DevnetError(text, 'npm run bench:devnet -- --help lists the options');
  }
}

function number(parameters: { name: string; text: string; least: number; most: number }): number {
  const { name, text, least, most } = parameters;
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && value >= least && value <= most) return value;
  throw new DevnetError(`${name} ${text} is out of range`, `give a whole number from ${least} to ${most}`);
}
