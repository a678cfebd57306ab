/**
 * `npm run bench:devnet`: messages a second over all six lanes of a real devnet (three anvils, contracts, four relayer processes), and
 * how long a message takes from "final at the source" to "in a block of the destination".
 *
 * Times and counts come from chain data that this process reads itself; no relayer is asked. Exit code 1 when a message was lost or
 * credited twice, or when the supply is not exact.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Devnet, startDevnet } from '../devnet/devnet.ts';
import { oneLine } from '../devnet/devnetError.ts';
import { interruption } from '../devnet/terminal/interruption.ts';
import { terminalProgress, type Progress } from '../devnet/terminal/progress.ts';
import { BENCH_HELP, type BenchOptions, parseBenchOptions } from './benchOptions.ts';
import { measure } from './measure.ts';
import { bringCxtToSpokes, runLoad, signLoad } from './load.ts';

const USERS = 30;

export interface BenchResult {
  readonly messages: number;
  /** All messages over the time from the first send to the last delivery. */
  readonly perSecond: number;
  readonly p50Seconds: number;
  readonly p95Seconds: number;
  readonly lost: number;
  readonly double: number;
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseBenchOptions(args);
  if (options.help) {
    process.stdout.write(BENCH_HELP);
    return 0;
  }
  const progress = terminalProgress();
  const interrupt = interruption(() => progress.note('stopping'));
  const dir = mkdtempSync(join(tmpdir(), 'cxt-bench-'));
  let devnet: Devnet | null = null;
  try {
    devnet = await startDevnet({ dir, portBase: null, signal: interrupt.signal, progress, users: USERS });
    // They have paid the users; the machine is for the bridge.
    await devnet.workers.stop();
    return await bench({ devnet, options, progress, signal: interrupt.signal });
  } catch (error) {
    if (interrupt.signal.aborted) return interrupt.exitCode();
    throw error;
  } finally {
    await devnet?.stop();
    rmSync(dir, { recursive: true, force: true });
    interrupt.release();
  }
}

async function bench(parameters: {
  devnet: Devnet;
  options: BenchOptions;
  progress: Progress;
  signal: AbortSignal;
}): Promise<number> {
  const { devnet, options, progress, signal } = parameters;
  await progress.step('bringing CXT to BSC and Arbitrum', () => bringCxtToSpokes({ devnet, signal }));
  const load = await progress.step(`signing ${options.messages} transfers`, (report) =>
    signLoad({ devnet, messages: options.messages, report }),
  );
  const sends = await progress.step('sending', (report) =>
    runLoad({ devnet, load, options, report, signal }),
  );
  const { result, faults } = await progress.step('counting on the chains', () =>
    measure({ devnet, sends, signal }),
  );
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : forPeople({ result, options }));
  for (const fault of faults) progress.note(fault);
  return result.lost === 0 && result.double === 0 && faults.length === 0 ? 0 : 1;
}

function forPeople(parameters: { result: BenchResult; options: BenchOptions }): string {
  const { result, options } = parameters;
  const offered =
    options.perSecond === null ? 'as fast as the nodes take them' : `${options.perSecond} a second`;
  return [
    `messages       ${result.messages} over six lanes, offered ${offered}`,
    `throughput     ${result.perSecond} messages a second, first send to last delivery`,
    `final → done   p50 ${result.p50Seconds} s, p95 ${result.p95Seconds} s`,
    `lost ${result.lost}, double ${result.double}`,
    `machine        ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`,
    '',
  ].join('\n');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`error: ${oneLine(error)}\n`);
  process.exitCode = 1;
}
