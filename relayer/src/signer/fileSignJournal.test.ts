import { spawn } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { BridgeError } from '../errors/index.ts';
import { acknowledgeJournalLoss } from './acknowledgeJournalLoss.ts';
import { createSignJournalFile, openFileSignJournal } from './fileSignJournal.ts';
import { batch, describeJournalConformance, word } from './journalConformance.ts';
import type { SignJournal } from './signJournal.ts';

const BRIDGE_ID = word(0xb1d);
const folders: string[] = [];
const opened: SignJournal[] = [];
const paths = new WeakMap<SignJournal, string>();

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cxt-journal-'));
  folders.push(folder);
  return join(folder, 'sign.journal');
}

async function openAt(path: string, create = false): Promise<SignJournal> {
  const journal = await openFileSignJournal({ path, bridgeId: BRIDGE_ID, create });
  opened.push(journal);
  paths.set(journal, path);
  return journal;
}

async function cleanUp(): Promise<void> {
  for (const journal of opened.splice(0)) await journal.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

describeJournalConformance({
  name: 'file',
  open: () => openAt(newPath(), true),
  crashAndReopen: (journal) => {
    const from = paths.get(journal) as string;
    const to = newPath();
    for (const end of ['', '.head']) copyFileSync(from + end, to + end);
    return openAt(to);
  },
  cleanUp,
});

async function refusal(path: string): Promise<BridgeError> {
  try {
    await openAt(path);
  } catch (error) {
    return error as BridgeError;
  }
  throw new Error('the journal opened');
}

/** A closed journal with `count` records. */
async function filled(count: number): Promise<string> {
  const path = newPath();
  const journal = await openAt(path, true);
  for (let i = 1; i <= count; i++) await journal.reserve([batch(i, i)]);
  await journal.close();
  return path;
}

describe('the journal file', () => {
  afterEach(cleanUp);

  it('is readable text, for its owner only, with one record a line', async () => {
    const path = await filled(2);
    const lines = readFileSync(path, 'utf8').split('\n');
    expect(lines[0]).toMatch(new RegExp(`^cxt-sign-journal 1 ${BRIDGE_ID} [0-9a-f]{32}$`));
    expect(lines[2]).toMatch(new RegExp(`^BATCH 40161 40102 2 ${word(2)} [0-9a-f]{32}$`));
    expect(lines).toHaveLength(4);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('refuses when it is missing, with the evidence to acknowledge', async () => {
    const path = await filled(2);
    unlinkSync(path);
    const error = await refusal(path);
    expect(error).toMatchObject({ code: 'CXT_JOURNAL_MISSING', exitCode: 70, alert: true });
    expect(error.hint).toContain(`acknowledge ${error.context.evidence}`);
    // A head without its journal must not be taken for a first start.
    await expect(openAt(path, true)).rejects.toMatchObject({ code: 'CXT_JOURNAL_MISSING' });
    unlinkSync(`${path}.head`);
    expect((await refusal(path)).code).toBe('CXT_JOURNAL_MISSING');
  });

  it('is created once', async () => {
    const path = await filled(1);
    expect(() => createSignJournalFile({ path, bridgeId: BRIDGE_ID })).toThrow(
      expect.objectContaining({ code: 'CXT_JOURNAL_EXISTS' }),
    );
    expect((await openAt(path, true)).size).toBe(1);
  });

  it('refuses a second holder, in this process and in another one that is alive, and recovers after kill -9', async () => {
    const path = await filled(1);
    const child = spawn(process.execPath, ['--input-type=module', '-e', CHILD, path, BRIDGE_ID], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
    expect((await refusal(path)).code).toBe('CXT_JOURNAL_IN_USE');
    child.kill('SIGKILL');
    await exited;
    const journal = await openAt(path);
    await expect(journal.reserve([batch(77, 78)])).rejects.toMatchObject({ code: 'CXT_JOURNAL_CONFLICT' });
    expect((await refusal(path)).code).toBe('CXT_JOURNAL_IN_USE');
  });

  it('refuses the journal of another deployment and of another format', async () => {
    const path = await filled(1);
    await expect(openFileSignJournal({ path, bridgeId: word(5) })).rejects.toMatchObject({
      code: 'CXT_JOURNAL_FOREIGN',
      exitCode: 1,
    });
    await (await openAt(path)).close();
  });
});

describe('a torn append', () => {
  afterEach(cleanUp);

  it('is cut off at every byte of the last, unconfirmed record, and everything before it stays', async () => {
    const path = await filled(3);
    const before = readFileSync(`${path}.head`);
    const journal = await openAt(path);
    await journal.reserve([batch(4, 4)]);
    await journal.close();
    const whole = readFileSync(path);
    const start = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (let length = start; length < whole.length; length += 7) {
      writeFileSync(path, whole.subarray(0, length));
      writeFileSync(`${path}.head`, before);
      const reopened = await openAt(path);
      expect(reopened.size).toBe(3);
      await reopened.reserve([batch(4, 44)]);
      await reopened.close();
      expect((await openAt(path)).size).toBe(4);
      await cleanUpOpen();
    }
  });

  it('may be garbage without a record in it', async () => {
    const path = await filled(3);
    appendFileSync(path, Buffer.alloc(5_000));
    expect((await openAt(path)).size).toBe(3);
    await cleanUpOpen();
    appendFileSync(path, 'BATCH 40161 40102 9');
    expect((await openAt(path)).size).toBe(3);
  });

  it('keeps whole records behind the confirmed ones: they bind although no signature left', async () => {
    const path = await filled(3);
    const before = readFileSync(`${path}.head`);
    const journal = await openAt(path);
    await journal.reserve([batch(4, 4)]);
    await journal.close();
    writeFileSync(`${path}.head`, before);
    const reopened = await openAt(path);
    expect(reopened.size).toBe(4);
    await expect(reopened.reserve([batch(4, 5)])).rejects.toMatchObject({ code: 'CXT_JOURNAL_CONFLICT' });
  });
});

async function cleanUpOpen(): Promise<void> {
  for (const journal of opened.splice(0)) await journal.close();
}

describe('a damaged journal', () => {
  afterEach(cleanUp);

  it.each<[string, (path: string) => void, string]>([
    ['the last line is gone', (path) => truncateSync(path, lineStart(path, 4)), 'CXT_JOURNAL_TRUNCATED'],
    ['only the header is left', (path) => truncateSync(path, lineStart(path, 1)), 'CXT_JOURNAL_TRUNCATED'],
    ['the last line is cut', (path) => truncateSync(path, statSync(path).size - 9), 'CXT_JOURNAL_CORRUPT'],
    ['it is empty', (path) => truncateSync(path, 0), 'CXT_JOURNAL_CORRUPT'],
    ['a byte in the middle changed', (path) => flip(path, lineStart(path, 2) + 20), 'CXT_JOURNAL_CORRUPT'],
    ['a byte of the header changed', (path) => flip(path, 30), 'CXT_JOURNAL_CORRUPT'],
    ['a line is missing in the middle', (path) => dropLine(path, 2), 'CXT_JOURNAL_CORRUPT'],
    ['a record follows a broken one', (path) => breakTail(path), 'CXT_JOURNAL_CORRUPT'],
    ['the head is gone', (path) => unlinkSync(`${path}.head`), 'CXT_JOURNAL_CORRUPT'],
    ['the head is garbage', (path) => writeFileSync(`${path}.head`, 'x'.repeat(256)), 'CXT_JOURNAL_CORRUPT'],
    ['it is garbage', (path) => writeFileSync(path, Buffer.alloc(3_000_000, 7)), 'CXT_JOURNAL_CORRUPT'],
  ])('%s: refuses, changes nothing, and says so again', async (_, damage, code) => {
    const path = await filled(4);
    damage(path);
    const before = readFileSync(path);
    const error = await refusal(path);
    expect(error.code).toBe(code);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect((await refusal(path)).context.evidence).toBe(error.context.evidence);
  });

  it('refuses another journal of the same length put in its place', async () => {
    const path = await filled(4);
    const other = newPath();
    const journal = await openAt(other, true);
    for (let i = 1; i <= 4; i++) await journal.reserve([batch(i, i + 100)]);
    await journal.close();
    copyFileSync(other, path);
    expect((await refusal(path)).code).toBe('CXT_JOURNAL_CORRUPT');
  });

  it('survives a torn write of one head slot', async () => {
    const path = await filled(4);
    const head = readFileSync(`${path}.head`);
    // The older slot: what a torn write of the next generation destroys.
    const generations = [0, 1].map((slot) => Number(head.toString('latin1', slot * 128).split(' ')[2]));
    head.fill(0, ...((generations[0] as number) < (generations[1] as number) ? [0, 128] : [128, 256]));
    writeFileSync(`${path}.head`, head);
    expect((await openAt(path)).size).toBe(4);
  });
});

describe('acknowledging a loss', () => {
  afterEach(cleanUp);
  const floors = [{ kind: 'BATCH', srcEid: 40161, dstEid: 40102, nonce: 10n }] as const;
  const acknowledge = (path: string, evidence: string) =>
    acknowledgeJournalLoss({ path, bridgeId: BRIDGE_ID, evidence: evidence as `0x${string}`, floors });

  it('begins anew above the floors, for good', async () => {
    const path = await filled(2);
    unlinkSync(path);
    const { evidence } = (await refusal(path)).context;
    expect(() => acknowledge(path, word(1))).toThrow(
      expect.objectContaining({ code: 'CXT_JOURNAL_EVIDENCE' }),
    );
    expect(acknowledge(path, evidence as string)).toMatchObject({ salvaged: 0 });
    for (let i = 0; i < 2; i++) {
      const journal = await openAt(path);
      await expect(journal.reserve([batch(10, 10)])).rejects.toMatchObject({
        code: 'CXT_JOURNAL_BELOW_FLOOR',
      });
      await journal.reserve([batch(11, 11), batch(1, 1, 40231)]);
      await journal.close();
    }
  });

  it('carries over what is proven and keeps the damaged files', async () => {
    const path = await filled(4);
    flip(path, lineStart(path, 3) + 20);
    const { evidence } = (await refusal(path)).context;
    const result = acknowledge(path, evidence as string);
    expect(result.salvaged).toBe(2);
    expect(result.keptAside).toHaveLength(2);
    for (const file of result.keptAside) expect(existsSync(file)).toBe(true);
    const journal = await openAt(path);
    await journal.reserve([batch(2, 2)]);
    await expect(journal.reserve([batch(2, 3)])).rejects.toMatchObject({ code: 'CXT_JOURNAL_CONFLICT' });
    await expect(journal.reserve([batch(4, 4)])).rejects.toMatchObject({ code: 'CXT_JOURNAL_BELOW_FLOOR' });
  });

  it('never replaces a sound journal or the one of another deployment', async () => {
    const path = await filled(2);
    expect(() => acknowledge(path, word(1))).toThrow(expect.objectContaining({ code: 'CXT_JOURNAL_EXISTS' }));
    expect(() => acknowledgeJournalLoss({ path, bridgeId: word(9), evidence: word(1), floors })).toThrow(
      expect.objectContaining({ code: 'CXT_JOURNAL_FOREIGN' }),
    );
    expect(readdirSync(dirname(path)).filter((name) => name.includes('lost'))).toEqual([]);
  });
});

/** Byte at which line `n` begins (the header is line 0). */
function lineStart(path: string, n: number): number {
  const bytes = readFileSync(path);
  let at = 0;
  for (let i = 0; i < n; i++) at = bytes.indexOf(10, at) + 1;
  return at;
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] as number) ^ 1;
  writeFileSync(path, bytes);
}

function dropLine(path: string, n: number): void {
  const lines = readFileSync(path, 'utf8').split('\n');
  lines.splice(n, 1);
  writeFileSync(path, lines.join('\n'));
}

function breakTail(path: string): void {
  const last = readFileSync(path, 'utf8').split('\n').at(-2);
  appendFileSync(path, `garbage\n${last}\n`);
}

const CHILD = `
  import { openFileSignJournal } from ${JSON.stringify(new URL('./fileSignJournal.ts', import.meta.url).href)};
  const journal = await openFileSignJournal({ path: process.argv[1], bridgeId: process.argv[2] });
  await journal.reserve([{ kind: 'BATCH', srcEid: 40161, dstEid: 40102, nonce: 77n, leaf: '0x' + '11'.repeat(32) }]);
  console.log('ready');
  setInterval(() => {}, 1000);
`;
