/** What lies in an operator's data folder, and how it is made. */
import { accessSync, constants, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Profile } from '../../config/index.ts';
import { BridgeError } from '../../errors/bridgeError.ts';
import { createSignJournalFile } from '../../signer/index.ts';

export interface DataPaths {
  readonly store: string;
  readonly journal: string;
}

/** Store and sign journal are files of their own: losing the store is harmless, losing the journal is not (relayer design §4). */
export function dataPaths(dataDir: string): DataPaths {
  return { store: join(dataDir, 'store.sqlite'), journal: join(dataDir, 'sign.journal') };
}

/**
 * Makes the folder and an empty sign journal: once in the life of an attester key, never at a normal start.
 * @throws CXT_JOURNAL_EXISTS, CXT_STORE_NOT_WRITABLE
 */
export function createDataFolder(options: { dataDir: string; bridgeId: `0x${string}` }): DataPaths {
  const { dataDir, bridgeId } = options;
  makeFolder(dataDir);
  const paths = dataPaths(dataDir);
  createSignJournalFile({ path: paths.journal, bridgeId });
  return paths;
}

/** Makes a folder for its owner only. @throws CXT_STORE_NOT_WRITABLE */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const detail = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new BridgeError('CXT_STORE_NOT_WRITABLE', { context: { path, detail }, cause: error });
  }
}

/**
 * Where processes that could sign with the same key meet. Devnets side by side share their well-known keys, so there the folder
 * around the data folder is what they do not share.
 */
export function keyLockFolder(options: { dataDir: string; profile: Profile }): string {
  if (options.profile !== 'devnet') return tmpdir();
  const folder = dirname(options.dataDir);
  try {
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return tmpdir();
  }
}
