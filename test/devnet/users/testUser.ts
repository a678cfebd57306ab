/**
 * A person of the devnet: one key on all chains, nonces counted locally, so that many transactions can be on their way at once.
 */
import type { Address, Hex } from 'viem';

import type { DevAccount } from '../chain/devAccounts.ts';
import type { ChainKey } from '../chain/chainSpec.ts';
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
  readonly #nonces = new Map<ChainKey, number>();

  constructor(account: DevAccount) {
    this.address = account.address;
    this.privateKey = account.privateKey;
    this.#account = account.account;
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
