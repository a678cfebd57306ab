/** Builds programs and IDLs and says what the artifacts folder has to hold; writes nothing there. */
import { buildIdl, buildIdlGenerator } from './buildIdl.ts';
import { buildLinker, buildProgram } from './buildProgram.ts';
import { type ArtifactEntry, lockedVersion, type Manifest, sha256, sourceHashes } from './manifest.ts';
import { PROGRAMS } from './programList.ts';

/**
 * Contents of every file of the artifacts folder, as the sources make them; those of one crate and no manifest with `only`.
 * `compiler` is its `rustc -vV`.
 *
 * @throws Error when something cannot be built
 */
export function buildArtifacts(at: { only: string | undefined; compiler: string }): Map<string, Buffer> {
  const { only, compiler } = at;
  const selected = PROGRAMS.filter(({ crate }) => only === undefined || crate === only);
  if (selected.length === 0) throw new Error(`no program ${only}`);
  const linkerFolder = step('linker', buildLinker);
  const generator = step('IDL generator', buildIdlGenerator);
  const files = new Map<string, Buffer>();
  const programs: Record<string, ArtifactEntry> = {};
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
  const manifest = manifestOf({ compiler, programs });
  return files.set('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
}

function manifestOf(at: { compiler: string; programs: Manifest['programs'] }): Manifest {
  const linkerLock = 'toolchain/sbf-ld/Cargo.lock';
  return {
    anchor: lockedVersion({ lockFile: 'Cargo.lock', name: 'anchor-lang' }),
    rustc: at.compiler.split('\n'),
    linker: {
      'bpf-linker': lockedVersion({ lockFile: linkerLock, name: 'bpf-linker' }),
      'sbpf-linker': lockedVersion({ lockFile: linkerLock, name: 'sbpf-linker' }),
    },
    programs: at.programs,
    sources: sourceHashes(),
  };
}

function step<Result>(name: string, act: () => Result): Result {
  const startedMs = performance.now();
  const result = act();
  console.log(`${name.padEnd(24)} ${((performance.now() - startedMs) / 1000).toFixed(1).padStart(6)} s`);
  return result;
}
