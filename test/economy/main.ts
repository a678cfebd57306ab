/** `npm run test:economy -- --sequences N [--seed S] [--operations M]`: the differential test, as long as one likes. Exit 1 at a difference. */
import { parseArgs } from 'node:util';

import { runSequences } from './runSequences.ts';
import { TwinError } from './twin.ts';

const USAGE = 'usage: npm run test:economy -- [--sequences 2000] [--seed 0] [--operations 40] [--coverage]';

function fail(sentence: string): never {
  console.error(`${sentence}\n${USAGE}`);
  process.exit(1);
}

function options(): { sequences: number; seed: number; operations: number; coverage: boolean } {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      options: { sequences: text, seed: text, operations: text, coverage: { type: 'boolean' } },
    });
    const whole = (name: string, given: string | undefined, fallback: number, least: number): number => {
      if (given === undefined) return fallback;
      const value = Number(given);
      if (!/^[0-9]{1,9}$/.test(given) || value < least)
        fail(`--${name} ${given}: give a whole number from ${least}`);
      return value;
    };
    return {
      sequences: whole('sequences', values.sequences, 2_000, 1),
      seed: whole('seed', values.seed, 0, 0),
      operations: whole('operations', values.operations, 40, 1),
      coverage: values.coverage ?? false,
    };
  } catch (error) {
    return fail(error instanceof Error ? (error.message.split('.')[0] ?? '') : String(error));
  }
}

const { coverage: isShown, ...chosen } = options();
const startedMs = performance.now();
try {
  const { sequences, operations, coverage } = await runSequences({
    ...chosen,
    onSequence: (done) => {
      if (done % 100 === 0) console.log(`${done} sequences, ${seconds(startedMs)} s`);
    },
  });
  if (isShown) for (const [key, count] of [...coverage].toSorted()) console.log(`${key}: ${count}`);
  console.log(
    `${sequences} sequences, ${operations} operations, ${coverage.size} kinds of outcome, no difference, ` +
      `${seconds(startedMs)} s`,
  );
} catch (error) {
  if (!(error instanceof TwinError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function seconds(sinceMs: number): string {
  return ((performance.now() - sinceMs) / 1_000).toFixed(0);
}
