import { describe, expect, it } from 'vitest';

import { runSequences } from './runSequences.ts';

/** The rest of the two thousand is `npm run test:economy`. */
const SEQUENCES = Number(process.env['CXT_ECONOMY_SEQUENCES'] ?? 60);

describe('the model beside the real contracts', () => {
  it(`answers and shows the same after every operation of ${SEQUENCES} sequences`, async () => {
    const { operations, coverage } = await runSequences({ seed: 0, sequences: SEQUENCES, operations: 40 });
    expect(operations).toBe(SEQUENCES * 40);
    const done = [...coverage.keys()].filter((key) => key.endsWith(' done'));
    // all but the rarest: a whole dispute with a late challenge does not come up in few sequences
    expect(done.length).toBeGreaterThan(30);
    expect(coverage.size).toBeGreaterThan(90);
  });
});
