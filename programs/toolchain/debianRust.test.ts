/** What is said where the compiler cannot be installed. */
import { expect, test } from 'vitest';
import { type Machine, missingCompiler, obstacle } from './debianRust.ts';

const DEBIAN: Machine = { platform: 'linux', arch: 'x64', hasApt: true, isRoot: true };

test.each<[change: Partial<Machine>, reason: string | null]>([
  [{}, null],
  [{ platform: 'darwin' }, 'this machine is darwin x64'],
  [{ arch: 'arm64' }, 'this machine is linux arm64'],
  [{ hasApt: false }, 'there is no apt-get'],
  [{ isRoot: false }, 'only root can install packages'],
])('%j', (change, reason) => {
  expect(obstacle({ ...DEBIAN, ...change })).toBe(reason);
});

test('says in one line what to install', () => {
  const line = missingCompiler('only root can install packages');
  expect(line).not.toContain('\n');
  expect(line).toContain('only root can install packages');
  expect(line).toContain('apt-get install rustc-web cargo-web rust-web-src');
});
