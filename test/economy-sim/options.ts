/** The command line of the simulation. */
import { parseArgs } from 'node:util';

import { EMISSION_RULES, type EmissionRules } from '@cxt-bridge/adapters/economy';

import { type ScenarioName, SCENARIOS } from './scenario.ts';

export const USAGE =
  'usage: npm run sim:economy -- [--years 10] [--scenario slow|fast|boom-bust|wash|hostile|all] [--out build/economy]\n' +
  '       [--target-up 17/16] [--target-down 63/64] [--base-cap-bps 3000] [--stake-divisor 30] [--sunk-seat-bps 10000]\n' +
  '       [--minimum-target 10485760]';

/** A bad argument; the message is the one line to print. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

export interface CliOptions {
  readonly years: number;
  readonly scenarios: readonly ScenarioName[];
  readonly out: string;
  readonly rules: EmissionRules;
  readonly minimumTarget: bigint;
}

const text = { type: 'string' } as const;
const ARGUMENTS = {
  years: text,
  scenario: text,
  out: text,
  'target-up': text,
  'target-down': text,
  'base-cap-bps': text,
  'stake-divisor': text,
  'sunk-seat-bps': text,
  'minimum-target': text,
} as const;

/** @throws OptionError naming the argument, its value and what may stand there. */
export function readOptions(argv: readonly string[]): CliOptions {
  const values = parsed(argv);
  const number = (name: keyof typeof ARGUMENTS, fallback: bigint, range: readonly [bigint, bigint]): bigint =>
    wholeNumber({ name, text: values[name], fallback, range });
  return {
    years: Number(number('years', 10n, [1n, 50n])),
    scenarios: scenariosOf(values.scenario ?? 'all'),
    out: values.out ?? 'build/economy',
    rules: {
      targetUp: fraction('target-up', values['target-up'], EMISSION_RULES.targetUp),
      targetDown: fraction('target-down', values['target-down'], EMISSION_RULES.targetDown),
      baseCapBps: number('base-cap-bps', EMISSION_RULES.baseCapBps, [0n, 10_000n]),
      stakeDivisor: number('stake-divisor', EMISSION_RULES.stakeDivisor, [1n, 10_000n]),
      sunkSeatBps: number('sunk-seat-bps', EMISSION_RULES.sunkSeatBps, [0n, 10_000n]),
    },
    minimumTarget: number('minimum-target', 10n * 2n ** 20n, [1n, 2n ** 60n]),
  };
}

function parsed(argv: readonly string[]): Partial<Record<keyof typeof ARGUMENTS, string>> {
  try {
    return parseArgs({ args: [...argv], options: ARGUMENTS }).values;
  } catch (error) {
    const sentence = error instanceof Error ? error.message.split('.')[0] : String(error);
    throw new OptionError(`${sentence}; see the usage below`);
  }
}

function scenariosOf(name: string): readonly ScenarioName[] {
  if (name === 'all') return SCENARIOS;
  const known = SCENARIOS.find((scenario) => scenario === name);
  if (known === undefined) {
    throw new OptionError(`--scenario ${name}: not a scenario; give one of ${SCENARIOS.join(', ')}, all`);
  }
  return [known];
}

function wholeNumber(args: {
  name: string;
  text: string | undefined;
  fallback: bigint;
  range: readonly [bigint, bigint];
}): bigint {
  const { name, fallback, range } = args;
  if (args.text === undefined) return fallback;
  const value = /^[0-9]{1,19}$/.test(args.text) ? BigInt(args.text) : -1n;
  if (value >= range[0] && value <= range[1]) return value;
  throw new OptionError(`--${name} ${args.text}: give a whole number from ${range[0]} to ${range[1]}`);
}

function fraction(
  name: string,
  value: string | undefined,
  fallback: readonly [bigint, bigint],
): readonly [bigint, bigint] {
  if (value === undefined) return fallback;
  const match = /^([1-9][0-9]{0,5})\/([1-9][0-9]{0,5})$/.exec(value);
  if (match === null) throw new OptionError(`--${name} ${value}: give a fraction such as 17/16`);
  return [BigInt(match[1] as string), BigInt(match[2] as string)];
}
