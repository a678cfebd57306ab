/**
 * Command line of the vectors: `make` writes the committed file, `check FILE` recomputes all that is derived in a file.
 *
 * Exit code 0 if all is well; 1 if the file cannot be read, has another shape or has a wrong value, with one line for each
 * finding on stdout.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { checkVectors } from './check.ts';
import { makeVectors, vectorText } from './make.ts';
import { parseVectorFile, SchemaError, type VectorFile } from './schema.ts';

const COMMITTED = new URL('./protocol-v1.json', import.meta.url);
const USAGE = 'usage: vectors make | vectors check FILE';

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  const [command, file, ...rest] = args;
  if (command === 'make' && file === undefined) {
    writeFileSync(COMMITTED, vectorText(makeVectors()));
    console.log('wrote test/vectors/protocol-v1.json');
    return 0;
  }
  if (command === 'check' && file !== undefined && rest.length === 0) return check(file);
  console.error(USAGE);
  return 1;
}

function check(path: string): number {
  const file = read(path);
  if (typeof file === 'string') {
    console.log(`${path}: ${file}`);
    return 1;
  }
  const problems = checkVectors(file);
  for (const problem of problems) console.log(`${problem.path}: ${problem.message}`);
  if (problems.length > 0) return 1;
  const cases = file.negative.packets.length + file.negative.signatures.length;
  const { packets, trees, attestations } = file;
  console.log(
    `ok: ${packets.length} packets, ${trees.length} trees, ${Object.keys(attestations).length} attestations and all else ` +
      `recomputed, ${cases} negative cases refused`,
  );
  return 0;
}

function read(path: string): VectorFile | string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return `cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'error'})`;
  }
  try {
    return parseVectorFile(JSON.parse(text));
  } catch (error) {
    if (error instanceof SchemaError) return `is not a vector file: ${error.message}`;
    return `is not JSON: ${error instanceof Error ? error.message.split('\n')[0] : 'syntax error'}`;
  }
}
