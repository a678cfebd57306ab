/** One suite for every implementation of the `Store` port. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Store, StoreWrite } from './store.ts';

export interface StoreHarness {
  readonly name: string;
  /** A new, empty store. */
  open(): Promise<Store>;
  /** Kills the process of `store` in place and opens what is on its disk. */
  crashAndReopen(store: Store): Promise<Store>;
  cleanUp(): Promise<void>;
}

const put = (key: string, value: StoreWrite['value'] = key): StoreWrite => ({ table: 'message', key, value });
const keysOf = (rows: readonly { key: string }[]) => rows.map((row) => row.key);

export function describeStoreConformance(harness: StoreHarness): void {
  describe(`${harness.name}: the store port`, () => {
    afterEach(() => harness.cleanUp());
    describeValues(harness);
    describeBatches(harness);
    describeScans(harness);
    describeCrashes(harness);
  });
}

function describeValues(harness: StoreHarness): void {
  it('gives back what was put, of every JSON kind, and nothing it shares with the caller', async () => {
    const store = await harness.open();
    const value = {
      text: 'ä\u0000"\\',
      list: [1, -0.5, true, null],
      deep: { wei: '100000000000000000000000000' },
    };
    await store.commit([put('a', value), put('b', 0), put('c', ''), put('d', false)]);
    value.list.push(2);
    expect(await store.get('message', 'a')).toEqual({ ...value, list: [1, -0.5, true, null] });
    expect(await Promise.all(['b', 'c', 'd'].map((key) => store.get('message', key)))).toEqual([
      0,
      '',
      false,
    ]);
    const read = (await store.get('message', 'a')) as { list: number[] };
    read.list.length = 0;
    expect(await store.get('message', 'a')).toHaveProperty('list.length', 4);
    expect(await store.get('message', 'missing')).toBeUndefined();
    expect(await store.get('tx', 'a')).toBeUndefined();
  });

  it('is not confused by names of Object.prototype', async () => {
    const store = await harness.open();
    expect(await store.get('meta', '__proto__')).toBeUndefined();
    expect(await store.get('meta', 'constructor')).toBeUndefined();
    await store.commit([{ table: 'meta', key: '__proto__', value: 1 }]);
    expect(await store.get('meta', '__proto__')).toBe(1);
  });

  it.each([
    ['an empty key', put('')],
    ['a key beyond ASCII', put('ä')],
    ['a key with a line break', put('a\nb')],
    ['a key of 513 characters', put('x'.repeat(513))],
    ['an unknown table', { ...put('a'), table: 'nope' as 'meta' }],
    ['a bigint', put('a', 1n as unknown as string)],
    ['undefined', { ...put('a'), value: undefined as unknown as string }],
  ])('refuses %s and writes nothing of that batch', async (_, bad) => {
    const store = await harness.open();
    await expect(store.commit([put('good'), bad])).rejects.toMatchObject({ code: 'CXT_STORE_BAD_WRITE' });
    expect(await store.count('message')).toBe(0);
  });
}

function describeBatches(harness: StoreHarness): void {
  it('applies a batch in order: the last write of a key wins, null deletes', async () => {
    const store = await harness.open();
    await store.commit([put('a', 1), put('a', 2), put('b', 1), put('b', null), put('c', null), put('c', 3)]);
    expect(await store.scan('message', { limit: 9 })).toEqual([
      { key: 'a', value: 2 },
      { key: 'c', value: 3 },
    ]);
    await store.commit([put('a', null)]);
    expect(await store.get('message', 'a')).toBeUndefined();
    await store.commit([]);
  });

  it('takes 10,000 writes in one batch', async () => {
    const store = await harness.open();
    await store.commit(
      Array.from({ length: 10_000 }, (_, i) => put(`k/${String(i).padStart(6, '0')}`, { i })),
    );
    expect(await store.count('message')).toBe(10_000);
    expect(await store.get('message', 'k/009999')).toEqual({ i: 9_999 });
  });

  it('keeps the order of batches that are committed at once', async () => {
    const store = await harness.open();
    await Promise.all(
      Array.from({ length: 200 }, (_, i) => store.commit([put('last', i), put(`n/${i}`, i)])),
    );
    expect(await store.get('message', 'last')).toBe(199);
    expect(await store.count('message', 'n/')).toBe(200);
  });

  it('a batch that is refused does not harm its neighbours', async () => {
    const store = await harness.open();
    const results = await Promise.allSettled([
      store.commit([put('a')]),
      store.commit([put('')]),
      store.commit([put('b')]),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(keysOf(await store.scan('message', { limit: 9 }))).toEqual(['a', 'b']);
  });
}

function describeScans(harness: StoreHarness): void {
  const KEYS = ['a', 'a ', 'a/1', 'a/10', 'a/2', 'a0', 'b', 'b/~', 'c'];
  const filled = async () => {
    const store = await harness.open();
    await store.commit([...KEYS].toReversed().map((key) => put(key)));
    await store.commit([{ table: 'tx', key: 'a/1', value: 'other' }]);
    return store;
  };

  it.each<[string, Parameters<Store['scan']>[1], string[]]>([
    ['everything', { limit: 99 }, KEYS],
    ['backwards', { limit: 99, reverse: true }, [...KEYS].toReversed()],
    ['a prefix', { prefix: 'a/', limit: 99 }, ['a/1', 'a/10', 'a/2']],
    ['a prefix backwards', { prefix: 'a/', limit: 2, reverse: true }, ['a/2', 'a/10']],
    ['after, exclusive', { after: 'a/1', limit: 2 }, ['a/10', 'a/2']],
    ['after a key that is the prefix of another', { after: 'a', limit: 1 }, ['a ']],
    ['before, exclusive', { before: 'a/10', limit: 99 }, ['a', 'a ', 'a/1']],
    ['between', { after: 'a/1', before: 'b', limit: 99 }, ['a/10', 'a/2', 'a0']],
    ['before, backwards', { before: 'b', limit: 2, reverse: true }, ['a0', 'a/2']],
    ['after lies before the prefix', { prefix: 'b', after: 'a', limit: 99 }, ['b', 'b/~']],
    ['before lies behind the prefix', { prefix: 'b', before: 'z', limit: 99 }, ['b', 'b/~']],
    ['the last character there is', { prefix: 'b/', limit: 9 }, ['b/~']],
    ['nothing', { prefix: 'x', limit: 9 }, []],
    ['an empty range', { after: 'b', before: 'a', limit: 9 }, []],
    ['limit 0', { limit: 0 }, []],
  ])('scans %s', async (_, options, expected) => {
    const store = await filled();
    expect(keysOf(await store.scan('message', options))).toEqual(expected);
  });

  it('pages through everything, once', async () => {
    const store = await harness.open();
    const keys = Array.from({ length: 2_500 }, (_, i) => String(i * 7919).padStart(9, '0'));
    await store.commit(keys.map((key) => put(key)));
    const seen: string[] = [];
    for (let after: string | undefined; ; after = seen.at(-1)) {
      const page = await store.scan('message', { limit: 100, ...(after === undefined ? {} : { after }) });
      if (page.length === 0) break;
      seen.push(...keysOf(page));
    }
    expect(seen).toEqual([...keys].toSorted());
  });

  it('counts by prefix', async () => {
    const store = await filled();
    expect(await store.count('message')).toBe(KEYS.length);
    expect(await store.count('message', 'a/')).toBe(3);
    expect(await store.count('halt')).toBe(0);
  });
}

function describeCrashes(harness: StoreHarness): void {
  it('loses nothing that was committed when the process dies', async () => {
    const store = await harness.open();
    for (let i = 0; i < 20; i++) await store.commit([put(`k/${i}`, i), put('cursor', i)]);
    const reopened = await harness.crashAndReopen(store);
    expect(await reopened.get('message', 'cursor')).toBe(19);
    expect(await reopened.count('message', 'k/')).toBe(20);
  });

  it('keeps all or nothing of a batch that was under way', async () => {
    const store = await harness.open();
    await store.commit([put('n', 0)]);
    const underWay = store
      .commit(Array.from({ length: 1_000 }, (_, i) => put(`k/${i}`, i)))
      .catch(() => undefined);
    const reopened = await harness.crashAndReopen(store);
    expect([0, 1_000]).toContain(await reopened.count('message', 'k/'));
    expect(await reopened.get('message', 'n')).toBe(0);
    await underWay;
  });

  it('answers nothing after close, and close is idempotent', async () => {
    const store = await harness.open();
    await store.commit([put('a')]);
    await store.check();
    await store.close();
    await store.close();
    await expect(store.get('message', 'a')).rejects.toMatchObject({ code: 'CXT_STORE_CLOSED' });
    await expect(store.commit([put('b')])).rejects.toMatchObject({ code: 'CXT_STORE_CLOSED' });
    await expect(store.check()).rejects.toMatchObject({ code: 'CXT_STORE_CLOSED' });
  });
}
