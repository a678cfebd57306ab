/** Seeded randomness of a sequence: the same seed, the same operations. */
export class RandomSource {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 (inclusive) to 1. */
  unit(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `first` to `last`, both included. */
  whole(first: number, last: number): number {
    return first + Math.floor(this.unit() * (last - first + 1));
  }

  big(first: bigint, last: bigint): bigint {
    return first + (BigInt(Math.floor(this.unit() * 2 ** 52)) * (last - first + 1n)) / 2n ** 52n;
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.whole(0, values.length - 1)];
    if (value === undefined) throw new RangeError('nothing to pick from');
    return value;
  }

  /** One of the values by weight. */
  weighted<T>(values: readonly (readonly [weight: number, value: T])[]): T {
    let point = this.unit() * values.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of values) {
      point -= weight;
      if (point < 0) return value;
    }
    return this.pick(values)[1];
  }
}
