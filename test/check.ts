/**
 * `npm run check`: types, lint (with the direction rules), format, unused code, generated files. All of it in under a minute; exits 1 with the
 * output of what failed.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

const CHECKS: readonly { name: string; command: readonly string[] }[] = [
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format', command: ['biome', 'format', '.'] },
  { name: 'unused', command: ['knip', '--no-progress'] },
  { name: 'lock file', command: ['node', 'test/tooling/completeLock.ts', '--check'] },
  { name: 'abi', command: ['node', 'contracts/toolchain/generateAbi.ts', '--check'] },
  { name: 'programs', command: ['node', 'programs/toolchain/build.ts', '--check', '--quick'] },
  { name: 'invariants', command: ['node', 'contracts/toolchain/invariants.ts'] },
  { name: 'kernels', command: ['node', 'worker/toolchain/buildKernels.ts', '--check'] },
  { name: 'config schema', command: ['node', 'relayer/src/config/emitSchema.ts', '--check'] },
];

function run(command: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const [file = '', ...args] = command;
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

const queue = [...CHECKS];
let failed = 0;
async function work(): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const startedMs = performance.now();
    const { code, output } = await run(next.command);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${next.name.padEnd(14)} ${seconds.padStart(5)} s`);
    if (code === 0) continue;
    failed += 1;
    console.log(output.trim());
  }
}
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
console.log(`${CHECKS.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
