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
  for (const file of readdirSync(TEST_FOLDER).filter((name) => name.endsWith('.t.sol'))) {
    const source = readFileSync(join(TEST_FOLDER, file), 'utf8');
    const contract = /^contract (\w+Test) is /m.exec(source)?.[1];
    if (contract === undefined) continue;
    for (const [, name] of source.matchAll(/function ((?:test|invariant|afterInvariant)\w*)\(/g)) {
      tests.add(`${contract}.${name}`);
    }
  }
  return tests;
}

const tests = existingTests();
const problems: string[] = [];
const invariants = readFileSync(DOCUMENT, 'utf8').matchAll(/^- \*\*(B\d+)\*\* (.*)$/gm);
let count = 0;
for (const [, id, text = ''] of invariants) {
  count += 1;
  if (id !== `B${count}`) problems.push(`${id} stands where B${count} is expected`);
  const named = [...text.matchAll(/`(\w+Test\.\w+)`/g)].map((match) => match[1] ?? '');
  if (named.length === 0) problems.push(`${id} names no test`);
  for (const name of named) if (!tests.has(name)) problems.push(`${id} names ${name}, which does not exist`);
}
for (const problem of problems) process.stderr.write(`docs/invariants.md: ${problem}\n`);
process.stdout.write(`${count} invariants, ${problems.length} problems\n`);
process.exitCode = count > 0 && problems.length === 0 ? 0 : 1;
