/**
 * A person of the devnet: one key on all chains, nonces counted locally, so that many transactions can be on their way at once.
 */
import { Keypair } from '@solana/web3.js';
import { type Address, type Hex, hexToBytes } from 'viem';

import type { DevAccount } from '../chain/devAccounts.ts';
import type { EvmChainKey } from '../chain/chainSpec.ts';
import type { DevChain } from '../chain/devChain.ts';
import { rpcCall } from '../chain/jsonRpc.ts';
import { signCall } from '../chain/sendSigned.ts';

export interface Call {
  readonly to: Address;
  readonly data: Hex;
  readonly gas: bigint;
}

export class TestUser {
  readonly address: Address;
  readonly privateKey: Hex;
  readonly #account: DevAccount['account'];
  readonly #nonces = new Map<EvmChainKey, number>();
  #solana: Keypair | null = null;

  constructor(account: DevAccount) {
    this.address = account.address;
    this.privateKey = account.privateKey;
    this.#account = account.account;
  }

  /** The wallet on Solana: the same 32 bytes as the seed of an ed25519 key. */
  get solana(): Keypair {
    this.#solana ??= solanaKeypair(this.privateKey);
    return this.#solana;
  }

  /** Signed bytes with this user's next nonce. Whoever asks must send them. */
  async sign(chain: DevChain, call: Call): Promise<Hex> {
    const nonce = this.#nonces.get(chain.key) ?? 0;
    this.#nonces.set(chain.key, nonce + 1);
    return signCall({ chain, account: this.#account, nonce, ...call });
  }

  /** Signs and hands over; the hash comes back before any block. */
  async submit(chain: DevChain, call: Call): Promise<Hex> {
    const raw = await this.sign(chain, call);
    return rpcCall<Hex>(chain.rpcUrl, { method: 'eth_sendRawTransaction', params: [raw] });
  }
}

/** Keypair of a 32-byte seed. */
export function solanaKeypair(seed: Hex): Keypair {
  return Keypair.fromSeed(hexToBytes(seed));
}
