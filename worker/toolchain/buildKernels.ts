/**
 * `npm run kernels:build`: compiles worker/assembly to worker/src/kernels/kernels.wasm. `--check` writes nothing and exits 1 when the committed
 * file is not, byte for byte, what the sources give with the pinned compiler.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const WORKER = join(import.meta.dirname, '..');
const SOURCES = join(WORKER, 'assembly');
const TARGET = join(WORKER, 'src/kernels/kernels.wasm');

async function compile(): Promise<Uint8Array> {
  const sources = new Map(
    readdirSync(SOURCES).map((name) => [name, readFileSync(join(SOURCES, name), 'utf8')]),
  );
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      'index.ts',
      '--outFile',
      'kernels.wasm',
      '-O3',
      '--runtime',
      'stub',
      '--noAssert',
      '--enable',
      'simd',
      '--enable',
      'relaxed-simd',
    ],
    {
      readFile: (name) => sources.get(name) ?? null,
      writeFile: (name, contents) => {
        if (name === 'kernels.wasm' && typeof contents !== 'string') binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || binary === undefined) throw new Error(`worker/assembly: ${stderr.toString()}`);
  return binary;
}

const wanted = await compile();
if (!process.argv.includes('--check')) {
  writeFileSync(TARGET, wanted);
  console.log(`${wanted.length} bytes in worker/src/kernels/kernels.wasm`);
} else if (!existsSync(TARGET) || !readFileSync(TARGET).equals(wanted)) {
  console.error(
    'worker/src/kernels/kernels.wasm is not what worker/assembly gives: run "npm run kernels:build"',
  );
  process.exitCode = 1;
}
