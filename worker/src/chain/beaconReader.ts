import type { Address, Hex } from 'viem';
import { refusalOf } from './callRefused.ts';
import { ABI } from './contracts.ts';
import { headerProof } from './headerProof.ts';
import type { HomeClient } from './homeClient.ts';

/** Randomness of a block with what proves it to the contracts. */
export interface Beacon {
  readonly value: Hex;
  readonly proof: Hex;
}

const MOST_KEPT = 256;

/** Reads beacons, with the block's header as proof where the chain's beacon wants one. */
export class BeaconReader {
  readonly #client: HomeClient;
  readonly #randomness: Address;
  readonly #known = new Map<bigint, Promise<Beacon>>();
  #wantsHeader: boolean | null = null;

  constructor(parameters: { client: HomeClient; randomness: Address }) {
    this.#client = parameters.client;
    this.#randomness = parameters.randomness;
  }

  /** @throws CallRefused BeaconTooEarly, BeaconTooLate; what the transport throws */
  read(block: bigint): Promise<Beacon> {
    const known = this.#known.get(block);
    if (known !== undefined) return known;
    const fresh = this.#fetch(block);
    this.#known.set(block, fresh);
    fresh.catch(() => this.#known.delete(block));
    for (const old of this.#known.keys()) {
      if (this.#known.size <= MOST_KEPT) break;
      this.#known.delete(old);
    }
    return fresh;
  }

  async #fetch(block: bigint): Promise<Beacon> {
    if (this.#wantsHeader !== true) {
      try {
        const beacon = await this.#ask(block, '0x');
        this.#wantsHeader = false;
        return beacon;
      } catch (error) {
        const refusal = refusalOf({ error, what: `beacon ${block}` });
        if (refusal?.reason !== 'BeaconProofInvalid') throw refusal ?? error;
        this.#wantsHeader = true;
      }
    }
    return this.#ask(block, await headerProof({ client: this.#client, block }));
  }

  async #ask(block: bigint, proof: Hex): Promise<Beacon> {
    const value = await this.#client.readContract({
      address: this.#randomness,
      abi: ABI.randomness,
      functionName: 'beacon',
      args: [block, proof],
    });
    return { value, proof };
  }
}
