import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hex } from 'viem';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commitSalt } from '../keys/commitSalt.ts';
import { openWorkerJournal } from './workerJournal.ts';

const IDENTITY = {
  address: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  chainId: 31_337,
  market: '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512',
} as const;
const word = (digits: string): Hex => `0x${digits.repeat(32)}`;
const ENTRY = { jobId: word('01'), resultHash: word('02'), units: 16n, salt: word('03'), uri: '' };
const SEAT = { jobId: word('01'), level: 0, redraws: 1, seat: 2 };

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cxt-journal-'));
  path = join(folder, 'journal.sqlite');
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('the journal', () => {
  test('has after a restart what was written', () => {
    const first = openWorkerJournal({ path, identity: IDENTITY });
    first.commits.put(ENTRY);
    first.votes.reserve(SEAT, word('0a'));
    first.mined.put({ epoch: 7n, seed: word('0b'), rows: 3, chunkRoots: Uint8Array.of(1, 2) });
    first.close();
    const second = openWorkerJournal({ path, identity: IDENTITY });
    expect(second.commits.get(ENTRY.jobId)).toEqual(ENTRY);
    expect(second.votes.get(SEAT)).toBe(word('0a'));
    expect(second.mined.get(7n)).toEqual({
      epoch: 7n,
      seed: word('0b'),
      rows: 3,
      chunkRoots: Uint8Array.of(1, 2),
    });
    second.close();
  });

  test('never takes a second result of a job', () => {
    const journal = openWorkerJournal({ path, identity: IDENTITY });
    journal.commits.put(ENTRY);
    journal.commits.put(ENTRY);
    expect(() => journal.commits.put({ ...ENTRY, resultHash: word('09') })).toThrow(
      /the journal has the result/,
    );
    expect(journal.commits.get(ENTRY.jobId)?.resultHash).toBe(ENTRY.resultHash);
    journal.close();
  });

  test('never takes a second vote of a seat, and takes those of other seats and draws', () => {
    const journal = openWorkerJournal({ path, identity: IDENTITY });
    journal.votes.reserve(SEAT, word('0a'));
    journal.votes.reserve(SEAT, word('0a'));
    expect(() => journal.votes.reserve(SEAT, word('0b'))).toThrow(/another vote is signed already/);
    journal.votes.reserve({ ...SEAT, redraws: 2 }, word('0b'));
    journal.votes.reserve({ ...SEAT, seat: 3 }, word('0b'));
    expect(journal.votes.get(SEAT)).toBe(word('0a'));
    journal.close();
  });

  test('is refused while somebody holds it, and to another key', () => {
    const journal = openWorkerJournal({ path, identity: IDENTITY });
    expect(() => openWorkerJournal({ path, identity: IDENTITY })).toThrow(
      /another process holds the journal/,
    );
    journal.close();
    const other = { ...IDENTITY, address: '0x0000000000000000000000000000000000000001' } as const;
    expect(() => openWorkerJournal({ path, identity: other })).toThrow(/the journal belongs to/);
    openWorkerJournal({ path, identity: IDENTITY }).close();
  });
});

test('the salt of a commitment follows from key and job alone', () => {
  const base = { secret: new Uint8Array(32).fill(7), chainId: 1, market: IDENTITY.market, jobId: word('01') };
  expect(commitSalt(base)).toBe(commitSalt({ ...base }));
  const others = [
    { ...base, jobId: word('02') },
    { ...base, chainId: 2 },
    { ...base, secret: new Uint8Array(32).fill(8) },
  ].map(commitSalt);
  expect(new Set([commitSalt(base), ...others]).size).toBe(4);
});
