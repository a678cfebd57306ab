/**
 * The compiler: Debian's `rustc-web` with its own, unmodified library sources (`rust-web-src`) and LLVM 22.
 *
 * Guarantees that the compiler that is found is that one; installs it where apt can. Refuses every other one: our linker
 * speaks to exactly this LLVM.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CARGO, LIBLLVM, RUST_LIBRARY, RUSTC } from './paths.ts';
import { run } from './run.ts';

const PACKAGES = ['rustc-web', 'cargo-web', 'rust-web-src'];
const NEEDED = [RUSTC, CARGO, LIBLLVM, join(RUST_LIBRARY, 'std')];

/** Installs the compiler if it is missing, and returns `rustc -vV`. @throws Error when it is not on LLVM 22 or not Debian's */
export function ensureDebianRust(): string {
  if (!NEEDED.every((path) => existsSync(path))) install();
  const version = run({ command: RUSTC, args: ['-vV'], quiet: true }).trim();
  if (!/^LLVM version: 22\./m.test(version)) throw new Error(`${RUSTC} is not on LLVM 22:\n${version}`);
  const sysroot = run({ command: RUSTC, args: ['--print', 'sysroot'], quiet: true }).trim();
  if (sysroot !== '/usr') throw new Error(`${RUSTC} is not Debian's: its sysroot is ${sysroot}`);
  return version;
}

function install(): void {
  console.log(`installing ${PACKAGES.join(' ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  run({ command: 'apt-get', args: ['update', '-qq'], quiet: true });
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES];
  run({ command: 'apt-get', args, env, quiet: true });
}
