/** Copies of the contracts in which sources may be broken. */
import { cpSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CONTRACTS_FOLDER } from './forge.ts';

/** A copy under the system's temporary folder, compiled as far as the original is. Its parent folder is the caller's to remove. */
export function workingCopy(): string {
  const root = mkdtempSync(join(tmpdir(), 'cxt-mutants-'));
  const repository = join(CONTRACTS_FOLDER, '..');
  const copy = join(root, 'contracts');
  for (const name of ['src', 'test', 'toolchain', 'foundry.toml', 'out', 'cache']) {
    cpSync(join(CONTRACTS_FOLDER, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  symlinkSync(join(repository, 'test'), join(root, 'test'));
  return copy;
}
