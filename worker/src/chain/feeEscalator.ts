/** Fees of transactions, wei per gas: the estimate at first, then at least 10 % more (what nodes demand of a replacement), up to a cap. */

export interface TxFees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** First fees: the estimate under the cap. */
export function openingFees(parameters: { estimate: TxFees; capWei: bigint }): TxFees {
  const { estimate, capWei } = parameters;
  const maxFeePerGas = min(estimate.maxFeePerGas, capWei);
  return { maxFeePerGas, maxPriorityFeePerGas: min(estimate.maxPriorityFeePerGas, maxFeePerGas) };
}

/** Fees of a replacement, or null when the cap leaves no room for one. */
export function replacementFees(parameters: {
  old: TxFees;
  estimate: TxFees;
  capWei: bigint;
}): TxFees | null {
  const { old, estimate, capWei } = parameters;
  const least = { fee: tenPercentMore(old.maxFeePerGas), tip: tenPercentMore(old.maxPriorityFeePerGas) };
  if (least.fee > capWei || least.tip > capWei) return null;
  const maxFeePerGas = min(max(least.fee, estimate.maxFeePerGas), capWei);
  return {
    maxFeePerGas,
    maxPriorityFeePerGas: min(max(least.tip, estimate.maxPriorityFeePerGas), maxFeePerGas),
  };
}

/** Rounded up: a node refuses a replacement that is one wei short. */
const tenPercentMore = (fee: bigint): bigint => (fee * 11n + 9n) / 10n;
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
