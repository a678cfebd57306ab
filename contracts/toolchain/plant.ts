/**
 * Writes each planted bug into a copy of the contract it belongs to, and demands that the named test fails on it.
 *
 * All copies are compiled at once, in a copy of the project under the system's temporary folder; the tests are the project's own, told by two
 * environment variables which contract to deploy (contracts/test/compute/support/PlantedCode.sol). A copy without a bug has to pass. Exits 1 and
 * names what survived. `--match TEXT` takes only invariants, files and tests that contain it.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { runForge } from './forge.ts';
import { PLANTED_BUGS, type PlantedBug } from './plantedBugs.ts';
import { workingCopy } from './workingCopy.ts';

interface Planted {
  readonly bug: PlantedBug;
  /** Folder below `src` that holds the contract and what it imports. */
  readonly folder: string;
}

const IMPORT = /from "(\.[^"]+)"/g;
// WHY few runs: a bug that matters shows at once, and there are many bugs.
const QUICK = { FOUNDRY_FUZZ_RUNS: '64', FOUNDRY_INVARIANT_RUNS: '12' };

/** The source and all that it imports of src/compute, by paths below that folder. */
function closureOf(compute: string, file: string, found: Set<string> = new Set()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, path = ''] of readFileSync(join(compute, file), 'utf8').matchAll(IMPORT)) {
    const imported = join(dirname(file), path);
    if (!imported.startsWith('..')) closureOf(compute, imported, found);
  }
  return found;
}

function broken(source: string, { file, was, becomes }: PlantedBug): string {
  if (source.split(was).length !== 2)
    throw new Error(`src/compute/${file} does not have exactly once: ${was}`);
  return source.replace(was, becomes);
}

/** Writes the copy of that contract beside src/compute, so that imports of the rest of `src` still hold. */
function plant(copy: string, { bug, folder }: Planted): void {
  const compute = join(copy, 'src', 'compute');
  const [entry = ''] = bug.artifact.split(':');
  for (const file of closureOf(compute, entry)) {
    const target = join(copy, 'src', folder, file);
    mkdirSync(dirname(target), { recursive: true });
    if (file === bug.file && bug.was !== '')
      writeFileSync(target, broken(readFileSync(join(compute, file), 'utf8'), bug));
    else cpSync(join(compute, file), target);
  }
}

/** Whether the named test fails on that copy; `undefined` when it did not get as far as an assertion of its own. */
async function isNoticed(copy: string, { bug, folder }: Planted): Promise<boolean | undefined> {
  const [contract, name] = bug.test.split('.');
  const { exitCode, stdout } = await runForge({
    args: ['test', '--match-contract', `^${contract}$`, '--match-test', `^${name}(\\(|$)`],
    output: 'capture',
    environment: { ...QUICK, CXT_PLANTED_ARTIFACT: bug.artifact, CXT_PLANTED_FOLDER: `src/${folder}` },
    folder: copy,
  });
  if (!/^Ran 1 test for /m.test(stdout) || /setUp\(\)/.test(stdout)) {
    process.stderr.write(stdout);
    return undefined;
  }
  return exitCode !== 0;
}

const { values } = parseArgs({ options: { match: { type: 'string', default: '' } } });
const bugs = PLANTED_BUGS.filter(({ invariant, file, test }) =>
  `${invariant} ${file} ${test}`.includes(values.match),
);
const first = new Map(bugs.map((bug) => [`${bug.artifact} ${bug.test.split('.')[0]}`, bug]));
const controls = [...first.values()].map((bug) => ({ ...bug, was: '', becomes: '' }));
const planted = [...controls, ...bugs].map((bug, index) => ({ bug, folder: `planted${index}` }));
const copy = workingCopy();
let failed = 0;
try {
  for (const one of planted) plant(copy, one);
  const build = await runForge({
    args: ['build'],
    output: 'capture',
    environment: { FOUNDRY_DENY: 'never' },
    folder: copy,
  });
  if (build.exitCode !== 0) throw new Error(`the planted bugs do not compile:\n${build.stdout}`);
  for (const one of planted) {
    const { invariant, file, was, becomes, test } = one.bug;
    const isControl = was === '';
    const wasNoticed = await isNoticed(copy, one);
    const isRight = wasNoticed === !isControl;
    if (!isRight) failed += 1;
    const word = wasNoticed === undefined ? 'DID NOT RUN' : wasNoticed ? 'caught' : 'passes';
    const what = isControl ? '(no bug)' : `${file}: ${was}  ->  ${becomes === '' ? '(removed)' : becomes}`;
    process.stdout.write(
      `${isRight ? 'ok    ' : 'FAILED'} ${invariant.padEnd(4)} ${word} by ${test}: ${what}\n`,
    );
  }
} finally {
  rmSync(join(copy, '..'), { recursive: true, force: true });
}
process.stdout.write(`${planted.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
