/**
 * `npm run lock`: makes package-lock.json complete for every platform.
 *
 * WHY: npm leaves a platform's optional package out of the lock when the registry in use does not serve it, and then refuses `npm ci` with the
 * lock it wrote itself. The missing entries are added by name, version and platform; npm never fetches them on another platform.
 * `--check` writes nothing and exits 1 naming what is missing.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface LockEntry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

interface Lock {
  packages: Record<string, LockEntry>;
}

const OS = [
  'darwin',
  'linux',
  'win32',
  'android',
  'freebsd',
  'openbsd',
  'netbsd',
  'sunos',
  'aix',
  'openharmony',
];
const CPU: Record<string, string> = {
  arm64: 'arm64',
  aarch64: 'arm64',
  x64: 'x64',
  amd64: 'x64',
  x86_64: 'x64',
  ia32: 'ia32',
  arm: 'arm',
  armv7: 'arm',
  ppc64: 'ppc64',
  ppc64le: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  loong64: 'loong64',
  mips64el: 'mips64el',
  wasm32: 'wasm32',
};

/** Operating system, processor and C library that a platform package's name speaks of. */
function platformOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[-/]/);
  const os =
    OS.find((candidate) => words.includes(candidate)) ?? (words.includes('wasm32') ? undefined : 'none');
  const cpu = Object.keys(CPU).find((candidate) => words.includes(candidate)) ?? 'none';
  const musl = words.includes('musl') || words.some((word) => word.startsWith('musl'));
  const glibc = words.some((word) => word.startsWith('gnu'));
  return {
    ...(os !== undefined && { os: [os] }),
    cpu: [CPU[cpu] ?? 'none'],
    ...(musl && { libc: ['musl'] }),
    ...(glibc && { libc: ['glibc'] }),
  };
}

/** Is `name` found from the package at `from`, as Node looks for it? */
function isLocked(parameters: { lock: Lock; from: string; name: string }): boolean {
  const { lock, name } = parameters;
  let from = parameters.from;
  for (;;) {
    if (lock.packages[`${from === '' ? '' : `${from}/`}node_modules/${name}`] !== undefined) return true;
    if (from === '') return false;
    from = from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1));
  }
}

function missing(lock: Lock): Map<string, LockEntry> {
  const found = new Map<string, LockEntry>();
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isLocked({ lock, from: path, name })) continue;
      const version = range.replace(/^[\^~=v]*/, '');
      found.set(`node_modules/${name}`, {
        version,
        ...platformOf(name),
        ...(entry.dev && { dev: true }),
        optional: true,
      });
    }
  }
  return found;
}

const file = 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8')) as Lock;
const added = missing(lock);
if (process.argv.includes('--check')) {
  for (const path of added.keys()) console.log(`${file}: ${path} is missing; run "npm run lock"`);
  process.exitCode = added.size === 0 ? 0 : 1;
} else {
  const entries = [...Object.entries(lock.packages), ...added];
  lock.packages = Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${added.size} platform packages added`);
}
