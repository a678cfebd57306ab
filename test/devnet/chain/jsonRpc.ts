/** The few node methods that viem has no name for, and one batch call; plain HTTP, no retries. */

export class JsonRpcFailure extends Error {
  override readonly name = 'JsonRpcFailure';
}

export interface RpcRequest {
  readonly method: string;
  readonly params?: readonly unknown[];
}

/** One call. @throws JsonRpcFailure with the node's message; TypeError when nobody answers. */
export async function rpcCall<T>(url: string, request: RpcRequest, signal?: AbortSignal): Promise<T> {
  const [answer] = await rpcBatch(url, [request], signal);
  return answer as T;
}

/** One call of its own, for nodes without batches. @throws JsonRpcFailure with the node's message; TypeError when nobody answers. */
export async function rpcSingle<T>(url: string, request: RpcRequest): Promise<T> {
  const { method, params = [] } = request;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const answer = (await response.json()) as { result?: T; error?: { message: string } };
  if (answer.error !== undefined) throw new JsonRpcFailure(`${method}: ${answer.error.message}`);
  return answer.result as T;
}

/** All answers in the order of the requests. @throws JsonRpcFailure with the first refusal. */
export async function rpcBatch(
  url: string,
  requests: readonly RpcRequest[],
  signal?: AbortSignal,
): Promise<unknown[]> {
  const body = requests.map(({ method, params }, id) => ({
    jsonrpc: '2.0',
    id,
    method,
    params: params ?? [],
  }));
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
  const answers = (await response.json()) as { id: number; result?: unknown; error?: { message: string } }[];
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  return requests.map(({ method }, id) => {
    const answer = byId.get(id);
    if (answer === undefined) throw new JsonRpcFailure(`${method}: no answer`);
    if (answer.error !== undefined) throw new JsonRpcFailure(`${method}: ${answer.error.message}`);
    return answer.result;
  });
}
