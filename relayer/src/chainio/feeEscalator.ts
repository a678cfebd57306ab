/**
 * Fees of a replacement transaction: `max(min(max(1.1·old, estimate), 3·estimate), old)` on both fields, under the operator's cap
 * (relayer design §5). Native wei per gas.
 */
import type { TxFees } from '@cxt-bridge/adapters/core';

export interface FeeCap {
  readonly maxFeePerGas: bigint;
}

export function escalate(parameters: {
  old: TxFees;
  estimate: TxFees;
  cap: FeeCap;
}): TxFees & { capped: boolean } {
  const { old, estimate, cap } = parameters;
  const wanted = {
    maxFeePerGas: bump(old.maxFeePerGas, estimate.maxFeePerGas),
    maxPriorityFeePerGas: bump(old.maxPriorityFeePerGas, estimate.maxPriorityFeePerGas),
  };
  const maxFeePerGas = min(wanted.maxFeePerGas, max(cap.maxFeePerGas, old.maxFeePerGas));
  return {
    maxFeePerGas,
    maxPriorityFeePerGas: min(wanted.maxPriorityFeePerGas, maxFeePerGas),
    capped: maxFeePerGas < wanted.maxFeePerGas,
  };
}

/** First fees of a transaction: the estimate under the cap. */
export function openingFees(parameters: { estimate: TxFees; cap: FeeCap }): TxFees {
  const { estimate, cap } = parameters;
  const maxFeePerGas = min(estimate.maxFeePerGas, cap.maxFeePerGas);
  return { maxFeePerGas, maxPriorityFeePerGas: min(estimate.maxPriorityFeePerGas, maxFeePerGas) };
}

function bump(old: bigint, estimate: bigint): bigint {
  // Rounded up: a node refuses a replacement that is one wei short of +10 %.
  const tenPercentMore = (old * 11n + 9n) / 10n;
  return max(min(max(tenPercentMore, estimate), 3n * estimate), old);
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
