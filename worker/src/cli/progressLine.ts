const BAR_CHARS = 24;
const MACS_PER_ROW = 262_144;

/** `[#####…] 40 %  1,024 of 2,560 rows  9.3 G int8 MAC/s`. */
export function progressLine(progress: { rowsDone: number; rows: number; elapsedMs: number }): string {
  const { rowsDone, rows, elapsedMs } = progress;
  const part = rows === 0 ? 0 : rowsDone / rows;
  const filled = Math.round(part * BAR_CHARS);
  const bar = '#'.repeat(filled).padEnd(BAR_CHARS, '.');
  const macsPerSecond = elapsedMs === 0 ? 0 : (rowsDone * MACS_PER_ROW * 1_000) / elapsedMs;
  const count = `${rowsDone.toLocaleString('en')} of ${rows.toLocaleString('en')} rows`;
  return `[${bar}] ${Math.floor(part * 100)} %  ${count}  ${rateText(macsPerSecond)}`;
}

/** `9.34 G int8 MAC/s`. */
export function rateText(macsPerSecond: number): string {
  return `${(macsPerSecond / 1e9).toFixed(2)} G int8 MAC/s`;
}
