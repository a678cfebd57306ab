import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JournaledMap, StateJournal } from './stateJournal.ts';

describe('StateJournal', () => {
  const operation = fc.record({
    map: fc.integer({ min: 0, max: 1 }),
    key: fc.integer({ min: 0, max: 4 }),
    value: fc.option(fc.integer(), { nil: null }),
  });

  it('restores any earlier moment exactly, and reads it without restoring', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 40 }), fc.nat({ max: 40 }), (operations, cut) => {
        const journal = new StateJournal();
        const maps = [new JournaledMap<number, number>(journal), new JournaledMap<number, number>(journal)];
        const snapshot = (): string =>
          JSON.stringify(maps.map((map) => [...map.entries()].toSorted(([left], [right]) => left - right)));
        const apply = ({ map, key, value }: { map: number; key: number; value: number | null }): void => {
          if (value === null) maps[map]?.delete(key);
          else maps[map]?.set(key, value);
        };
        const at = Math.min(cut, operations.length);
        operations.slice(0, at).forEach(apply);
        const mark = journal.mark();
        const expected = snapshot();
        const values = maps.map((map) => [0, 1, 2, 3, 4].map((key) => map.get(key)));
        operations.slice(at).forEach(apply);
        expect(maps.map((map) => [0, 1, 2, 3, 4].map((key) => map.getAt(mark, key)))).toEqual(values);
        journal.rollback(mark);
        expect(snapshot()).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses to go back past what was forgotten, and still goes back to what was not', () => {
    const journal = new StateJournal();
    const map = new JournaledMap<string, number>(journal);
    map.set('a', 1);
    const early = journal.mark();
    map.set('a', 2);
    const late = journal.mark();
    map.set('a', 3);
    journal.forget(late);
    expect(() => journal.rollback(early)).toThrow(RangeError);
    expect(() => map.getAt(early, 'a')).toThrow(RangeError);
    journal.rollback(late);
    expect(map.get('a')).toBe(2);
  });
});
