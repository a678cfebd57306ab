/** A Solana node that answers from a script: `fetch` for the transport, by method. */
import type { FetchLike } from '../../rpc/jsonRpcClient.ts';

/** What a method answers: a result, or a refusal, or an HTTP status without a JSON-RPC answer. */
export type Scripted =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string } }
  | { readonly status: number };

export type Script = Readonly<Record<string, (params: readonly unknown[]) => Scripted>>;

/** Methods that the script does not have are refused as a node refuses them. */
export function scriptedNode(script: Script): FetchLike {
  return async (_url, init) => {
    const { id, method, params } = JSON.parse(String(init.body)) as {
      id: number;
      method: string;
      params: readonly unknown[];
    };
    const answer = script[method]?.(params) ?? { error: { code: -32_601, message: 'Method not found' } };
    if ('status' in answer) return new Response('nothing', { status: answer.status });
    return Response.json({ jsonrpc: '2.0', id, ...answer });
  };
}

/** Passes requests on to a real node and changes what comes back, or answers instead of it. */
export function lyingNode(
  change: (at: { method: string; params: readonly unknown[]; result: unknown }) => unknown,
): FetchLike {
  return async (url, init) => {
    const { method, params } = JSON.parse(String(init.body)) as {
      method: string;
      params: readonly unknown[];
    };
    const response = await fetch(url, init);
    const answer = (await response.json()) as { result?: unknown };
    if (answer.result === undefined) return Response.json(answer);
    return Response.json({ ...answer, result: change({ method, params, result: answer.result }) });
  };
}
