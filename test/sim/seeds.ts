/** How many seeded schedules `npm test` runs; `CXT_SIM_SEEDS` asks for more. Odd and even seeds run in two files, side by side. */
import { expect, it } from 'vitest';
import { runSeed } from './runSeed.ts';

export const SEEDS = Number(process.env['CXT_SIM_SEEDS'] ?? 500);
const PER_TEST = 25;

export function describeSeeds(parity: 0 | 1): void {
  for (let first = parity; first < SEEDS; first += 2 * PER_TEST) {
    const seeds = Array.from({ length: PER_TEST }, (_, index) => first + 2 * index).filter(
      (seed) => seed < SEEDS,
    );
    it(`seeds ${first}, ${first + 2}, … ${seeds.at(-1)}: nothing lost, nothing double, nothing stuck`, async () => {
      let messages = 0;
      for (const seed of seeds) {
        const result = await runSeed({ seed });
        messages += result.messages;
        expect(result.faults, `npm run sim -- --seed ${seed}`).toEqual([]);
      }
      expect(messages).toBeGreaterThan(seeds.length);
    });
  }
}
