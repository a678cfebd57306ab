/**
 * `npm start`: a whole bridge on this machine.
 *
 * Exit code 0: stopped by the user, or (`--once`) everything delivered and the supply exact. 1: anything else, with one line that says
 * what, where and what to do. 130 and 143: interrupted before that.
 */
import pc from 'picocolors';

import { runDemo } from './demo/demoRun.ts';
import { type DemoReport, demoReport, demoTables } from './demo/demoReport.ts';
import { settledSupply } from './demo/settledSupply.ts';
import { type Devnet, startDevnet } from './devnet.ts';
import { oneLine } from './devnetError.ts';
import { type DevnetOptions, HELP, parseOptions } from './options.ts';
import { interruption } from './terminal/interruption.ts';
import { type Progress, terminalProgress } from './terminal/progress.ts';

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions({ args, cwd: process.env['INIT_CWD'] ?? process.cwd() });
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const progress = terminalProgress();
  const interrupt = interruption(() => progress.note('stopping'));
  let devnet: Devnet | null = null;
  let code: number | null = null;
  try {
    devnet = await startDevnet({
      dir: options.dir,
      portBase: options.portBase,
      solana: options.solana,
      signal: interrupt.signal,
      progress,
    });
    for (const relayer of devnet.relayers) relayer.tellWhenEnded(progress.note);
    code = options.demo ? await demonstrate({ devnet, options, progress, signal: interrupt.signal }) : 0;
    if (!options.once) await stayUp({ devnet, progress, signal: interrupt.signal });
    return code;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    return code !== null && !options.once ? code : interrupt.exitCode();
  } finally {
    const keepLogs = code !== 0 && !interrupt.signal.aborted;
    await devnet?.stop({ keepLogs });
    if (devnet !== null && keepLogs) progress.note(`the logs stay in ${devnet.folder.path}/logs`);
    interrupt.release();
  }
}

async function demonstrate(parameters: {
  devnet: Devnet;
  options: DevnetOptions;
  progress: Progress;
  signal: AbortSignal;
}): Promise<number> {
  const { devnet, options, progress, signal } = parameters;
  const outcome = await runDemo({ devnet, progress, signal });
  const { proof, faults } = await progress.step('proving the supply', () =>
    settledSupply({ devnet, signal }),
  );
  await devnet.memory.sample();
  const report = await demoReport({ devnet, transfers: outcome.transfers, jobs: outcome.jobs, proof });
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : demoTables(report, outcome));
  const all = [...outcome.faults, ...proof.faults, ...faults];
  for (const fault of all) progress.note(pc.red(fault));
  if (all.length === 0) progress.note(summary(report));
  return all.length === 0 ? 0 : 1;
}

function summary(report: DemoReport): string {
  const memory = Math.round(report.peakRssBytes / 2 ** 20);
  return pc.green(
    `all ${report.transfers.length} transfers delivered, ${report.jobs.length} jobs ended as they must, supply exact to the wei; peak memory ${memory} MiB`,
  );
}

async function stayUp(parameters: {
  devnet: Devnet;
  progress: Progress;
  signal: AbortSignal;
}): Promise<void> {
  const { devnet, progress, signal } = parameters;
  for (const chain of devnet.chains)
    progress.note(`${chain.key.padEnd(10)} ${chain.rpcUrl}  chain id ${chain.chainId}`);
  if (devnet.solana !== null) progress.note(`solana     ${devnet.solana.chain.rpcUrl}`);
  for (const relayer of devnet.relayers)
    progress.note(`${relayer.operator.padEnd(10)} ${relayer.apiUrl}/v1/status`);
  progress.note(`manifest   ${devnet.manifestPath}`);
  progress.note('Ctrl-C stops everything');
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    // The timer keeps the process alive.
    const timer = setInterval(() => {}, 60_000);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      resolve();
    });
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`error: ${oneLine(error)}\n`);
  process.exitCode = 1;
}
