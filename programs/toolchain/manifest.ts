/**
 * What the committed artifacts were made of: a hash over every source that can change a byte of them, the compiler, and the
 * hash of each artifact.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PROGRAMS_FOLDER } from './paths.ts';
import { PROGRAMS } from './programList.ts';

/** One built program. */
export interface ArtifactEntry {
  readonly soSha256: string;
  readonly soBytes: number;
  readonly idlSha256?: string;
}

/** `programs/artifacts/manifest.json`. */
export interface Manifest {
  readonly sourceSha256: string;
  readonly anchor: string;
  /** `rustc -vV`, one entry a line. */
  readonly rustc: readonly string[];
  readonly linker: Readonly<Record<string, string>>;
  readonly programs: Readonly<Record<string, ArtifactEntry>>;
}

const ROOT_SOURCES = ['Cargo.toml', 'Cargo.lock'];
const TOOLCHAIN_SOURCES = ['toolchain/sbf-ld', 'toolchain/idl-gen', 'toolchain/sbf-solana-solana.json'];

/** sha256 as hex. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Hash over names and contents of all sources of programs and toolchain, in the order of their names. */
export function sourceHash(): string {
  const folders = PROGRAMS.flatMap(({ folder }) => [`${folder}/Cargo.toml`, `${folder}/src`]);
  const files = [...ROOT_SOURCES, ...TOOLCHAIN_SOURCES, ...folders].flatMap(filesBelow).toSorted();
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0${sha256(readFileSync(join(PROGRAMS_FOLDER, file)))}\n`);
  return hash.digest('hex');
}

/** Version of a package in a Cargo lock file. @throws Error when it is not in there */
export function lockedVersion(parameters: { lockFile: string; name: string }): string {
  const { lockFile, name } = parameters;
  const lock = readFileSync(join(PROGRAMS_FOLDER, lockFile), 'utf8');
  const version = new RegExp(`name = "${name}"\\nversion = "([^"]+)"`).exec(lock)?.[1];
  if (version === undefined) throw new Error(`${lockFile} has no package ${name}`);
  return version;
}

function filesBelow(path: string): string[] {
  const absolute = join(PROGRAMS_FOLDER, path);
  if (statSync(absolute).isFile()) return [path];
  const entries = readdirSync(absolute, { recursive: true, withFileTypes: true, encoding: 'utf8' });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(PROGRAMS_FOLDER, join(entry.parentPath, entry.name)));
}
