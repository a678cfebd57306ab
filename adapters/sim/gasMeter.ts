/**
 * Gas of one transaction: what it used, and what it must still be able to pay for calls it has sold.
 *
 * WHY: an under-gassed transaction must not turn a sold call into a failed one (protocol §4), so gas for composes is reserved
 * when an item is accepted, and the estimate is the high-water mark of used + reserved.
 */
import { Revert } from './revert.ts';

/** Rough costs in gas; round figures of the same order as the contracts' measured ones. */
export const GAS = {
  transaction: 21_000n,
  calldataByte: 16n,
  signature: 3_500n,
  attestation: 12_000n,
  item: 14_000n,
  send: 60_000n,
  tokenCall: 30_000n,
  compose: 9_000n,
} as const;

/** Throws `Revert('OutOfGas')` as soon as the limit is passed. */
export class GasMeter {
  readonly limit: bigint;
  #used = 0n;
  #reserved = 0n;
  #required = 0n;

  constructor(limit: bigint) {
    this.limit = limit;
  }

  get used(): bigint {
    return this.#used < this.limit ? this.#used : this.limit;
  }

  /** Least gas limit with which the same run would end the same way. */
  get required(): bigint {
    return this.#required;
  }

  charge(gas: bigint): void {
    this.#used += gas;
    this.#note();
    if (this.#used > this.limit) throw new Revert('OutOfGas');
  }

  /** Sets gas aside for a call made later in this transaction; false if it is not there. */
  reserve(composeGas: number): boolean {
    const gas = reserveFor(composeGas);
    if (this.#used + this.#reserved + gas > this.limit) return false;
    this.#reserved += gas;
    this.#note();
    return true;
  }

  /** Gives the reserve of a call back, right before the call is made and charged. */
  release(composeGas: number): void {
    this.#reserved -= reserveFor(composeGas);
  }

  #note(): void {
    const total = this.#used + this.#reserved;
    if (total > this.#required) this.#required = total;
  }
}

/** Of the gas at hand only 63/64 reach a call (EIP-150). */
function reserveFor(composeGas: number): bigint {
  return GAS.compose + (BigInt(composeGas) * 64n) / 63n + 1n;
}
