/**
 * Breaks guards of the contracts and demands that a test fails each time.
 *
 * `mutate.ts --sample N --seed S` takes N mutants (default 30, seed 1), `--all` every one; `--match TEXT` only those of
 * files whose path contains it. Works in a copy under the system's temporary folder; exits 1 and names the survivors
 * if one broken contract passes all tests.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { CONTRACTS_FOLDER, runForge } from './forge.ts';
import { type Mutant, mutantsOf } from './guards.ts';
import { workingCopy } from './workingCopy.ts';

// WHY `never`: a guard that is gone may leave a variable unused, and a warning must not pass for a failing test.
const QUICK = {
  FOUNDRY_FUZZ_RUNS: '64',
  FOUNDRY_INVARIANT_RUNS: '10',
  FOUNDRY_INVARIANT_DEPTH: '40',
  FOUNDRY_DENY: 'never',
};

type Verdict = 'killed' | 'SURVIVED' | 'does not compile';

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function sampleOf<T>(all: readonly T[], count: number, random: () => number): readonly T[] {
  const pool = [...all];
  const sample: T[] = [];
  while (sample.length < count && pool.length > 0) {
    sample.push(...pool.splice(Math.floor(random() * pool.length), 1));
  }
  return sample;
}

function allMutants(): readonly Mutant[] {
  const sources = join(CONTRACTS_FOLDER, 'src');
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.sol'),
  );
  return files
    .toSorted()
    .flatMap((name) =>
      mutantsOf({ file: join('src', name), source: readFileSync(join(sources, name), 'utf8') }),
    );
}

async function verdictOf(mutant: Mutant, copy: string): Promise<Verdict> {
  const path = join(copy, mutant.file);
  const original = readFileSync(path, 'utf8');
  writeFileSync(path, mutant.source);
  try {
    const args = ['test', '--fail-fast'];
    const { exitCode, stdout } = await runForge({
      args,
      output: 'capture',
      environment: QUICK,
      folder: copy,
    });
    if (exitCode === 0) return 'SURVIVED';
    return /^Ran \d+ test/m.test(stdout) ? 'killed' : 'does not compile';
  } finally {
    writeFileSync(path, original);
  }
}

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    sample: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    match: { type: 'string', default: '' },
  },
});
const mutants = allMutants().filter(({ file }) => file.includes(values.match));
const chosen = values.all ? mutants : sampleOf(mutants, Number(values.sample), seeded(Number(values.seed)));
const copy = workingCopy();
const tally: Record<Verdict, number> = { killed: 0, SURVIVED: 0, 'does not compile': 0 };
try {
  const untouched = await runForge({ args: ['test'], output: 'capture', environment: QUICK, folder: copy });
  if (untouched.exitCode !== 0)
    throw new Error(`the tests fail before anything is broken:\n${untouched.stdout}`);
  for (const [index, mutant] of chosen.entries()) {
    const verdict = await verdictOf(mutant, copy);
    tally[verdict] += 1;
    const place = `${mutant.file}:${mutant.line}`;
    process.stdout.write(`${index + 1}/${chosen.length} ${verdict} ${mutant.kind} ${place} ${mutant.text}\n`);
  }
} finally {
  rmSync(join(copy, '..'), { recursive: true, force: true });
}
const scope = values.all ? 'all' : `seed ${values.seed}`;
const sound = chosen.length - tally['does not compile'];
process.stdout.write(`${tally.killed} of ${sound} mutants killed (${mutants.length} in all, ${scope})\n`);
process.exitCode = tally.SURVIVED === 0 ? 0 : 1;
