/** `bench`: base work on this machine, without a chain. */
import { zeroAddress, zeroHash } from 'viem';
import { mineBaseWork } from '../../basework/index.ts';
import { answer, type CommandContext } from '../commandOptions.ts';
import { progressLine, rateText } from '../progressLine.ts';
import { threadsOf } from '../threads.ts';

/** Multiply-adds of a row: 1,024 by 256. */
export const MACS_PER_ROW = 262_144;

export async function benchCommand(parameters: {
  context: CommandContext;
  options: { json?: boolean; rows: number; threads?: number };
}): Promise<void> {
  const { context, options } = parameters;
  const threads = threadsOf(options.threads);
  const mined = await mineBaseWork({
    epochSeed: zeroHash,
    node: zeroAddress,
    rows: options.rows,
    threads,
    onProgress: (progress) => context.terminal.progress(progressLine(progress)),
  });
  context.terminal.progress('');
  const macsPerSecond = (options.rows * MACS_PER_ROW * 1_000) / mined.elapsedMs;
  answer({
    context,
    options: options.json === true ? { json: true } : {},
    value: { rows: options.rows, threads, elapsedMs: mined.elapsedMs, macsPerSecond },
    render: (value) =>
      `${value.rows} rows in ${(value.elapsedMs / 1_000).toFixed(2)} s on ${threads} threads: ${rateText(value.macsPerSecond)}`,
  });
}
