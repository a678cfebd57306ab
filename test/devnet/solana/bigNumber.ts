/** Integers as Anchor's coder wants them. */
import { createRequire } from 'node:module';
import type * as Anchor from '@coral-xyz/anchor';

// WHY not an import: Node does not see this name among the exports of a CommonJS module that defines it by a getter.
const { BN } = createRequire(import.meta.url)('@coral-xyz/anchor') as typeof Anchor;

export function big(value: bigint): Anchor.BN {
  return new BN(value.toString());
}
