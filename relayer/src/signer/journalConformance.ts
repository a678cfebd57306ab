/** One suite for every sign journal. */
import { afterEach, describe, expect, it } from 'vitest';
import type { JournalEntry, SignJournal } from './signJournal.ts';

export interface JournalHarness {
  readonly name: string;
  /** A new, empty journal. */
  open(): Promise<SignJournal>;
  /** Kills the process of `journal` and opens what is on its disk. */
  crashAndReopen(journal: SignJournal): Promise<SignJournal>;
  cleanUp(): Promise<void>;
}

/** A word of 32 bytes for tests. */
export const word = (n: number | bigint) => `0x${n.toString(16).padStart(64, '0')}` as const;

export const batch = (nonce: number, leaf: number, srcEid = 40161): JournalEntry => ({
  kind: 'BATCH',
  srcEid,
  dstEid: 40102,
  nonce: BigInt(nonce),
  leaf: word(leaf),
});

const PAIRS: readonly (readonly [string, JournalEntry, JournalEntry])[] = [
  ['BATCH', batch(1, 1), batch(1, 2)],
  [
    'VETO',
    { kind: 'VETO', domain: 1, root: word(1), action: 1 },
    { kind: 'VETO', domain: 1, root: word(1), action: 2 },
  ],
  [
    'HELD',
    { kind: 'HELD', domain: 1, leaf: word(1), action: 1 },
    { kind: 'HELD', domain: 1, leaf: word(1), action: 2 },
  ],
  ...(['ROTATION', 'SUPPLY', 'SETTLEMENT', 'PAUSE', 'UNPAUSE', 'CONFIG', 'FEES', 'RECOVERY'] as const).map(
    (kind) =>
      [
        kind,
        { kind, domain: 0, seq: 7n, root: word(1) },
        { kind, domain: 0, seq: 7n, root: word(2) },
      ] as const,
  ),
];

export function describeJournalConformance(harness: JournalHarness): void {
  describe(`${harness.name}: the sign journal port`, () => {
    afterEach(() => harness.cleanUp());
    describeDecisions(harness);
    describeAtomicity(harness);
    describeRefusals(harness);
  });
}

function describeDecisions(harness: JournalHarness): void {
  it.each(PAIRS)('%s: one value for ever, again after a crash', async (_, first, second) => {
    const journal = await harness.open();
    await journal.reserve([first]);
    await journal.reserve([first]);
    expect(journal.size).toBe(1);
    const conflict = { code: 'CXT_JOURNAL_CONFLICT', retry: 'never', exitCode: 70 };
    await expect(journal.reserve([second])).rejects.toMatchObject(conflict);
    const reopened = await harness.crashAndReopen(journal);
    await reopened.reserve([first]);
    expect(reopened.size).toBe(1);
    await expect(reopened.reserve([second])).rejects.toMatchObject(conflict);
  });

  it('tells apart lanes, kinds, domains, nonces and roots', async () => {
    const journal = await harness.open();
    const others: JournalEntry[] = [
      batch(1, 1),
      batch(2, 2),
      batch(1, 3, 40231),
      batch(257, 4),
      batch(2 ** 48, 5),
      { kind: 'BATCH', srcEid: 40102, dstEid: 40161, nonce: 1n, leaf: word(6) },
      { kind: 'BATCH', srcEid: 40161, dstEid: 40102, nonce: 2n ** 64n - 1n, leaf: word(7) },
      { kind: 'PAUSE', domain: 1, seq: 1n, root: word(8) },
      { kind: 'UNPAUSE', domain: 1, seq: 1n, root: word(9) },
      { kind: 'PAUSE', domain: 2, seq: 1n, root: word(10) },
      { kind: 'VETO', domain: 1, root: word(1), action: 1 },
      { kind: 'HELD', domain: 1, leaf: word(1), action: 2 },
      { kind: 'HELD', domain: 1, leaf: word(2), action: 1 },
    ];
    for (const entry of others) await journal.reserve([entry]);
    const reopened = await harness.crashAndReopen(journal);
    expect(reopened.size).toBe(others.length);
    await reopened.reserve(others);
    expect(reopened.size).toBe(others.length);
  });
}

function describeAtomicity(harness: JournalHarness): void {
  it('writes none of a list of which one conflicts', async () => {
    const journal = await harness.open();
    await journal.reserve([batch(5, 5)]);
    await expect(journal.reserve([batch(4, 4), batch(5, 6), batch(6, 6)])).rejects.toMatchObject({
      code: 'CXT_JOURNAL_CONFLICT',
    });
    expect(journal.size).toBe(1);
    // Free still: another value is accepted for what stood beside the conflict.
    await journal.reserve([batch(4, 44), batch(6, 66)]);
    expect(journal.size).toBe(3);
  });

  it('finds a conflict inside one list, and a key named twice is one record', async () => {
    const journal = await harness.open();
    await expect(journal.reserve([batch(1, 1), batch(1, 2)])).rejects.toMatchObject({
      code: 'CXT_JOURNAL_CONFLICT',
    });
    await journal.reserve([batch(1, 3), batch(1, 3)]);
    expect(journal.size).toBe(1);
  });

  it('of many that ask at once for the same key with other values, one wins', async () => {
    const journal = await harness.open();
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => journal.reserve([batch(1, i + 1)])),
    );
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(journal.size).toBe(1);
  });

  it('what was reserved at once is all there after a crash', async () => {
    const journal = await harness.open();
    await Promise.all(
      Array.from({ length: 500 }, (_, i) => journal.reserve([batch(i + 1, i + 1), batch(i + 1001, i + 1)])),
    );
    const reopened = await harness.crashAndReopen(journal);
    expect(reopened.size).toBe(1_000);
    await expect(reopened.reserve([batch(1500, 9999)])).rejects.toMatchObject({
      code: 'CXT_JOURNAL_CONFLICT',
    });
  });
}

function describeRefusals(harness: JournalHarness): void {
  it.each<[string, object]>([
    ['a zero leaf', { ...batch(1, 0) }],
    ['nonce 0', batch(0, 1)],
    ['a nonce beyond u64', { ...batch(1, 1), nonce: 2n ** 64n }],
    ['a nonce that is a number', { ...batch(1, 1), nonce: 1 }],
    ['an EID that is not an integer', { ...batch(1, 1), srcEid: 1.5 }],
    ['upper-case hex, a second spelling of a value', { ...batch(1, 1), leaf: word(0xabcdef).toUpperCase() }],
    ['a short leaf', { ...batch(1, 1), leaf: '0x01' }],
    ['a line break', { ...batch(1, 1), leaf: `${word(1)}\n` }],
    ['an unknown kind', { kind: 'OTHER', domain: 1, seq: 1n, root: word(1) }],
    ['a kind of Object.prototype', { kind: 'constructor', domain: 1, seq: 1n, root: word(1) }],
    ['action 0', { kind: 'HELD', domain: 1, leaf: word(1), action: 0 }],
  ])('refuses %s', async (_, entry) => {
    const journal = await harness.open();
    await expect(journal.reserve([entry as JournalEntry])).rejects.toMatchObject({
      code: 'CXT_JOURNAL_BAD_ENTRY',
    });
    expect(journal.size).toBe(0);
  });

  it('answers nothing after close, and close is idempotent', async () => {
    const journal = await harness.open();
    await journal.close();
    await journal.close();
    await expect(journal.reserve([batch(1, 1)])).rejects.toMatchObject({ code: 'CXT_JOURNAL_CLOSED' });
  });
}
