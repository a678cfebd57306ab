/** Command line of the devnet. Refuses anything unknown with one line and, where one is near, the option that was meant. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { DevnetError } from './devnetError.ts';

/** Where a devnet lives unless told otherwise. */
const DEFAULT_DIR = fileURLToPath(new URL('../../.devnet', import.meta.url));

/** Whether Solana runs unless `--chains` says otherwise. */
export const DEFAULT_SOLANA = true;

export interface DevnetOptions {
  readonly once: boolean;
  readonly json: boolean;
  readonly demo: boolean;
  readonly help: boolean;
  /** Solana beside the EVM chains. */
  readonly solana: boolean;
  /** Absolute. */
  readonly dir: string;
  readonly portBase: number | null;
}

export const HELP = `A whole bridge on this machine: the chains, the contracts, four relayers (three must sign), and a demo.

npm start [-- OPTIONS]

  --once            run the demo, then stop; exit 0 only if everything was delivered and the supply is exact
  --json            print the result as one JSON object on stdout (everything else goes to stderr)
  --no-demo         only start, and stay up
  --dir DIR         where manifest, keys, stores and logs go (default .devnet)
  --chains WHICH    all: Ethereum, BSC, Arbitrum and Solana (default); evm: without Solana
  --port-base N     use ports N, N+1, ... instead of free ones (Solana chooses its own)
  --help            this text
`;

const NAMES = ['--once', '--json', '--no-demo', '--dir', '--chains', '--port-base', '--help'] as const;
type OptionName = (typeof NAMES)[number];

/** Options that take a value. */
const EXAMPLES: Readonly<Partial<Record<OptionName, string>>> = {
  '--dir': '.devnet2',
  '--chains': 'evm',
  '--port-base': '19000',
};

/** @throws DevnetError naming the argument. */
export function parseOptions(parameters: { args: readonly string[]; cwd: string }): DevnetOptions {
  const { args, cwd } = parameters;
  const given = new Map<OptionName, string>();
  for (let index = 0; index < args.length; index++) {
    const [name = '', inline] = (args[index] as string).split(/=(.*)/s, 2);
    const option = knownOption(name === '-h' ? '--help' : name);
    const takesValue = option in EXAMPLES;
    if (!takesValue && inline !== undefined)
      throw new DevnetError(`${name} takes no value`, `write just ${name}`);
    const value = takesValue ? (inline ?? args[++index]) : '';
    if (value === undefined || (takesValue && (value === '' || value.startsWith('--')))) {
      throw new DevnetError(`${name} needs a value`, `for example ${option} ${EXAMPLES[option]}`);
    }
    given.set(option, value);
  }
  if (given.has('--once') && given.has('--no-demo')) {
    throw new DevnetError('--once and --no-demo exclude each other', '--once is for the demo: leave one out');
  }
  if (given.has('--json') && given.has('--no-demo')) {
    throw new DevnetError(
      '--json and --no-demo exclude each other',
      'without the demo there is no result: read manifest.json',
    );
  }
  const dir = given.get('--dir');
  return {
    once: given.has('--once'),
    json: given.has('--json'),
    demo: !given.has('--no-demo'),
    help: given.has('--help'),
    solana: given.has('--chains') ? withSolana(given.get('--chains') as string) : DEFAULT_SOLANA,
    dir: dir === undefined ? DEFAULT_DIR : resolve(cwd, dir),
    portBase: given.has('--port-base') ? portBase(given.get('--port-base') as string) : null,
  };
}

function knownOption(name: string): OptionName {
  const known = NAMES.find((candidate) => candidate === name);
  if (known !== undefined) return known;
  const nearest = NAMES.map((candidate) => ({ candidate, distance: editDistance(name, candidate) })).toSorted(
    (left, right) => left.distance - right.distance,
  )[0];
  const hint =
    nearest !== undefined && nearest.distance <= 3
      ? `did you mean ${nearest.candidate}?`
      : 'npm start -- --help lists the options';
  throw new DevnetError(`unknown option ${name}`, hint);
}

function withSolana(text: string): boolean {
  if (text === 'all' || text === 'evm') return text === 'all';
  throw new DevnetError(`--chains ${text} is no choice`, 'give evm, or all for Solana too');
}

function portBase(text: string): number {
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && value >= 1024 && value <= 65_500) return value;
  throw new DevnetError(`--port-base ${text} is no port`, 'give a number from 1024 to 65500');
}

/** Levenshtein distance. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] as number) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[right.length] as number;
}
