import { BN } from '@coral-xyz/anchor';

/** Integer as the client's coder takes it. */
export function bn(value: bigint): BN {
  return new BN(value.toString());
}
