/** Prints what the stores do per second: `node relayer/src/store/store.bench.ts`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore } from './memoryStore.ts';
import { createSqliteStore } from './sqliteStore.ts';
import type { Store, StoreWrite } from './store.ts';

const VALUE = {
  guid: `0x${'ab'.repeat(32)}`,
  status: 'final',
  amountWei: '1000000000000000000',
  history: [1, 2, 3],
};

async function perSecond(operations: number, action: () => Promise<void>): Promise<number> {
  const started = process.hrtime.bigint();
  await action();
  return Math.round(operations / (Number(process.hrtime.bigint() - started) / 1e9));
}

async function measure(store: Store): Promise<Record<string, number>> {
  const write = (key: string): StoreWrite => ({ table: 'message', key, value: VALUE });
  const single = await perSecond(300, async () => {
    for (let i = 0; i < 300; i++) await store.commit([write(`single/${i}`)]);
  });
  const together = await perSecond(10_000, async () => {
    await Promise.all(Array.from({ length: 10_000 }, (_, i) => store.commit([write(`together/${i}`)])));
  });
  const bulk = await perSecond(100_000, async () => {
    for (let b = 0; b < 10; b++) {
      await store.commit(Array.from({ length: 10_000 }, (_, i) => write(`bulk/${b}/${i}`)));
    }
  });
  const get = await perSecond(50_000, async () => {
    for (let i = 0; i < 50_000; i++) await store.get('message', `bulk/3/${i % 10_000}`);
  });
  const scan = await perSecond(100_000, async () => {
    for (let b = 0; b < 10; b++) await store.scan('message', { prefix: `bulk/${b}/`, limit: 10_000 });
  });
  return {
    'commits one by one': single,
    'commits together': together,
    'writes in bulk': bulk,
    gets: get,
    'rows scanned': scan,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'cxt-store-bench-'));
const sqlite = createSqliteStore({ path: join(folder, 'store.sqlite') });
console.table({ sqlite: await measure(sqlite), memory: await measure(createMemoryStore()) });
await sqlite.close();
rmSync(folder, { recursive: true });
