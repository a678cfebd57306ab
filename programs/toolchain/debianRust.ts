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
const APT_GET = '/usr/bin/apt-get';
/** WHY no removals: another Rust on the machine is its owner's to remove. */
const INSTALL = ['install', '-y', '-qq', '--no-install-recommends', '--no-remove', ...PACKAGES];
const WAIT_FOR_LOCK = ['-o', 'DPkg::Lock::Timeout=300'];

/** What decides whether the compiler can be installed here. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly hasApt: boolean;
  readonly isRoot: boolean;
}

/**
 * Installs the compiler if it is missing, and returns `rustc -vV`.
 * @throws Error with one line when it can neither be found nor installed, is not on LLVM 22 or not Debian's
 */
export function ensureDebianRust(): string {
  if (missing() !== undefined) install();
  const absent = missing();
  if (absent !== undefined) throw new Error(missingCompiler(`these packages brought no ${absent}`));
  const version = run({ command: RUSTC, args: ['-vV'], quiet: true }).trim();
  if (!/^LLVM version: 22\./m.test(version)) throw new Error(`${RUSTC} is not on LLVM 22:\n${version}`);
  const sysroot = run({ command: RUSTC, args: ['--print', 'sysroot'], quiet: true }).trim();
  if (sysroot !== '/usr') throw new Error(`${RUSTC} is not Debian's: its sysroot is ${sysroot}`);
  return version;
}

function missing(): string | undefined {
  return NEEDED.find((path) => !existsSync(path));
}

/** Why the compiler cannot be installed on this machine; `null` when nothing stands against trying. */
export function obstacle(machine: Machine): string | null {
  const { platform, arch, hasApt, isRoot } = machine;
  if (platform !== 'linux' || arch !== 'x64') return `this machine is ${platform} ${arch}`;
  if (!hasApt) return 'there is no apt-get';
  return isRoot ? null : 'only root can install packages';
}

/** The one line for whoever has to install it. */
export function missingCompiler(reason: string): string {
  return (
    `cannot build the Solana programs: the compiler is missing and ${reason}. ` +
    `Install ${PACKAGES.join(', ')} on Debian 12, x86-64 (as root: apt-get install ${PACKAGES.join(' ')}), or run this there.`
  );
}

function install(): void {
  const reason = obstacle({
    platform: process.platform,
    arch: process.arch,
    hasApt: existsSync(APT_GET),
    isRoot: process.getuid?.() === 0,
  });
  if (reason !== null) throw new Error(missingCompiler(reason));
  console.log(`installing ${PACKAGES.join(' ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  try {
    run({ command: APT_GET, args: ['update', '-qq'], quiet: true });
    run({ command: APT_GET, args: [...WAIT_FOR_LOCK, ...INSTALL], env, quiet: true });
  } catch (error) {
    throw new Error(missingCompiler(`apt-get failed:${lastError(String(error))}`), { cause: error });
  }
}

/** The last error line of apt's. */
function lastError(said: string): string {
  return /.*^E:(.*?)\.?$/ms.exec(said)?.[1] ?? ` ${said}`;
}
