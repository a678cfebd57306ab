/** Signs a transaction of a test account locally and hands the bytes to the node; does not wait for a block. */
import type { Hex } from 'viem';
import type { LocalAccount } from 'viem/accounts';

import { rpcCall } from './jsonRpc.ts';

/** Generous for a devnet whose base fee starts at 1 gwei and falls. */
const MAX_FEE_PER_GAS = 100n * 10n ** 9n;
const PRIORITY_FEE = 10n ** 9n;

export interface SignedCall {
  readonly chain: { readonly chainId: number; readonly rpcUrl: string };
  readonly account: LocalAccount;
  readonly nonce: number;
  readonly to: Hex | null;
  readonly data: Hex;
  readonly gas: bigint;
}

/** Transaction hash. @throws JsonRpcFailure when the node refuses the bytes. */
export async function sendSigned(call: SignedCall): Promise<Hex> {
  const raw = await signCall(call);
  return rpcCall<Hex>(call.chain.rpcUrl, { method: 'eth_sendRawTransaction', params: [raw] });
}

/** Signed bytes only, to be sent later. */
export async function signCall(call: SignedCall): Promise<Hex> {
  const { chain, account, nonce, to, data, gas } = call;
  return account.signTransaction({
    type: 'eip1559',
    chainId: chain.chainId,
    nonce,
    gas,
    maxFeePerGas: MAX_FEE_PER_GAS,
    maxPriorityFeePerGas: PRIORITY_FEE,
    to,
    data,
  });
}
