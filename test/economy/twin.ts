/** The chain and the model side by side: every operation goes to both, and what they answer and show must be the same. */
import {
  advance,
  apply,
  brokenSums,
  currentEpoch,
  type Economy,
  figuresOf,
  newEconomy,
  type Operation,
  type OperationKind,
} from '@cxt-bridge/adapters/economy';
import type { Hex } from '@cxt-bridge/adapters/protocol';

import { artifact } from '../devnet/deploy/artifact.ts';
import type { ChainUnderTest } from './chainUnderTest.ts';
import { firstDifference } from './compareViews.ts';
import { ADDRESSES, PARAMS } from './deployment.ts';
import { encodeOperation } from './encodeOperation.ts';

const ZERO: Hex = `0x${'00'.repeat(32)}`;

/** Every so many operations all views are compared; after the others the sums and what must have changed. */
const WHOLE_EVERY = 8;

/** A difference between chain and model, or a sum that broke. */
export class TwinError extends Error {
  override readonly name = 'TwinError';
}

/** How often each operation was done and refused, with which error. */
export type Coverage = Map<string, number>;

export class Twin {
  readonly #chain: ChainUnderTest;
  readonly #coverage: Coverage;
  readonly #hashes = new Map<bigint, Hex>();
  #steps = 0;
  economy: Economy;

  private constructor(chain: ChainUnderTest, economy: Economy, coverage: Coverage) {
    this.#chain = chain;
    this.economy = economy;
    this.#coverage = coverage;
  }

  /** Both at their beginning. */
  static async begin(chain: ChainUnderTest, coverage: Coverage): Promise<Twin> {
    const twin = new Twin(chain, newEconomy({ ...PARAMS, startsAt: chain.startsAt }), coverage);
    twin.economy = advance(twin.economy, await chain.moment());
    return twin;
  }

  /** A second one that goes on from here. */
  branch(): Twin {
    return new Twin(this.#chain, this.economy, this.#coverage);
  }

  /** The state in the next block. */
  next(now: bigint): Economy {
    return advance(this.economy, { now, block: this.economy.block + 1n });
  }

  /** Hash of a block; 32 zero bytes while there is none. */
  async hashOf(block: bigint): Promise<Hex> {
    const known = this.#hashes.get(block);
    if (known !== undefined) return known;
    const hash = block > this.economy.block ? null : await this.#chain.hashOf(block);
    if (hash !== null) this.#hashes.set(block, hash);
    return hash ?? ZERO;
  }

  /** Empty blocks, a second each. */
  async idle(blocks: number): Promise<void> {
    for (let index = 0; index < blocks; index += 1) {
      const now = this.economy.now + 1n;
      await this.#chain.mine(1, now);
      this.economy = this.next(now);
    }
  }

  /** Does the operation on both. @throws TwinError at the first difference */
  async step(operation: Operation, now: bigint): Promise<void> {
    const stateBefore = this.economy;
    const before = this.next(now);
    const answer = await this.#chain.send(encodeOperation(operation), now);
    const outcome = apply(before, await this.#withSeed(operation, before));
    const given = answer.refusal === null ? 'done' : written(answer.refusal);
    const expected = outcome.refusal === null ? 'done' : written(outcome.refusal);
    if (given !== expected) {
      throw new TwinError(`${operation.kind}: the chain says ${given}, the model ${expected}`);
    }
    this.economy = outcome.refusal === null ? outcome.economy : before;
    this.#count(operation.kind, outcome.refusal?.error ?? 'done');
    const known = operation.kind === 'closeEpoch' || this.#steps % WHOLE_EVERY === 0 ? null : stateBefore;
    this.#steps += 1;
    const difference = await firstDifference(this.#chain, this.economy, known);
    if (difference !== null) throw new TwinError(`after ${operation.kind} (${expected}): ${difference}`);
    this.#checkSums(operation.kind);
  }

  /** @throws TwinError when any view differs */
  async compareAll(): Promise<void> {
    const difference = await firstDifference(this.#chain, this.economy, null);
    if (difference !== null) throw new TwinError(`at the end: ${difference}`);
  }

  async #withSeed(operation: Operation, at: Economy): Promise<Operation> {
    if (operation.kind !== 'seedEpoch') return operation;
    const seed = (await this.#chain.client.readContract({
      address: ADDRESSES.BaseWork,
      abi: artifact('BaseWork').abi,
      functionName: 'seedOf',
      args: [currentEpoch(at)],
    })) as Hex;
    return { kind: 'seedEpoch', seed };
  }

  #checkSums(kind: OperationKind): void {
    const [broken] = brokenSums(figuresOf(this.economy));
    if (broken !== undefined) {
      const { sum, what, leftWei, rightWei } = broken;
      throw new TwinError(`after ${kind}: ${sum} ${what}: ${leftWei} and ${rightWei}`);
    }
  }

  #count(kind: OperationKind, outcome: string): void {
    const key = `${kind} ${outcome}`;
    this.#coverage.set(key, (this.#coverage.get(key) ?? 0) + 1);
  }
}

function written(refusal: { error: string; args: readonly (bigint | string | boolean)[] }): string {
  return `${refusal.error}(${refusal.args.map((value) => String(value).toLowerCase()).join(', ')})`;
}
