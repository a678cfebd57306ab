/** Whether the deployment is there. */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { EvmReader } from '../evmReader.ts';
import { asData } from '../rpc/answer.ts';
import { resultOf } from '../rpc/rpcFault.ts';

/** True where gateway and token both have code in the latest state. @throws ChainError; MalformedAnswer */
export async function hasCode(reader: EvmReader, options: CallOptions = {}): Promise<boolean> {
  const requests = [reader.gateway, reader.token].map((address) => ({
    method: 'eth_getCode',
    params: [address, 'latest'],
  }));
  const outcomes = await reader.rpc.askAll(requests, options);
  return outcomes.every((outcome) => {
    const answer = resultOf({ outcome, label: reader.rpc.label, method: 'eth_getCode' });
    return asData(answer, 'code') !== '0x';
  });
}
