import { describe, expect, it } from 'vitest';
import { batch, describeJournalConformance } from './journalConformance.ts';
import { createMemorySignJournal, MemoryJournalDisk } from './memorySignJournal.ts';
import type { SignJournal } from './signJournal.ts';

const disks = new WeakMap<SignJournal, MemoryJournalDisk>();
const openOn = (disk: MemoryJournalDisk) => {
  const journal = createMemorySignJournal({ disk });
  disks.set(journal, disk);
  return journal;
};

describeJournalConformance({
  name: 'memory',
  open: async () => openOn(new MemoryJournalDisk()),
  crashAndReopen: async (journal) => {
    const disk = disks.get(journal) as MemoryJournalDisk;
    disk.crash();
    return openOn(disk);
  },
  cleanUp: async () => undefined,
});

describe('the memory journal', () => {
  it('a dead process writes nothing any more, what it had under way is lost as a whole', async () => {
    const disk = new MemoryJournalDisk();
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = createMemorySignJournal({ disk, sync: () => gate });
    const underWay = first.reserve([batch(1, 1)]);
    const behind = first.reserve([batch(1, 1)]);
    disk.crash();
    const second = createMemorySignJournal({ disk });
    release();
    await expect(underWay).rejects.toMatchObject({ code: 'CXT_JOURNAL_CLOSED' });
    await expect(behind).rejects.toMatchObject({ code: 'CXT_JOURNAL_CLOSED' });
    await second.reserve([batch(1, 2)]);
    expect(disk.records).toHaveLength(1);
  });

  it('who waits behind a failed append fails with it', async () => {
    let isFirst = true;
    const sync = async () => {
      if (!isFirst) return;
      isFirst = false;
      throw new Error('disk fault');
    };
    const journal = createMemorySignJournal({ sync });
    const results = await Promise.allSettled([
      journal.reserve([batch(1, 1)]),
      journal.reserve([batch(1, 1)]),
    ]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(journal.size).toBe(0);
    await journal.reserve([batch(1, 2)]);
    expect(journal.size).toBe(1);
  });

  it('a lost journal refuses until it is acknowledged, then signs above the floor only', async () => {
    const disk = new MemoryJournalDisk();
    const journal = createMemorySignJournal({ disk });
    await journal.reserve([batch(1, 1)]);
    disk.crash();
    disk.lose();
    expect(() => createMemorySignJournal({ disk })).toThrow(
      expect.objectContaining({ code: 'CXT_JOURNAL_MISSING' }),
    );
    disk.acknowledgeLoss({
      evidence: disk.evidence,
      floors: [{ kind: 'BATCH', srcEid: 40161, dstEid: 40102, nonce: 3n }],
    });
    const again = createMemorySignJournal({ disk });
    await expect(again.reserve([batch(3, 1)])).rejects.toMatchObject({ code: 'CXT_JOURNAL_BELOW_FLOOR' });
    await again.reserve([batch(4, 1), batch(1, 1, 40231)]);
  });
});
