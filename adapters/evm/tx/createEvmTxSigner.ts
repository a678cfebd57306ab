/**
 * Submitter account of an EVM chain: signs EIP-1559 transactions for one chain id and one gateway.
 *
 * Guarantee: signs nothing but a bridge call or a transfer of 0 to itself; the hash is keccak of the bytes returned.
 */
import { privateKeyToAccount } from 'viem/accounts';
import type { SignedTx, TxPlan, TxSigner } from '../../core/transactions.ts';
import { type Hex, isHex, keccak256 } from '../../protocol/index.ts';
import { encodeBridgeCall } from './encodeBridgeCall.ts';

/**
 * Signer over a raw private key (32 bytes).
 * @throws TypeError when the key is no key (the message does not repeat it)
 */
export function createEvmTxSigner(options: { privateKey: Hex; chainId: bigint; gateway: string }): TxSigner {
  const { chainId } = options;
  const gateway = options.gateway.toLowerCase() as Hex;
  if (!isHex(gateway, 20)) throw new TypeError('the gateway is not an EVM address');
  const account = accountOf(options.privateKey);
  const address = account.address.toLowerCase() as Hex;
  return {
    account: address,
    async sign(plan: TxPlan): Promise<SignedTx> {
      const { to, data } = encodeBridgeCall({ call: plan.call, gateway, account: address });
      const raw = await account.signTransaction({
        type: 'eip1559',
        chainId: Number(chainId),
        nonce: Number(plan.nonce),
        gas: plan.gasLimit,
        maxFeePerGas: plan.maxFeePerGas,
        maxPriorityFeePerGas: plan.maxPriorityFeePerGas,
        to,
        data,
        value: 0n,
      });
      return { raw, hash: keccak256(raw) };
    },
  };
}

function accountOf(privateKey: Hex) {
  try {
    if (isHex(privateKey, 32)) return privateKeyToAccount(privateKey);
  } catch {
    // WHY: rethrown below without the library's text, which may show the key.
  }
  throw new TypeError('the submitter key is not a private key');
}
