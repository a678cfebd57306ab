import { type Address, parseAbiItem } from 'viem';
import type { HomeChain } from './homeChain.ts';
import type { Head } from './homeClient.ts';

const EVENTS = [
  parseAbiItem(
    'event BaseRecorded(uint64 indexed epoch, address indexed node, uint64 workUnits, uint256 score)',
  ),
  parseAbiItem(
    'event PaidRecorded(uint64 indexed epoch, address indexed node, uint64 workUnits, uint256 score, uint256 sunkWei)',
  ),
] as const;
const PAGE_BLOCKS = 10_000n;

/** Epochs in which a node was credited with work, from the pool's own events. What a reorganisation took out only costs a read. */
export class ScoredEpochs {
  readonly #chain: HomeChain;
  readonly #node: Address;
  readonly #epochs = new Set<bigint>();
  #next: bigint;

  constructor(parameters: { chain: HomeChain; node: Address; fromBlock: bigint }) {
    this.#chain = parameters.chain;
    this.#node = parameters.node;
    this.#next = parameters.fromBlock;
  }

  get epochs(): Iterable<bigint> {
    return this.#epochs;
  }

  /** Forgets epochs that were claimed or can no longer be. */
  forget(epochs: Iterable<bigint>): void {
    for (const epoch of epochs) this.#epochs.delete(epoch);
  }

  /** Reads up to the head; blocks that are not final are read again next time. */
  async update(head: Head): Promise<void> {
    const { client, contracts } = this.#chain;
    for (let first = this.#next; first <= head.number; first += PAGE_BLOCKS) {
      const last = first + PAGE_BLOCKS - 1n;
      const range = { fromBlock: first, toBlock: last < head.number ? last : head.number };
      for (const event of EVENTS) {
        const logs = await client.getLogs({
          address: contracts.miningPool,
          event,
          args: { node: this.#node },
          strict: true,
          ...range,
        });
        for (const { args } of logs) this.#epochs.add(args.epoch);
      }
    }
    if (head.finalized >= this.#next) this.#next = head.finalized + 1n;
  }
}
