import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { surfpoolPath } from './surfpoolPackage.ts';

const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

it('has a package for every platform it names, all of one version', () => {
  const optional: Record<string, string> = manifest.optionalDependencies;
  const surfpools = Object.entries(optional).filter(([name]) => name.startsWith('@solana/surfpool-'));
  expect(surfpools.map(([name]) => name).toSorted()).toEqual([
    '@solana/surfpool-darwin-arm64',
    '@solana/surfpool-darwin-x64',
    '@solana/surfpool-linux-x64-gnu',
  ]);
  expect(new Set(surfpools.map(([, version]) => version)).size).toBe(1);
});

it('is there on a platform it is installed for, and says how to go on without it everywhere else', () => {
  const [here, other] =
    process.platform === 'darwin' ? ['darwin-' + process.arch, 'linux-x64'] : ['linux-x64', 'darwin-arm64'];
  expect(existsSync(surfpoolPath(here))).toBe(true);
  const withoutSolana = expect.objectContaining({ hint: expect.stringContaining('--chains evm') });
  expect(() => surfpoolPath(other)).toThrow(/is not installed/);
  expect(() => surfpoolPath(other)).toThrow(withoutSolana);
  expect(() => surfpoolPath('linux-arm64')).toThrow(/there is no Solana runtime for linux-arm64/);
  expect(() => surfpoolPath('win32-x64')).toThrow(withoutSolana);
});
