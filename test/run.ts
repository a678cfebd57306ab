/**
 * `npm test`: every suite, and one truthful closing line `N passed, N failed` that sums all runners. A skipped test counts as
 * failed: a suite that cannot run must say so and not hide. Exit code 1 on any failure, also when a runner dies without a report.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

interface Suite {
  readonly name: string;
  readonly command: readonly string[];
  /** Reads the runner's report; throws when there is none. */
  readonly count: (output: string, reportFile: string) => Count;
}

const reports = mkdtempSync(join(tmpdir(), 'cxt-test-'));

const vitest = (project: string): Suite => ({
  name: project,
  command: [
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(reports, `${project}.json`)}`,
  ],
  count: (_output, reportFile) => vitestCount(reportFile),
});

const SUITES: readonly Suite[] = [
  { name: 'check', command: ['node', 'test/check.ts'], count: plainCount },
  { name: 'contracts', command: ['node', 'contracts/toolchain/forge.ts', 'test'], count: forgeCount },
  { name: 'planted', command: ['node', 'contracts/toolchain/plant.ts'], count: plainCount },
  vitest('unit'),
  { name: 'artifacts', command: ['node', 'programs/toolchain/build.ts', '--check'], count: plainCount },
  { name: 'rust', command: ['node', 'programs/toolchain/rustTests.ts'], count: plainCount },
  vitest('programs'),
  vitest('economy'),
  vitest('sim'),
  vitest('e2e'),
];

function vitestCount(reportFile: string): Count {
  const report: unknown = JSON.parse(readFileSync(reportFile, 'utf8'));
  const figure = (key: string): number => Number((report as Record<string, unknown>)[key] ?? 0);
  const count = {
    passed: figure('numPassedTests'),
    failed: figure('numFailedTests'),
    skipped: figure('numPendingTests') + figure('numTodoTests'),
  };
  // A file that does not even load has no tests to count.
  const broken = figure('numFailedTestSuites');
  return count.failed === 0 && broken > 0 ? { ...count, failed: broken } : count;
}

function forgeCount(output: string): Count {
  const total = /(\d+) tests passed, (\d+) failed, (\d+) skipped \(\d+ total tests\)/.exec(output);
  if (total === null) throw new Error('forge printed no total');
  return { passed: Number(total[1]), failed: Number(total[2]), skipped: Number(total[3]) };
}

function plainCount(output: string): Count {
  const total = /(\d+) passed, (\d+) failed\s*$/.exec(output.trim());
  if (total === null) throw new Error('no closing line');
  return { passed: Number(total[1]), failed: Number(total[2]), skipped: 0 };
}

function run(command: readonly string[], show: boolean): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const [file = '', ...args] = command;
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0' },
    });
    let output = '';
    const take = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
      output += chunk.toString();
      if (show) stream.write(chunk);
    };
    child.stdout.on('data', take(process.stdout));
    child.stderr.on('data', take(process.stderr));
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
    const interrupt = (): void => void child.kill('SIGINT');
    process.once('SIGINT', interrupt);
    child.on('close', () => process.off('SIGINT', interrupt));
  });
}

const only = process.argv.slice(2);
const unknown = only.find((name) => !SUITES.some((suite) => suite.name === name));
if (unknown !== undefined) {
  console.error(`unknown suite "${unknown}"; there are: ${SUITES.map(({ name }) => name).join(', ')}`);
  process.exit(1);
}
const total: Count = { passed: 0, failed: 0, skipped: 0 };
const lines = new Map<string, string>();
let isInterrupted = false;
process.once('SIGINT', () => {
  isInterrupted = true;
});
const isWanted = ({ name }: Suite): boolean => only.length === 0 || only.includes(name);

async function runSuite(suite: Suite, show: boolean): Promise<void> {
  if (show) console.log(`\n── ${suite.name} ──`);
  const startedMs = performance.now();
  const { code, output } = await run(suite.command, show);
  if (!show) console.log(`\n── ${suite.name} (ran beside the others) ──\n${output.trimEnd()}`);
  let count: Count;
  try {
    count = suite.count(output, join(reports, `${suite.name}.json`));
    // The runner's own verdict counts too: an error outside any test must not pass.
    if (code !== 0 && count.failed === 0) count.failed = 1;
  } catch (error) {
    console.error(`${suite.name}: no report (${error instanceof Error ? error.message : String(error)})`);
    count = { passed: 0, failed: 1, skipped: 0 };
  }
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  lines.set(
    suite.name,
    `${suite.name.padEnd(10)} ${String(count.passed).padStart(5)} passed ${String(count.failed).padStart(4)} failed ` +
      `${String(count.skipped).padStart(3)} skipped ${seconds.padStart(5)} s`,
  );
  total.passed += count.passed;
  total.failed += count.failed + count.skipped;
  total.skipped += count.skipped;
}

async function inTurn(suites: readonly Suite[], show: boolean): Promise<void> {
  for (const suite of suites.filter(isWanted)) if (!isInterrupted) await runSuite(suite, show);
}

const named = (names: readonly string[]): Suite[] => SUITES.filter(({ name }) => names.includes(name));
// WHY together: both compile most of the time, and the Solidity compiler has one thread.
const COMPILERS = ['contracts', 'planted'];
const BESIDE = ['artifacts', 'rust'];
const FIRST = ['check'];
await inTurn(named(FIRST), true);
await Promise.all([inTurn(named(COMPILERS), true), inTurn(named(BESIDE), false)]);
await inTurn(
  SUITES.filter(({ name }) => ![...FIRST, ...COMPILERS, ...BESIDE].includes(name)),
  true,
);
rmSync(reports, { recursive: true, force: true });
console.log(`\n${SUITES.flatMap(({ name }) => lines.get(name) ?? []).join('\n')}`);
if (total.skipped > 0) console.log(`${total.skipped} skipped tests are counted as failed`);
console.log(`${total.passed} passed, ${total.failed} failed`);
if (isInterrupted) console.error('interrupted: the other suites were not run');
process.exitCode = isInterrupted ? 130 : total.failed === 0 ? 0 : 1;
