/** What the journal does when the disk misbehaves: the faults are put under the real file handles. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openFileSignJournal } from './fileSignJournal.ts';
import { batch, word } from './journalConformance.ts';
import type { SignJournal } from './signJournal.ts';

let path = '';
let handles: FileHandle;
let journal: SignJournal;

const openJournal = (create = false) => openFileSignJournal({ path, bridgeId: word(1), create });
const fault = (code: string) => Object.assign(new Error(`${code}: simulated`), { code });

beforeEach(async () => {
  path = join(mkdtempSync(join(tmpdir(), 'cxt-journal-')), 'sign.journal');
  journal = await openJournal(true);
  const handle = await open(path);
  handles = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await journal.close();
  rmSync(join(path, '..'), { recursive: true });
});

describe('durability of the journal', () => {
  it('resolves behind the sync of the record and the sync of the head, in this order', async () => {
    const steps: string[] = [];
    const { write, datasync } = handles;
    vi.spyOn(handles, 'write').mockImplementation(function (this: FileHandle, ...args: unknown[]) {
      const bytes = args[0] as Buffer;
      steps.push(bytes.toString('latin1').startsWith('BATCH') ? 'write record' : 'write head');
      return Reflect.apply(write, this, args);
    } as typeof write);
    vi.spyOn(handles, 'datasync').mockImplementation(async function (this: FileHandle) {
      await Reflect.apply(datasync, this, []);
      steps.push('sync');
    });
    await journal.reserve([batch(1, 1)]);
    expect(steps).toEqual(['write record', 'sync', 'write head', 'sync']);
  });

  it('shares the syncs among all that ask at once', async () => {
    const sync = vi.spyOn(handles, 'datasync');
    await Promise.all(Array.from({ length: 300 }, (_, i) => journal.reserve([batch(i + 1, i + 1)])));
    expect(sync.mock.calls.length).toBeLessThanOrEqual(4);
  });

  it('who asks for a value that is on its way to the disk waits until it is there', async () => {
    const first = journal.reserve([batch(1, 1)]);
    await journal.reserve([batch(1, 1)]);
    expect(readFileSync(path, 'utf8')).toContain(`BATCH 40161 40102 1 ${word(1)}`);
    expect(readFileSync(`${path}.head`, 'utf8')).toMatch(/-head 1 \d+ 1 /);
    await first;
    expect(journal.size).toBe(1);
  });

  it('a full disk signs nothing, loses nothing, and signing resumes when there is room', async () => {
    await journal.reserve([batch(1, 1)]);
    const before = readFileSync(path);
    const { write } = handles;
    vi.spyOn(handles, 'write').mockImplementationOnce(async function (this: FileHandle, ...args: unknown[]) {
      // Half a record reaches the disk before it is full.
      await Reflect.apply(write, this, [args[0], 0, 20, args[3]]);
      throw fault('ENOSPC');
    });
    const failed = await Promise.allSettled([
      journal.reserve([batch(2, 2)]),
      journal.reserve([batch(2, 2), batch(3, 3)]),
    ]);
    for (const result of failed) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { code: 'CXT_JOURNAL_DISK_FULL', exitCode: 75 },
      });
    }
    expect(readFileSync(path).equals(before)).toBe(true);
    await expect(journal.reserve([batch(1, 9)])).rejects.toMatchObject({ code: 'CXT_JOURNAL_CONFLICT' });
    await journal.reserve([batch(2, 22), batch(3, 3)]);
    await journal.close();
    journal = await openJournal();
    expect(journal.size).toBe(3);
  });

  it('who relies on a record whose write fails while he waits fails with it', async () => {
    let behind: Promise<void> = Promise.resolve();
    vi.spyOn(handles, 'write').mockImplementationOnce(async () => {
      behind = journal.reserve([batch(1, 1)]);
      behind.catch(() => undefined);
      throw fault('ENOSPC');
    });
    await expect(journal.reserve([batch(1, 1)])).rejects.toMatchObject({ code: 'CXT_JOURNAL_DISK_FULL' });
    await expect(behind).rejects.toMatchObject({ code: 'CXT_JOURNAL_DISK_FULL' });
    await journal.reserve([batch(1, 2)]);
  });

  it.each([1, 2])(
    'after a failed sync (number %i) nothing is signed until a restart has read the disk again',
    async (n) => {
      const { datasync } = handles;
      let calls = 0;
      vi.spyOn(handles, 'datasync').mockImplementation(async function (this: FileHandle) {
        calls++;
        if (calls === n) throw fault('EIO');
        await Reflect.apply(datasync, this, []);
      });
      await expect(journal.reserve([batch(1, 1)])).rejects.toMatchObject({ code: 'CXT_JOURNAL_IO' });
      await expect(journal.reserve([batch(2, 2)])).rejects.toMatchObject({ code: 'CXT_JOURNAL_IO' });
      await journal.close();
      journal = await openJournal();
      // The record may have reached the disk, so it binds.
      await expect(journal.reserve([batch(1, 5)])).rejects.toMatchObject({ code: 'CXT_JOURNAL_CONFLICT' });
      await journal.reserve([batch(1, 1), batch(2, 2)]);
    },
  );
});
