/** Bridge calls as EVM calldata. */
import { encodeFunctionData } from 'viem/utils';
import type { BridgeCall } from '../../core/transactions.ts';
import type { Hex } from '../../protocol/index.ts';
import { gatewayAbi } from '../abi/gateway.ts';

/** Target and calldata; a self-send goes to the account itself with none. */
export function encodeBridgeCall(args: { call: BridgeCall; gateway: Hex; account: Hex }): {
  to: Hex;
  data: Hex;
} {
  const { call, gateway, account } = args;
  if (call.kind === 'selfSend') return { to: account, data: '0x' };
  return { to: gateway, data: encodeGatewayCall(call) };
}

function encodeGatewayCall(call: Exclude<BridgeCall, { kind: 'selfSend' }>): Hex {
  const abi = gatewayAbi;
  switch (call.kind) {
    case 'deliver':
      return encodeFunctionData({
        abi,
        functionName: 'deliver',
        args: [call.attestation, call.signatures, call.items],
      });
    case 'deliverOne':
      return encodeFunctionData({
        abi,
        functionName: 'deliverOne',
        args: [call.attestation, call.signatures, call.item, BigInt(call.index), call.proof],
      });
    case 'claimQueued':
      return encodeFunctionData({ abi, functionName: 'claimQueued', args: [call.item] });
    case 'retryCompose':
      return encodeFunctionData({ abi, functionName: 'retryCompose', args: [call.item] });
    case 'closeRoot':
      throw new TypeError('no root is stored on this chain');
  }
}
