import { describe, expect, it } from 'vitest';
import { createMemoryStore, MemoryDisk } from './memoryStore.ts';
import { SortedKeys } from './sortedKeys.ts';
import type { Store } from './store.ts';
import { describeStoreConformance } from './storeConformance.ts';

const disks = new WeakMap<Store, MemoryDisk>();
const openOn = (disk: MemoryDisk) => {
  const store = createMemoryStore({ disk });
  disks.set(store, disk);
  return store;
};

describeStoreConformance({
  name: 'memory',
  open: async () => openOn(new MemoryDisk()),
  crashAndReopen: async (store) => {
    const disk = disks.get(store) as MemoryDisk;
    disk.crash();
    return openOn(disk);
  },
  cleanUp: async () => undefined,
});

describe('the memory disk', () => {
  it('refuses a second owner and everything the dead one still tries', async () => {
    const disk = new MemoryDisk();
    const first = createMemoryStore({ disk });
    expect(() => createMemoryStore({ disk })).toThrow(expect.objectContaining({ code: 'CXT_STORE_IN_USE' }));
    disk.crash();
    const second = createMemoryStore({ disk });
    const ghost = first.commit([{ table: 'meta', key: 'a', value: 1 }]);
    await expect(ghost).rejects.toMatchObject({ code: 'CXT_STORE_CLOSED' });
    await first.close();
    await second.commit([{ table: 'meta', key: 'a', value: 2 }]);
    expect(await second.get('meta', 'a')).toBe(2);
  });
});

describe('SortedKeys', () => {
  it('agrees with a sorted array through 20,000 random changes', () => {
    const keys = new SortedKeys();
    const model = new Set<string>();
    let state = 12345;
    const random = () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state >>> 8;
    };
    for (let i = 0; i < 20_000; i++) {
      const key = String(random() % 5_000);
      if (random() % 3 === 0) expect(keys.delete(key)).toBe(model.delete(key));
      else {
        expect(keys.add(key)).toBe(!model.has(key));
        model.add(key);
      }
    }
    const sorted = [...model].toSorted();
    expect(keys.size).toBe(sorted.length);
    expect([...keys.range({ from: '', to: '~', reverse: false })]).toEqual(sorted);
    expect([...keys.range({ from: '2', to: '4', reverse: true })]).toEqual(
      sorted.filter((key) => key >= '2' && key < '4').toReversed(),
    );
  });
});
