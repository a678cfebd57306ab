/**
 * Checks docs/invariants.md against the tests: every invariant names at least one test, and every named test exists.
 *
 * Exits 1 naming each invariant without a test and each test that is not there.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CONTRACTS_FOLDER } from './forge.ts';

const TEST_FOLDER = join(CONTRACTS_FOLDER, 'test');
const DOCUMENT = join(CONTRACTS_FOLDER, '..', 'docs', 'invariants.md');

function existingTests(): ReadonlySet<string> {
  const tests = new Set<string>();
  const files = readdirSync(TEST_FOLDER, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.t.sol'))) {
    const source = readFileSync(join(TEST_FOLDER, file), 'utf8');
    const contract = /^contract (\w+Test) is /m.exec(source)?.[1];
    if (contract === undefined) continue;
    for (const [, name] of source.matchAll(/function ((?:test|invariant|afterInvariant)\w*)\(/g)) {
      tests.add(`${contract}.${name}`);
    }
  }
  return tests;
}

/** What is wrong with the numbers: those of the bridge (B) have no gap, those of compute (I) ascend. */
function numberProblems(ids: readonly string[]): readonly string[] {
  const numbersOf = (letter: string): readonly number[] =>
    ids.filter((id) => id.startsWith(letter)).map((id) => Number(id.slice(1)));
  const bridge = numbersOf('B').flatMap((number, index) =>
    number === index + 1 ? [] : [`B${number} stands where B${index + 1} is expected`],
  );
  const compute = numbersOf('I');
  const unordered = compute.flatMap((number, index) =>
    index === 0 || number > (compute[index - 1] ?? 0)
      ? []
      : [`I${number} stands after I${compute[index - 1]}`],
  );
  return [...bridge, ...unordered];
}

const tests = existingTests();
const invariants = [...readFileSync(DOCUMENT, 'utf8').matchAll(/^- \*\*([BI]\d+)\*\* (.*)$/gm)];
const problems = [...numberProblems(invariants.map(([, id = '']) => id))];
for (const [, id, text = ''] of invariants) {
  const named = [...text.matchAll(/`(\w+Test\.\w+)`/g)].map((match) => match[1] ?? '');
  if (named.length === 0) problems.push(`${id} names no test`);
  for (const name of named) if (!tests.has(name)) problems.push(`${id} names ${name}, which does not exist`);
}
const count = invariants.length;
for (const problem of problems) process.stderr.write(`docs/invariants.md: ${problem}\n`);
process.stdout.write(`${count} invariants, ${problems.length} problems\n`);
process.exitCode = count > 0 && problems.length === 0 ? 0 : 1;
