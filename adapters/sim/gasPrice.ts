/** The fee market of EVM-like chains (EIP-1559). */
import type { SimBlock } from './simBlock.ts';

/** What a transaction pays per gas (EIP-1559). */
export function effectivePrice(
  tx: { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint },
  baseFeePerGas: bigint,
): bigint {
  const room = tx.maxFeePerGas - baseFeePerGas;
  return baseFeePerGas + (room < tx.maxPriorityFeePerGas ? room : tx.maxPriorityFeePerGas);
}

/** Base fee after a block: up or down by at most an eighth with its fill. */
export function baseFeeAfter(at: { block: SimBlock; blockGasLimit: bigint }): bigint {
  const { baseFeePerGas, gasUsed } = at.block;
  const target = at.blockGasLimit / 2n;
  return baseFeePerGas + (baseFeePerGas * (gasUsed - target)) / target / 8n;
}
