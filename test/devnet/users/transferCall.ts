/** Calldata of the EVM gateways as a user's wallet makes it. */
import { addressToBytes32, encodeOptions, vmOfEid } from '@cxt-bridge/adapters/protocol';
import { type Address, encodeFunctionData, type Hex, maxUint256, toHex } from 'viem';

import { cxtAbi } from '../../../adapters/evm/abi/cxt.ts';
import { gatewayAbi } from '../../../adapters/evm/abi/gateway.ts';
import { type ChainKey, eidOf } from '../chain/chainSpec.ts';
import type { DevChain } from '../chain/devChain.ts';
import type { Call } from './testUser.ts';

/** A transfer as a user means it. */
export interface Transfer {
  readonly to: ChainKey;
  /** As people of the destination write it: 0x… or base58. */
  readonly recipient: string;
  readonly amountWei: bigint;
  /** Call on the recipient after the credit; gas, or compute units on Solana. */
  readonly compose?: { readonly data: Hex; readonly gas: number };
  /** To Solana: pay for opening the recipient's token account. */
  readonly openTokenAccount?: true;
}

/** The recipient as on the wire. */
export function recipientBytes32({ to, recipient }: Transfer): Hex {
  return addressToBytes32({ vm: vmOfEid(eidOf(to)), address: recipient });
}

/** Executor options that a transfer needs. */
export function transferOptions({ compose, openTokenAccount }: Transfer): Uint8Array {
  return encodeOptions({
    ...(compose === undefined ? {} : { composeGas: compose.gas }),
    ...(openTokenAccount === undefined ? {} : { openTokenAccount }),
  });
}

const SEND_GAS = 400_000n;
const APPROVE_GAS = 100_000n;

/** `SendParam` of a transfer. */
export function sendParam(transfer: Transfer) {
  const { to, amountWei, compose } = transfer;
  return {
    dstEid: eidOf(to),
    to: recipientBytes32(transfer),
    amountLD: amountWei,
    minAmountLD: amountWei,
    extraOptions: toHex(transferOptions(transfer)),
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
