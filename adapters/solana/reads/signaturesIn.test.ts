/** Paging backwards through an address, with marks. */
import { describe, expect, it } from 'vitest';
import { createSolanaRpc } from '../rpc/solanaRpc.ts';
import { emptyMemory, type SolanaReader } from '../solanaReader.ts';
import { scriptedNode } from '../testing/scriptedNode.ts';
import { signaturesIn } from './signaturesIn.ts';

const PAGE = 1_000;

/** An address with one transaction a slot, 1 to `slots`; every seventh failed. Counts the requests. */
function reader(slots: number) {
  const asked: unknown[] = [];
  let forgets = false;
  const fetch = scriptedNode({
    getSignaturesForAddress: ([, config]) => {
      const { before } = config as { before?: string };
      asked.push(before ?? null);
      if (forgets && before !== undefined) return { result: [] };
      const newest = before === undefined ? slots : Number(before.slice(1)) - 1;
      const page = Array.from({ length: Math.min(PAGE, Math.max(newest, 0)) }, (_, index) => newest - index);
      return {
        result: page.map((slot) => ({ signature: `s${slot}`, slot, err: slot % 7 === 0 ? 'Failed' : null })),
      };
    },
  });
  const rpc = createSolanaRpc({ url: 'http://127.0.0.1:1', fetch });
  return { reader: { rpc, memory: emptyMemory() } as SolanaReader, asked, forget: () => (forgets = true) };
}

const range = (from: number, to: number) =>
  ({ address: 'a', from: BigInt(from), to: BigInt(to), commitment: 'finalized' }) as const;

/** What must come out: no failed ones, oldest first. */
const expected = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => from + 1 + index)
    .filter((slot) => slot % 7 !== 0)
    .map((slot) => ({ signature: `s${slot}`, slot: BigInt(slot) }));

describe('signatures in a range of slots', () => {
  it('are complete and in order over many pages', async () => {
    const { reader: on, asked } = reader(4_500);
    expect(await signaturesIn(on, range(100, 4_400))).toEqual(expected(100, 4_400));
    expect(asked).toHaveLength(5);
  });

  it('begin at a mark when older ranges are read one after the other, and are the same', async () => {
    const { reader: on, asked } = reader(6_000);
    expect(await signaturesIn(on, range(0, 500))).toEqual(expected(0, 500));
    const first = asked.length;
    for (let from = 500; from < 2_500; from += 500) {
      expect(await signaturesIn(on, range(from, from + 500))).toEqual(expected(from, from + 500));
    }
    expect(first).toBe(7);
    expect(asked.length - first).toBeLessThanOrEqual(8);
  });

  it('are read from the newest again when the node does not know the mark', async () => {
    const { reader: on, forget } = reader(900);
    on.memory.marks.set('a', [{ signature: 's850', slot: 850n }]);
    forget();
    expect(await signaturesIn(on, range(10, 800))).toEqual(expected(10, 800));
    expect(on.memory.marks.get('a')).toEqual([]);
  });
});
