/**
 * Gives test users CXT out of the MiningPool. THE ONLY PLACE in the repository that acts as the pool.
 *
 * The pool has no function that pays out, so on a development node its address is impersonated. No real chain offers that, and no
 * other file may.
 */
import { type Address, encodeFunctionData, type Hex } from 'viem';

import { cxtAbi } from '../../../adapters/evm/abi/cxt.ts';
import { rpcBatch, rpcCall } from '../chain/jsonRpc.ts';
import type { DevChain } from '../chain/devChain.ts';
import { DevnetError } from '../devnetError.ts';
import type { DeploymentAddresses } from './addresses.ts';

/** Native wei for the pool's own gas; it has no other coins. */
const GAS_MONEY = `0x${(10n ** 20n).toString(16)}`;

export interface FundFromPoolParameters {
  /** The home chain: the pool exists only there. */
  readonly home: DevChain;
  readonly addresses: DeploymentAddresses;
  readonly recipients: readonly Address[];
  readonly amountWei: bigint;
}

/** @throws DevnetError when a transfer fails. */
export async function fundFromPool(parameters: FundFromPoolParameters): Promise<void> {
  const { home, addresses, recipients, amountWei } = parameters;
  const { miningPool, token } = addresses;
  await rpcBatch(home.rpcUrl, [
    { method: 'anvil_impersonateAccount', params: [miningPool] },
    { method: 'anvil_setBalance', params: [miningPool, GAS_MONEY] },
  ]);
  const first = await home.client.getTransactionCount({ address: miningPool });
  const hashes = (await rpcBatch(
    home.rpcUrl,
    recipients.map((recipient, index) => {
      const data = encodeFunctionData({
        abi: cxtAbi,
        functionName: 'transfer',
        args: [recipient, amountWei],
      });
      // WHY a nonce: the node answers a batch out of order and would give the same one twice.
      const nonce = `0x${(first + index).toString(16)}`;
      const transaction = { from: miningPool, to: token, data, gas: '0x186a0', nonce };
      return { method: 'eth_sendTransaction', params: [transaction] };
    }),
  )) as Hex[];
  const receipts = await Promise.all(hashes.map((hash) => home.receipt(hash)));
  await rpcCall(home.rpcUrl, { method: 'anvil_stopImpersonatingAccount', params: [miningPool] });
  if (receipts.every(({ status }) => status === 'success')) return;
  throw new DevnetError('a transfer out of the MiningPool failed', 'does the pool hold the supply?');
}
