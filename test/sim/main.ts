/**
 * `npm run sim -- --seed N [--count M] [--quiet]`: runs one seed with its whole trace, or many with a line each. Exit 1 if anything was lost,
 * doubled or stuck.
 */
import { parseArgs } from 'node:util';
import type { SeedResult } from './judge.ts';
import { runSeed } from './runSeed.ts';

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

function options(): { seed: number; count: number; quiet: boolean } {
  try {
    const { values } = parseArgs({
      options: { seed: { type: 'string' }, count: { type: 'string' }, quiet: { type: 'boolean' } },
    });
    const whole = (name: string, text: string | undefined, fallback: number): number => {
      if (text === undefined) return fallback;
      const value = Number(text);
      if (!Number.isSafeInteger(value) || value < 0)
        fail(`--${name} ${text}: not a whole number; give 0, 1, 2, …`);
      return value;
    };
    return {
      seed: whole('seed', values.seed, 0),
      count: whole('count', values.count, 1),
      quiet: values.quiet ?? false,
    };
  } catch (error) {
    return fail(
      `${error instanceof Error ? error.message : String(error)}\nusage: npm run sim -- --seed N [--count M] [--quiet]`,
    );
  }
}

const { seed, count, quiet } = options();
const results: SeedResult[] = [];
for (let index = 0; index < count; index += 1) {
  const trace = count === 1 && !quiet ? (line: string) => console.log(line) : undefined;
  const startedMs = performance.now();
  const result = await runSeed({ seed: seed + index, ...(trace && { trace }) });
  results.push(result);
  const ms = Math.round(performance.now() - startedMs);
  console.log(
    `seed ${result.seed}: ${result.messages} messages, ${result.lost} lost, ${result.double} double, ${result.stuck} stuck, ` +
      `${result.crashes} crashes, ${result.seconds.toFixed(0)} virtual s, ${ms} ms, ${result.fingerprint}`,
  );
  for (const fault of result.faults) console.log(`  ${fault}`);
}
const bad = results.filter(({ faults }) => faults.length > 0);
if (count > 1)
  console.log(
    `${count} seeds, ${bad.length} with faults${bad.length > 0 ? `: ${bad.map((r) => r.seed).join(' ')}` : ''}`,
  );
process.exitCode = bad.length === 0 ? 0 : 1;
