/**
 * Builds one program into an SBPF shared object with plain cargo, Debian's rustc and our linker.
 *
 * Guarantee: the same sources, lock file and compiler give the same bytes, wherever the repository and Cargo's home are.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import {
  CARGO,
  CARGO_HOME,
  LIBLLVM,
  PROGRAMS_FOLDER,
  RUSTC,
  TOOLCHAIN_FOLDER,
  TOOLS_FOLDER,
  WORK_FOLDER,
} from './paths.ts';
import { run } from './run.ts';

const TARGET = 'sbf-solana-solana';
const LINKER_SOURCE = join(TOOLCHAIN_FOLDER, 'sbf-ld');

/** Builds the linker, which also checks what rustc hands over. Returns the folder that holds it. */
export function buildLinker(): string {
  const folder = join(TOOLS_FOLDER, 'sbf-ld');
  const llvm = join(TOOLS_FOLDER, 'llvm');
  mkdirSync(join(llvm, 'lib'), { recursive: true });
  rmSync(join(llvm, 'lib', 'libLLVM.so'), { force: true });
  symlinkSync(LIBLLVM, join(llvm, 'lib', 'libLLVM.so'));
  const manifest = join(LINKER_SOURCE, 'Cargo.toml');
  run({
    command: CARGO,
    args: ['build', '--quiet', '--release', '--locked', '--manifest-path', manifest, '--target-dir', folder],
    // The build script of the LLVM bindings only looks for the library.
    env: { LLVM_PREFIX: llvm, RUSTC, RUSTFLAGS: `-L ${join(llvm, 'lib')}` },
  });
  return join(folder, 'release');
}

/** Builds the library crate `crate` of the programs' workspace. Returns the shared object's bytes. */
export function buildProgram(parameters: { crate: string; linkerFolder: string }): Buffer {
  const { crate, linkerFolder } = parameters;
  const folder = join(WORK_FOLDER, 'programs');
  run({
    command: CARGO,
    args: [
      'build',
      '--quiet',
      '--release',
      '--locked',
      '--lib',
      '--package',
      crate,
      '--manifest-path',
      join(PROGRAMS_FOLDER, 'Cargo.toml'),
      '--target-dir',
      folder,
      '-Zjson-target-spec',
      '--target',
      join(TOOLCHAIN_FOLDER, `${TARGET}.json`),
      '-Zbuild-std=std,panic_abort',
      '-Zbuild-std-features=optimize_for_size',
    ],
    env: {
      RUSTC,
      PATH: `${linkerFolder}:${process.env['PATH'] ?? ''}`,
      RUSTC_BOOTSTRAP: '1',
      RUSTC_BOOTSTRAP_SYNTHETIC_TARGET: '1',
      CARGO_PROFILE_RELEASE_PANIC: 'abort',
      CARGO_ENCODED_RUSTFLAGS: rustFlags().join('\u001f'),
    },
  });
  return readFileSync(join(folder, TARGET, 'release', `${crate.replaceAll('-', '_')}.so`));
}

/**
 * `os = "zkvm"` in the target selects std's smallest platform layer (its few hooks are in the linker's prelude.ll); the cfg
 * values make crates see Solana and give std a smallest alignment.
 */
function rustFlags(): string[] {
  return [
    '-Clink-arg=--arch=v0',
    // cargo does not track the linker: naming its sources relinks when they change.
    `-Clink-arg=--id=${linkerId()}`,
    '--cfg',
    'target_os="solana"',
    '--cfg',
    'target_arch="m68k"',
    '-Aexplicit_builtin_cfgs_in_flags',
    '-Aunexpected_cfgs',
    `--remap-path-prefix=${CARGO_HOME}=/cargo`,
    `--remap-path-prefix=${PROGRAMS_FOLDER}=/build`,
  ];
}

function linkerId(): string {
  const hash = createHash('sha256');
  const sources = readdirSync(join(LINKER_SOURCE, 'src')).toSorted();
  for (const name of ['Cargo.lock', ...sources.map((source) => join('src', source))]) {
    hash.update(readFileSync(join(LINKER_SOURCE, name)));
  }
  return hash.digest('hex').slice(0, 16);
}
