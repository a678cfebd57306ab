/** Milliseconds to wait before attempt n+1: 0.5 s doubling to 30 s. Deterministic: who goes first is decided by rank, not by jitter. */
export function backoffMs(attempts: number): number {
  return Math.min(30_000, 500 * 2 ** Math.min(Math.max(attempts - 1, 0), 10));
}
