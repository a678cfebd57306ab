/**
 * `npm run programs:build`: builds every program and its IDL into `programs/artifacts/` with the manifest.
 *
 * `--check` writes nothing: it builds again and exits 1 when an artifact, an IDL or the manifest differs by a byte, or when
 * it cannot build. It never skips. `--only CRATE` builds one program and writes its files alone, to try a change.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIdl, buildIdlGenerator } from './buildIdl.ts';
import { buildLinker, buildProgram } from './buildProgram.ts';
import { ensureDebianRust } from './debianRust.ts';
import { type ArtifactEntry, lockedVersion, type Manifest, sha256, sourceHash } from './manifest.ts';
import { ARTIFACTS_FOLDER } from './paths.ts';
import { PROGRAMS } from './programList.ts';

/** Contents of every file of the artifacts folder, as the sources make them; without the manifest if it is about one crate. */
function build(only: string | undefined): Map<string, Buffer> {
  const rustc = ensureDebianRust();
  const linkerFolder = step('linker', buildLinker);
  const generator = step('IDL generator', buildIdlGenerator);
  const files = new Map<string, Buffer>();
  const programs: Record<string, ArtifactEntry> = {};
  const selected = PROGRAMS.filter(({ crate }) => only === undefined || crate === only);
  if (selected.length === 0) throw new Error(`no program ${only}`);
  for (const { crate, folder, hasIdl } of selected) {
    const name = crate.replaceAll('-', '_');
    const so = step(crate, () => buildProgram({ crate, linkerFolder }));
    files.set(`${name}.so`, so);
    programs[name] = { soSha256: sha256(so), soBytes: so.length };
    if (!hasIdl) continue;
    const idl = step(`${crate} IDL`, () => buildIdl({ folder, generator }));
    files.set(`${name}.json`, Buffer.from(idl));
    programs[name] = { soSha256: sha256(so), soBytes: so.length, idlSha256: sha256(idl) };
  }
  if (only !== undefined) return files;
  const linkerLock = 'toolchain/sbf-ld/Cargo.lock';
  const manifest: Manifest = {
    sourceSha256: sourceHash(),
    anchor: lockedVersion({ lockFile: 'Cargo.lock', name: 'anchor-lang' }),
    rustc: rustc.split('\n'),
    linker: {
      'bpf-linker': lockedVersion({ lockFile: linkerLock, name: 'bpf-linker' }),
      'sbpf-linker': lockedVersion({ lockFile: linkerLock, name: 'sbpf-linker' }),
    },
    programs,
  };
  return files.set('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
}

function step<Result>(name: string, act: () => Result): Result {
  const startedMs = performance.now();
  const result = act();
  console.log(`${name.padEnd(24)} ${((performance.now() - startedMs) / 1000).toFixed(1).padStart(6)} s`);
  return result;
}

/** Names of the files that are not committed as they were built. */
function differences(files: ReadonlyMap<string, Buffer>): string[] {
  return [...files].flatMap(([name, bytes]) => {
    const path = join(ARTIFACTS_FOLDER, name);
    return existsSync(path) && readFileSync(path).equals(bytes) ? [] : [name];
  });
}

const { values } = parseArgs({ options: { check: { type: 'boolean' }, only: { type: 'string' } } });
const files = build(values.only);
if (values.check === true) {
  const different = differences(files);
  for (const name of different) console.error(`programs/artifacts/${name} is not what the sources build`);
  if (different.includes('manifest.json')) console.error(files.get('manifest.json')?.toString());
  console.log(`${files.size - different.length} passed, ${different.length} failed`);
  process.exitCode = different.length === 0 ? 0 : 1;
} else {
  mkdirSync(ARTIFACTS_FOLDER, { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(ARTIFACTS_FOLDER, name), bytes);
  console.log(`${files.size} files in programs/artifacts`);
}
