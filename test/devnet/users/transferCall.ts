/** Calldata of the gateway as a user's wallet makes it. */
import { encodeOptions } from '@cxt-bridge/adapters/protocol';
import { type Address, encodeFunctionData, type Hex, maxUint256, pad, toHex } from 'viem';

import { cxtAbi } from '../../../adapters/evm/abi/cxt.ts';
import { gatewayAbi } from '../../../adapters/evm/abi/gateway.ts';
import { chainSpec, type ChainKey } from '../chain/chainSpec.ts';
import type { DevChain } from '../chain/devChain.ts';
import type { Call } from './testUser.ts';

/** A transfer as a user means it. */
export interface Transfer {
  readonly to: ChainKey;
  readonly recipient: Address;
  readonly amountWei: bigint;
  /** Call on the recipient after the credit. */
  readonly compose?: { readonly data: Hex; readonly gas: number };
}

const SEND_GAS = 400_000n;
const APPROVE_GAS = 100_000n;

/** `SendParam` of a transfer. */
export function sendParam(transfer: Transfer) {
  const { to, recipient, amountWei, compose } = transfer;
  return {
    dstEid: chainSpec(to).eid,
    to: pad(recipient),
    amountLD: amountWei,
    minAmountLD: amountWei,
    extraOptions: compose === undefined ? ('0x' as Hex) : toHex(encodeOptions({ composeGas: compose.gas })),
    composeMsg: compose?.data ?? '0x',
    oftCmd: '0x' as Hex,
  };
}

/** Fee in wei of CXT, from the chain. */
export async function quoteFee(parameters: {
  chain: DevChain;
  gateway: Address;
  transfer: Transfer;
}): Promise<bigint> {
  const { chain, gateway, transfer } = parameters;
  const fee = await chain.client.readContract({
    address: gateway,
    abi: gatewayAbi,
    functionName: 'quoteSend',
    args: [sendParam(transfer), true],
  });
  return fee.lzTokenFee;
}

/** `send` with that fee as the maximum. */
export function sendCall(parameters: {
  gateway: Address;
  transfer: Transfer;
  feeWei: bigint;
  sender: Address;
}): Call {
  const { gateway, transfer, feeWei, sender } = parameters;
  const data = encodeFunctionData({
    abi: gatewayAbi,
    functionName: 'send',
    args: [sendParam(transfer), { nativeFee: 0n, lzTokenFee: feeWei }, sender],
  });
  return { to: gateway, data, gas: SEND_GAS };
}

/** Unlimited allowance for the gateway. */
export function approveCall(parameters: { token: Address; gateway: Address }): Call {
  const data = encodeFunctionData({
    abi: cxtAbi,
    functionName: 'approve',
    args: [parameters.gateway, maxUint256],
  });
  return { to: parameters.token, data, gas: APPROVE_GAS };
}
