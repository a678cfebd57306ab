/** Where the toolchain keeps what. Guarantees absolute paths; nothing here touches the disk. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** This folder. */
export const TOOLCHAIN_FOLDER = import.meta.dirname;
/** The Cargo workspace of all programs. */
export const PROGRAMS_FOLDER = join(TOOLCHAIN_FOLDER, '..');
/** What is built and committed: one `.so` and one IDL a program, and the manifest. */
export const ARTIFACTS_FOLDER = join(PROGRAMS_FOLDER, 'artifacts');
/** Everything that can be built again; ignored by git. `CXT_SBF_WORK` moves it. */
export const WORK_FOLDER = process.env['CXT_SBF_WORK'] ?? join(PROGRAMS_FOLDER, 'target', 'toolchain');
/**
 * The linker and the IDL generator, which are tools of this machine: shared by all clones of a user, so that only the first one waits for their
 * libraries. Cargo rebuilds what differs.
 */
export const TOOLS_FOLDER =
  process.env['CXT_SBF_WORK'] ??
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'cxt-bridge', 'toolchain');
/** Cargo's home, remapped out of the binaries. */
export const CARGO_HOME = process.env['CARGO_HOME'] ?? join(homedir(), '.cargo');

/** Debian's compiler: rustc with its own library sources, and the LLVM that it is built on. */
export const RUSTC = '/usr/bin/rustc';
export const CARGO = '/usr/bin/cargo';
export const RUST_LIBRARY = '/usr/lib/rustlib/src/rust/library';
export const LIBLLVM = '/usr/lib/x86_64-linux-gnu/libLLVM.so.22.1';
