import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { createSqliteStore } from './sqliteStore.ts';
import type { Store } from './store.ts';
import { describeStoreConformance } from './storeConformance.ts';

const folders: string[] = [];
const open: Store[] = [];
const paths = new WeakMap<Store, string>();

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cxt-store-'));
  folders.push(folder);
  return join(folder, 'store.sqlite');
}

function openAt(path: string, maxPages?: number): Store {
  const store = createSqliteStore({ path, ...(maxPages === undefined ? {} : { maxPages }) });
  open.push(store);
  paths.set(store, path);
  return store;
}

async function cleanUp(): Promise<void> {
  for (const store of open.splice(0)) await store.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

describeStoreConformance({
  name: 'sqlite',
  open: async () => openAt(newPath()),
  // What kill -9 leaves behind: database and write-ahead log as they are, no checkpoint, no shared memory.
  crashAndReopen: async (store) => {
    const from = paths.get(store) as string;
    const to = newPath();
    for (const end of ['', '-wal']) if (existsSync(from + end)) copyFileSync(from + end, to + end);
    return openAt(to);
  },
  cleanUp,
});

const codeOf = (action: () => unknown): string => {
  try {
    action();
    return 'nothing thrown';
  } catch (error) {
    return String((error as { code?: string }).code);
  }
};

describe('the sqlite store', () => {
  afterEach(cleanUp);

  it('refuses a second holder at once and lets the next one in after close', async () => {
    const path = newPath();
    const first = openAt(path);
    expect(codeOf(() => openAt(path))).toBe('CXT_STORE_IN_USE');
    await first.close();
    await openAt(path).check();
  });

  it('keeps another process out, and kill -9 of that process lets us in with all it committed', async () => {
    const path = newPath();
    const child = spawn(process.execPath, ['--input-type=module', '-e', CHILD, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
    expect(codeOf(() => openAt(path))).toBe('CXT_STORE_IN_USE');
    child.kill('SIGKILL');
    await exited;
    expect(await openAt(path).get('meta', 'from')).toBe('child');
  });

  it('says that the disk is full, keeps what it has and works again when there is room', async () => {
    const path = newPath();
    const store = openAt(path, 24);
    await store.commit([{ table: 'meta', key: 'a', value: 1 }]);
    const big = Array.from({ length: 200 }, (_, i) => ({
      table: 'tx' as const,
      key: `k${i}`,
      value: 'x'.repeat(2_000),
    }));
    await expect(store.commit(big)).rejects.toMatchObject({ code: 'CXT_STORE_DISK_FULL', retry: 'backoff' });
    expect(await store.count('tx')).toBe(0);
    expect(await store.get('meta', 'a')).toBe(1);
    await store.commit(big.slice(0, 2));
    expect(await store.count('tx')).toBe(2);
  });

  it('refuses a file that is no database, one that is cut, and one that is not ours', async () => {
    const garbage = newPath();
    writeFileSync(garbage, 'this is not a database, not at all'.repeat(100));
    expect(codeOf(() => openAt(garbage))).toBe('CXT_STORE_CORRUPT');

    const foreign = newPath();
    const database = new DatabaseSync(foreign);
    database.exec('CREATE TABLE x (y)');
    database.close();
    expect(codeOf(() => openAt(foreign))).toBe('CXT_STORE_CORRUPT');

    const cut = newPath();
    const store = openAt(cut);
    const writes = Array.from({ length: 500 }, (_, i) => ({
      table: 'tx' as const,
      key: `k${i}`,
      value: 'x'.repeat(500),
    }));
    await store.commit(writes);
    await store.close();
    truncateSync(cut, 8_192);
    expect(codeOf(() => openAt(cut))).toBe('CXT_STORE_CORRUPT');
    // The lock of a store that did not open must not stay.
    expect(codeOf(() => openAt(cut))).toBe('CXT_STORE_CORRUPT');
  });

  it('refuses the format of another release', async () => {
    const path = newPath();
    await openAt(path).close();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 7');
    database.close();
    expect(codeOf(() => openAt(path))).toBe('CXT_STORE_VERSION');
  });

  it('says that the folder is not there', () => {
    expect(codeOf(() => openAt(join(newPath(), 'missing', 'store.sqlite')))).toBe('CXT_STORE_NOT_WRITABLE');
  });
});

const CHILD = `
  import { createSqliteStore } from ${JSON.stringify(new URL('./sqliteStore.ts', import.meta.url).href)};
  const store = createSqliteStore({ path: process.argv[1] });
  await store.commit([{ table: 'meta', key: 'from', value: 'child' }]);
  console.log('ready');
  setInterval(() => {}, 1000);
`;
