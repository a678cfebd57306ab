/**
 * Measures gas and contract sizes and compares them with the bars of the design.
 *
 * `gas.ts` prints the table; `--json` prints one JSON object instead; `--check` compares with the committed snapshot
 * (1 % either way) and exits 1 on a difference, a missed bar or a contract above the EIP-170 limit; `--write` replaces
 * the snapshot.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ARTIFACTS } from '../toolchain/abiModules.ts';
import { CONTRACTS_FOLDER } from '../toolchain/forge.ts';
import { readArtifact } from './artifact.ts';
import { deployBenchBridge } from './benchBridge.ts';
import { type BenchChain, startBenchChain } from './benchChain.ts';
import { measureCompute } from './computeScenarios.ts';
import { deployBenchEconomy } from './benchEconomy.ts';
import { type GasFigures, measureGas } from './gasScenarios.ts';
import { measureJobs } from './jobScenarios.ts';

const SNAPSHOT_PATH = join(CONTRACTS_FOLDER, 'bench', 'gas-snapshot.json');
const SNAPSHOT_TOLERANCE = 0.01;
/** EIP-170. */
const SIZE_LIMIT_BYTES = 24_576;

/** The most that an operation may cost, in gas (per message where a bundle is measured). */
const BARS = {
  deliverSingle: 97_000,
  homeRelease: 104_000,
  deliverPerMessage16: 20_000,
  deliverPerMessage64: 16_500,
  transitPerMessage16: 11_000,
  sendSpoke: 90_000,
  sendHome: 92_000,
  baseWorkCommit: 95_000,
  baseWorkOpen: 620_000,
  baseWorkOpen2048Rows: 620_000,
  closeEpoch: 90_000,
  jobFast: 400_000,
  jobStd: 400_000,
} as const satisfies Record<string, number>;

interface Snapshot {
  readonly gas: GasFigures;
  readonly bytes: Record<string, number>;
}

async function onNewChain(measure: (chain: BenchChain) => Promise<GasFigures>): Promise<GasFigures> {
  const chain = await startBenchChain();
  try {
    return await measure(chain);
  } finally {
    await chain.stop();
  }
}

async function measured(): Promise<Snapshot> {
  const bridge = await onNewChain(async (chain) => await measureGas(await deployBenchBridge(chain)));
  const compute = await onNewChain(measureCompute);
  const jobs = await onNewChain(async (chain) => await measureJobs(await deployBenchEconomy(chain)));
  const gas = { ...bridge, ...compute, ...jobs };
  const bytes = Object.fromEntries(ARTIFACTS.map((name) => [name, readArtifact(name).deployedBytes]));
  return { gas, bytes };
}

function missedBars(gas: GasFigures): readonly string[] {
  return Object.entries(BARS).flatMap(([name, bar]) => {
    const value = gas[name] ?? Number.POSITIVE_INFINITY;
    return value <= bar ? [] : [`${name} is ${value}, ${value - bar} above the bar of ${bar}`];
  });
}

function oversized(bytes: Record<string, number>): readonly string[] {
  return Object.entries(bytes)
    .filter(([, size]) => size > SIZE_LIMIT_BYTES)
    .map(([name, size]) => `${name} has ${size} bytes, ${size - SIZE_LIMIT_BYTES} above EIP-170`);
}

function drift(kind: string, then: Record<string, number>, now: Record<string, number>): readonly string[] {
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])].toSorted();
  return names.flatMap((name) => {
    const [before, after] = [then[name], now[name]];
    if (before === undefined || after === undefined) return [`${kind} ${name} is in one of the two only`];
    if (Math.abs(after - before) <= before * SNAPSHOT_TOLERANCE) return [];
    return [`${kind} ${name} was ${before} and is ${after}`];
  });
}

function snapshotDrift(now: Snapshot): readonly string[] {
  if (!existsSync(SNAPSHOT_PATH)) return ['there is no snapshot: run bench:gas -- --write'];
  const then = JSON.parse(readFileSync(SNAPSHOT_PATH, 'utf8')) as Snapshot;
  return [...drift('gas', then.gas, now.gas), ...drift('bytes', then.bytes, now.bytes)];
}

function row(cells: readonly (string | number)[]): string {
  const widths = [32, 10, 10, 22];
  return cells
    .map((cell, index) => String(cell)[index === 0 ? 'padEnd' : 'padStart'](widths[index] ?? 10))
    .join('');
}

function verdict(value: number, bar: number): string {
  return value <= bar ? `ok, ${bar - value} below` : `MISSED by ${value - bar}`;
}

function table({ gas, bytes }: Snapshot): string {
  const barred = Object.entries(BARS).map(([name, bar]) => {
    const value = gas[name] ?? Number.POSITIVE_INFINITY;
    return row([name, value, bar, verdict(value, bar)]);
  });
  const others = Object.entries(gas).filter(([name]) => !(name in BARS));
  const sizes = Object.entries(bytes).map(([name, size]) =>
    row([name, size, SIZE_LIMIT_BYTES, verdict(size, SIZE_LIMIT_BYTES)]),
  );
  return [
    row(['gas, whole transactions, 5 of 7', 'measured', 'bar', 'verdict']),
    ...barred,
    '',
    row(['beside them', 'measured', '', '']),
    ...others.map(([name, value]) => row([name, value, '', ''])),
    '',
    row(['bytes of code', 'measured', 'EIP-170', 'verdict']),
    ...sizes,
  ].join('\n');
}

function json({ gas }: Snapshot): string {
  const names = [...Object.keys(BARS), 'skipped'];
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, gas[name]])));
}

const now = await measured();
const problems = [...missedBars(now.gas), ...oversized(now.bytes)];
if (process.argv.includes('--write')) {
  writeFileSync(SNAPSHOT_PATH, `${JSON.stringify(now, null, 2)}\n`);
} else if (process.argv.includes('--check')) {
  problems.push(...snapshotDrift(now));
}
process.stdout.write(`${process.argv.includes('--json') ? json(now) : table(now)}\n`);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
