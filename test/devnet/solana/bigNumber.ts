/** Integers as Anchor's coder wants them. */
import { BN } from '@coral-xyz/anchor';

export function big(value: bigint): BN {
  return new BN(value.toString());
}
