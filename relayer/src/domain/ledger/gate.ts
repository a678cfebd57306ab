/**
 * The fixed-supply gate: may this leaf be signed, as far as the accountant is concerned?
 *
 * SAFETY: it answers from the book alone, by leaf, and compares the amount that the message builder read from the packet. Anything it
 * does not know is refused.
 */
import type { Eid, Leaf } from '@cxt-bridge/adapters/protocol';
import { type Ledger, lockedWei } from './book.ts';
import { type Breach, LedgerBreach } from './breach.ts';

export type GateRefusal = 'UNKNOWN' | 'LEDGER';

export function mayCredit(parameters: { ledger: Ledger; leaf: Leaf; amountWei: bigint }): GateRefusal | null {
  const { ledger, leaf, amountWei } = parameters;
  const entry = ledger.open.get(leaf);
  if (!entry?.sent) return 'UNKNOWN';
  if (entry.amountWei !== amountWei) return 'LEDGER';
  if (!totalIsExact(ledger)) return 'LEDGER';
  return ledger.unmatched.size === 0 ? null : 'LEDGER';
}

/** `locked = Σ spokes (supply + burned) + Σ pendingIn` (protocol §8), from two sets of logs. */
export function totalIsExact(ledger: Ledger): boolean {
  return supplyDeltaWei(ledger) === 0n;
}

/** What circulates and is in flight minus what is locked; 0 in every honest history, > 0 is an excess. */
export function supplyDeltaWei(ledger: Ledger): bigint {
  let claims = 0n;
  for (const spoke of ledger.totals.spokes.values()) claims += spoke.supplyWei + spoke.burnedExternallyWei;
  for (const pendingWei of ledger.totals.pendingInWei.values()) claims += pendingWei;
  return claims - lockedWei(ledger.totals);
}

/**
 * A credit without a send becomes a breach once its source has had the time to show it: nothing is delivered before it is final at
 * its source, so a relayer that is `graceMs` past the credit and follows the source must have seen it.
 */
export function staleUnmatched(parameters: {
  ledger: Ledger;
  nowMs: number;
  graceMs: number;
  /** When each chain's final head was last read successfully up to its tip; milliseconds. */
  caughtUpAtMs: ReadonlyMap<Eid, number>;
}): LedgerBreach | null {
  const { ledger, nowMs, graceMs, caughtUpAtMs } = parameters;
  for (const leaf of ledger.unmatched) {
    const entry = ledger.open.get(leaf);
    if (entry?.unmatchedSinceMs == null) continue;
    const deadlineMs = entry.unmatchedSinceMs + graceMs;
    if (nowMs < deadlineMs || (caughtUpAtMs.get(entry.srcEid) ?? 0) < deadlineMs) continue;
    const breach: Breach = {
      kind: 'CREDIT_WITHOUT_SEND',
      eid: entry.dstEid ?? entry.srcEid,
      height: '0',
      txHash: null,
      detail: {
        leaf: entry.leaf,
        srcEid: String(entry.srcEid),
        nonce: String(entry.nonce),
        amountWei: String(entry.amountWei),
      },
    };
    return new LedgerBreach(breach);
  }
  return null;
}
