/** How long the gas money of a submitter lasts, out of nothing but what its balance was when looked at. */

const MS_PER_HOUR = 3_600_000;
/** WHY: a transaction a second after the start says nothing about the next hour. */
const SHORTEST_MS = 30_000;

export interface Purse {
  readonly firstMs: number;
  /** Native wei (lamports) of every fall of the balance since then; what came in between two looks hides as much. */
  readonly spent: bigint;
  readonly balance: bigint;
}

/** The purse after one more look. */
export function purseAfter(parameters: { purse: Purse | undefined; balance: bigint; nowMs: number }): Purse {
  const { purse, balance, nowMs } = parameters;
  if (purse === undefined) return { firstMs: nowMs, spent: 0n, balance };
  const fall = purse.balance > balance ? purse.balance - balance : 0n;
  return { firstMs: purse.firstMs, spent: purse.spent + fall, balance };
}

/** At the rate since the first look; null where nothing was spent. */
export function hoursLeft(parameters: { purse: Purse; nowMs: number }): number | null {
  const { purse, nowMs } = parameters;
  if (purse.spent === 0n) return null;
  const elapsedMs = Math.max(SHORTEST_MS, nowMs - purse.firstMs);
  return (Number(purse.balance) / Number(purse.spent)) * (elapsedMs / MS_PER_HOUR);
}
