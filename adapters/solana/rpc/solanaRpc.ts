/**
 * Requests to one Solana node: one attempt each, no JSON-RPC batches (many nodes have none), a few at a time.
 *
 * Guarantee: every refusal becomes a `ChainError` here and nowhere else.
 */
import { ChainError } from '../../core/chainError.ts';
import type { CallOptions } from '../../core/chainProvider.ts';
import { createJsonRpcClient, type FetchLike, type RpcOutcome } from '../../rpc/jsonRpcClient.ts';
import { solanaFaultError } from './solanaFault.ts';

const AT_A_TIME = 8;

export interface SolanaRequest {
  readonly method: string;
  readonly params: readonly unknown[];
}

export interface SolanaRpc {
  /** Host and port. */
  readonly label: string;
  /** The result. @throws ChainError for every refusal */
  ask(request: SolanaRequest, options?: CallOptions): Promise<unknown>;
  /** The result or the node's refusal. @throws ChainError when there is no answer */
  outcome(request: SolanaRequest, options?: CallOptions): Promise<RpcOutcome>;
  /** Results in order. @throws as {@link ask} */
  askAll(requests: readonly SolanaRequest[], options?: CallOptions): Promise<readonly unknown[]>;
}

export interface SolanaRpcOptions {
  /** http(s); may carry credentials, which never leave the transport. */
  readonly url: string;
  /** Shown instead of the URL's host. */
  readonly label?: string;
  /** Network port; the platform's own by default. */
  readonly fetch?: FetchLike;
  /** For one HTTP exchange, body included. Default 10,000. */
  readonly timeoutMs?: number;
  /** Longest answer that is read. Default 64 MiB. */
  readonly maxAnswerBytes?: number;
}

/** Client of one node. @throws TypeError when `url` is no http(s) URL */
export function createSolanaRpc(options: SolanaRpcOptions): SolanaRpc {
  const client = createJsonRpcClient({
    url: options.url,
    timeoutMs: options.timeoutMs ?? 10_000,
    maxAnswerBytes: options.maxAnswerBytes ?? 64 * 1024 * 1024,
    maxBatch: 1,
    faultError: solanaFaultError,
    ...(options.label === undefined ? {} : { label: options.label }),
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
  const { label } = client;

  async function outcome(request: SolanaRequest, call: CallOptions = {}): Promise<RpcOutcome> {
    const [answer] = await client.askAll([request], call);
    if (answer !== undefined) return answer;
    const { method } = request;
    throw new ChainError('CXT_CHAIN_BAD_ANSWER', `${label} left ${method} unanswered`, {
      provider: label,
      method,
    });
  }

  const { ask } = client;

  async function askAll(
    requests: readonly SolanaRequest[],
    call: CallOptions = {},
  ): Promise<readonly unknown[]> {
    const results: unknown[] = [];
    for (let start = 0; start < requests.length; start += AT_A_TIME) {
      const some = requests.slice(start, start + AT_A_TIME);
      results.push(...(await Promise.all(some.map((request) => ask(request, call)))));
    }
    return results;
  }

  return { label, ask, outcome, askAll };
}
