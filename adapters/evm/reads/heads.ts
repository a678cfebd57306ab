/** The node's latest and its finalized block, by tag (never by counting blocks). */
import { ChainError } from '../../core/chainError.ts';
import type { CallOptions, Heads } from '../../core/chainProvider.ts';
import { readEvmHeader } from '../block/evmHeader.ts';
import { blockRefOf } from '../block/blockRefOf.ts';
import type { EvmReader } from '../evmReader.ts';
import { type RpcOutcome } from '../../rpc/jsonRpcClient.ts';
import { resultOf, faultCode } from '../rpc/rpcFault.ts';
import { MalformedAnswer } from '../../rpc/malformedAnswer.ts';
import { saysTagUnknown } from '../rpc/nodeDialect.ts';

const METHOD = 'eth_getBlockByNumber';
/** EIP-1474 invalid params, and geth's own for a tag it cannot resolve. */
const TAG_CODES: ReadonlySet<number> = new Set([-32602, -39001]);

/**
 * Both heads in one round trip.
 * @throws CXT_CHAIN_NO_FINALITY when the node refuses the tag or has nothing for it; other ChainError; MalformedAnswer
 */
export async function heads(reader: EvmReader, options: CallOptions = {}): Promise<Heads> {
  const { label } = reader.rpc;
  // WHY: finalized first, so that a node that answers in order can never report it above latest.
  const [finalizedOutcome, latestOutcome] = await reader.rpc.askAll(
    [
      { method: METHOD, params: ['finalized', false] },
      { method: METHOD, params: ['latest', false] },
    ],
    options,
  );
  const finalized = readEvmHeader({ answer: finalizedAnswer(finalizedOutcome, label), label });
  const latest = readEvmHeader({
    answer: resultOf({ outcome: latestOutcome, label, method: METHOD }),
    label,
  });
  if (finalized.height > latest.height) throw new MalformedAnswer('the finalized block is above the latest');
  return { latest: blockRefOf(latest), finalized: blockRefOf(finalized) };
}

function finalizedAnswer(outcome: RpcOutcome | undefined, label: string): unknown {
  const refused = outcome !== undefined && !outcome.ok && isTagRefusal(outcome.fault);
  const answer = refused ? null : resultOf({ outcome, label, method: METHOD });
  if (answer === null) {
    throw new ChainError('CXT_CHAIN_NO_FINALITY', `${label} has no finalized block`, { provider: label });
  }
  return answer;
}

function isTagRefusal(fault: { code: number; message: string; data: unknown }): boolean {
  if (faultCode(fault) === 'CXT_CHAIN_RATE_LIMITED') return false;
  return TAG_CODES.has(fault.code) || saysTagUnknown(fault.message);
}
