/** Amounts for people. */
import { formatEther } from 'viem';

/** `1,234.5` CXT out of wei, exact. */
export function formatCxt(amountWei: bigint): string {
  const [whole = '0', fraction] = formatEther(amountWei).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
