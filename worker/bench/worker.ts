/**
 * `npm run bench:worker [-- --json] [--seconds N] [--rows N] [--native]`: int8 multiply-adds a second in one thread and in all, base work rows a
 * second, and what its time goes to. `--native` compares with a tuned native int8 product (bench/native.py: onnxruntime in a temporary Python
 * environment) on the same shapes in the same run.
 */
import { execSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { mineBaseWork } from '../src/basework/mineBaseWork.ts';
import { instantiateKernels } from '../src/kernels/wasmModule.ts';
import { detectDotMode } from '../src/kernels/wasmProduct.ts';
import { nativeRates } from './nativeRates.ts';
import { productRate } from './productRate.ts';

const SHAPES = [
  { m: 256, n: 256, k: 1_024 },
  { m: 1_024, n: 1_024, k: 1_024 },
] as const;
const GIGA = 1e9;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    native: { type: 'boolean' },
    seconds: { type: 'string', default: '2' },
    rows: { type: 'string', default: '65536' },
  },
});
const seconds = positive({ name: '--seconds', text: values.seconds });
const rows = positive({ name: '--rows', text: values.rows });
const threads = availableParallelism();

function positive({ name, text }: { name: string; text: string }): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  console.error(`${name} ${text}: must be a number above 0`);
  process.exit(1);
}

const round = (value: number, digits = 1): number => Number(value.toFixed(digits));

async function products() {
  const measured = [];
  for (const shape of SHAPES) {
    const task = { ...shape, seconds };
    const one = await productRate({ task, threads: 1 });
    const all = await productRate({ task, threads });
    measured.push({
      ...shape,
      gmacsPerCpuSecond: round(one.perCpuSecond / GIGA),
      gmacsOneThread: round(one.perWallSecond / GIGA),
      gmacsAllThreads: round(all.perWallSecond / GIGA),
    });
  }
  return measured;
}

async function baseWork(count: number) {
  const seed = { epochSeed: `0x${'5a'.repeat(32)}`, node: `0x${'11'.repeat(20)}` } as const;
  const mined = await mineBaseWork({ ...seed, rows, threads: count });
  const { expandMs, multiplyMs, leafMs, treeMs } = mined.times;
  const total = expandMs + multiplyMs + leafMs + treeMs;
  const percent = (part: number): number => round((100 * part) / total);
  return {
    threads: count,
    rowsPerSecond: Math.round((rows * 1_000) / mined.elapsedMs),
    share: {
      arithmetic: percent(multiplyMs),
      expansion: percent(expandMs),
      merkle: percent(leafMs + treeMs),
    },
  };
}

const report = {
  commit: execSync('git rev-parse --short HEAD', { encoding: 'utf8' }).trim(),
  machine: `${cpus()[0]?.model ?? 'unknown'}, ${threads} threads, Node ${process.versions.node}`,
  dotMode: detectDotMode(instantiateKernels()),
  products: await products(),
  baseWork: [await baseWork(1), ...(threads > 1 ? [await baseWork(threads)] : [])],
  native: values.native === true ? nativeRates({ shapes: SHAPES, seconds }) : null,
};

if (values.json === true) console.log(JSON.stringify(report, null, 2));
else print();

function print(): void {
  console.log(
    `${report.machine}, commit ${report.commit}; relaxed dot product reads ${report.dotMode} bytes`,
  );
  console.log('int8 product, 10^9 multiply-adds a second');
  report.products.forEach((product, at) => {
    const { m, n, k, gmacsPerCpuSecond, gmacsOneThread, gmacsAllThreads } = product;
    const native = report.native?.[at];
    const beside =
      native === undefined
        ? ''
        : `; native ${native.gmacsPerCpuSecond} (ours is ${round((100 * gmacsPerCpuSecond) / native.gmacsPerCpuSecond, 0)} %)`;
    console.log(
      `  ${m} × ${k} × ${n}: ${gmacsPerCpuSecond} per processor second, ${gmacsOneThread} by the clock in one thread, ${gmacsAllThreads} in ${threads}${beside}`,
    );
  });
  for (const { threads: count, rowsPerSecond, share } of report.baseWork) {
    const parts = Object.entries(share).map(([name, percent]) => `${name} ${percent} %`);
    console.log(`base work in ${count} threads: ${rowsPerSecond} rows/s; ${parts.join(', ')}`);
  }
}
