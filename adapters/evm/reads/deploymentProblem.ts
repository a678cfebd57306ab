/** Whether the deployment is there. */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { EvmReader } from '../evmReader.ts';
import { asData } from '../rpc/answer.ts';
import { resultOf } from '../rpc/rpcFault.ts';

const METHOD = 'eth_getCode';

/** Which of gateway and token has no code in the latest state; `null` when both have. @throws ChainError; MalformedAnswer */
export async function deploymentProblem(
  reader: EvmReader,
  options: CallOptions = {},
): Promise<string | null> {
  const wanted = [`gateway ${reader.gateway}`, `token ${reader.token}`];
  const requests = [reader.gateway, reader.token].map((address) => ({
    method: METHOD,
    params: [address, 'latest'],
  }));
  const outcomes = await reader.rpc.askAll(requests, options);
  const codes = outcomes.map((outcome) =>
    asData(resultOf({ outcome, label: reader.rpc.label, method: METHOD }), 'code'),
  );
  const missing = wanted.filter((_, index) => codes[index] === '0x');
  return missing.length === 0 ? null : `there is no code at the ${missing.join(' and the ')}`;
}
