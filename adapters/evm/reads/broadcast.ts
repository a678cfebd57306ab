/** Hands signed bytes to the node and says what it made of them. */
import { ChainError } from '../../core/chainError.ts';
import type { BroadcastResult, CallOptions } from '../../core/chainProvider.ts';
import { type Hex, keccak256 } from '../../protocol/index.ts';
import type { EvmReader } from '../evmReader.ts';
import { asData } from '../rpc/answer.ts';
import { readSendRefusal } from '../rpc/nodeDialect.ts';
import type { RpcFault } from '../../rpc/rpcFault.ts';
import { faultCode, faultError, resultOf } from '../rpc/rpcFault.ts';

const METHOD = 'eth_sendRawTransaction';

/**
 * - accepted: the node took the bytes (which is no promise that it keeps them: ask `txStatus`);
 * - known: it has exactly these bytes, pending or included, whatever error it gave;
 * - rejected: it has them not, and why.
 * @throws CXT_CHAIN_RATE_LIMITED, CXT_CHAIN_BAD_ANSWER (it took something with another hash), transport codes: whether the node
 *   has the bytes is then unknown, and sending the same bytes again is safe
 */
export async function broadcast(
  reader: EvmReader,
  raw: Hex,
  options: CallOptions = {},
): Promise<BroadcastResult> {
  const { rpc } = reader;
  const expected = keccak256(raw);
  const [outcome] = await rpc.askAll([{ method: METHOD, params: [raw] }], options);
  if (outcome !== undefined && !outcome.ok)
    return refused({ reader, hash: expected, fault: outcome.fault, options });
  const hash = asData(resultOf({ outcome, label: rpc.label, method: METHOD }), 'transaction hash', 32);
  if (hash !== expected) {
    throw new ChainError('CXT_CHAIN_BAD_ANSWER', `${rpc.label} answered another transaction hash`, {
      provider: rpc.label,
      expected,
      actual: hash,
    });
  }
  return { outcome: 'accepted' };
}

async function refused(args: {
  reader: EvmReader;
  hash: Hex;
  fault: RpcFault;
  options: CallOptions;
}): Promise<BroadcastResult> {
  const { reader, hash, fault, options } = args;
  const { rpc } = reader;
  if (faultCode(fault) === 'CXT_CHAIN_RATE_LIMITED')
    throw faultError({ label: rpc.label, method: METHOD, fault });
  const refusal = readSendRefusal(fault.message);
  if (refusal === 'known') return { outcome: 'known' };
  // SAFETY: "nonce too low" is also what a node says about bytes that it has included; taken for a refusal, the caller would
  // sign the same intent again under the next nonce.
  const found = await rpc.ask({ method: 'eth_getTransactionByHash', params: [hash] }, options);
  if (found !== null) return { outcome: 'known' };
  return { outcome: 'rejected', reason: refusal ?? 'other', detail: fault.message };
}
