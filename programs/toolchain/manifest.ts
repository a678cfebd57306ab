/**
 * What the committed artifacts were made of: the hash of every source that can change a byte of them, the compiler, and the
 * hash of each artifact.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ARTIFACTS_FOLDER, PROGRAMS_FOLDER } from './paths.ts';
import { PROGRAMS } from './programList.ts';

/** One built program. */
export interface ArtifactEntry {
  readonly soSha256: string;
  readonly soBytes: number;
  readonly idlSha256?: string;
}

/** `programs/artifacts/manifest.json`. */
export interface Manifest {
  readonly anchor: string;
  /** `rustc -vV`, one entry a line. */
  readonly rustc: readonly string[];
  readonly linker: Readonly<Record<string, string>>;
  readonly programs: Readonly<Record<string, ArtifactEntry>>;
  /** sha256 of every source of programs and toolchain, by its path below `programs/`. */
  readonly sources: Readonly<Record<string, string>>;
}

const ROOT_SOURCES = ['Cargo.toml', 'Cargo.lock'];
const TOOLCHAIN_SOURCES = ['toolchain/sbf-ld', 'toolchain/idl-gen', 'toolchain/sbf-solana-solana.json'];

/** sha256 as hex. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The committed manifest. @throws Error when it is missing or none */
export function committedManifest(): Manifest {
  const path = join(ARTIFACTS_FOLDER, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Partial<Manifest>;
  const { programs, rustc, sources } = manifest;
  if (programs === undefined || rustc === undefined || sources === undefined)
    throw new Error(`${path} lacks programs, rustc or sources: npm run programs:build writes it`);
  return manifest as Manifest;
}

/** Hashes of all sources of programs and toolchain below `folder`, in the order of their names. */
export function sourceHashes(folder = PROGRAMS_FOLDER): Record<string, string> {
  const ofPrograms = PROGRAMS.flatMap((program) => [`${program.folder}/Cargo.toml`, `${program.folder}/src`]);
  const files = [...ROOT_SOURCES, ...TOOLCHAIN_SOURCES, ...ofPrograms]
    .flatMap((path) => filesBelow({ folder, path }))
    .toSorted();
  return Object.fromEntries(files.map((file) => [file, sha256(readFileSync(join(folder, file)))]));
}

/** Version of a package in a Cargo lock file. @throws Error when it is not in there */
export function lockedVersion(parameters: { lockFile: string; name: string }): string {
  const { lockFile, name } = parameters;
  const lock = readFileSync(join(PROGRAMS_FOLDER, lockFile), 'utf8');
  const version = new RegExp(`name = "${name}"\\nversion = "([^"]+)"`).exec(lock)?.[1];
  if (version === undefined) throw new Error(`${lockFile} has no package ${name}`);
  return version;
}

function filesBelow(at: { folder: string; path: string }): string[] {
  const { folder, path } = at;
  const absolute = join(folder, path);
  if (statSync(absolute).isFile()) return [path];
  const entries = readdirSync(absolute, { recursive: true, withFileTypes: true, encoding: 'utf8' });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
