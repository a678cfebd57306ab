/**
 * `npm run programs:build`: builds every program and its IDL into `programs/artifacts/` with the manifest.
 *
 * `--check` writes nothing: it fails at once when a hash of the manifest is not that of its file or the compiler is another
 * one, then builds again and fails when an artifact, an IDL or the manifest differs by a byte. It never skips: what cannot be
 * built has failed. Ends with `N passed, N failed`, and with exit code 1 on a failure. `--check --quick` compares hashes alone.
 * `--only CRATE` builds one program and writes its files alone, to try a change.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildArtifacts } from './buildArtifacts.ts';
import { ensureDebianRust } from './debianRust.ts';
import { committedManifest } from './manifest.ts';
import { ARTIFACTS_FOLDER, PROGRAMS_FOLDER } from './paths.ts';
import { staleFiles } from './staleFiles.ts';

const REBUILD = 'npm run programs:build makes them anew; look at what it changed before you commit it';

interface Verdict {
  readonly passed: number;
  /** A line for each. */
  readonly failures: readonly string[];
}

function check(quick: boolean): Verdict {
  const manifest = committedManifest();
  const failures = staleFiles({ manifest, folder: PROGRAMS_FOLDER });
  if (failures.length > 0) return { passed: 0, failures };
  if (quick) return { passed: Object.keys(manifest.sources).length, failures };
  const compiler = ensureDebianRust();
  const [ours = ''] = compiler.split('\n');
  const [theirs = ''] = manifest.rustc;
  if (compiler !== manifest.rustc.join('\n')) {
    return { passed: 0, failures: [`the compiler is ${ours}, the artifacts were built with ${theirs}`] };
  }
  const files = buildArtifacts({ only: undefined, compiler });
  const different = [...files].filter(([name, bytes]) => !isCommitted({ name, bytes }));
  return {
    passed: files.size - different.length,
    failures: different.map(([name]) => `programs/artifacts/${name} is not what the sources build`),
  };
}

function isCommitted(file: { name: string; bytes: Buffer }): boolean {
  const path = join(ARTIFACTS_FOLDER, file.name);
  return existsSync(path) && readFileSync(path).equals(file.bytes);
}

function write(only: string | undefined): void {
  const files = buildArtifacts({ only, compiler: ensureDebianRust() });
  mkdirSync(ARTIFACTS_FOLDER, { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(ARTIFACTS_FOLDER, name), bytes);
  console.log(`${files.size} files in programs/artifacts`);
}

function report({ passed, failures }: Verdict): void {
  for (const failure of failures) console.error(failure);
  if (failures.length > 0) console.error(REBUILD);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

const { values } = parseArgs({
  options: { check: { type: 'boolean' }, quick: { type: 'boolean' }, only: { type: 'string' } },
});
try {
  if (values.check === true) report(check(values.quick === true));
  else write(values.only);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  if (values.check === true) console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
