/**
 * One JSON-RPC endpoint over HTTP: one attempt per request, no hidden retry, no hidden failover.
 *
 * Guarantee: every request ends within `timeoutMs` (the body included) with an answer to exactly that request or with a
 * {@link ChainError}; an answer over `maxAnswerBytes` is refused; no URL, path, query or credential is in any error.
 * The caller's abort rejects with the reason of his signal, not with a chain error.
 */
import { ChainError } from '../core/chainError.ts';
import { readAnswers } from './readAnswers.ts';
import { AnswerTooLarge, readBounded } from './readBounded.ts';
import type { FaultError, RpcFault } from './rpcFault.ts';
import { type EndpointSecrets, endpointSecrets } from './secrets.ts';

export interface RpcRequest {
  readonly method: string;
  readonly params: readonly unknown[];
}

export type RpcOutcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly fault: RpcFault };

/** What the client needs of `fetch`. */
export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

export interface JsonRpcClient {
  /** Host and port. */
  readonly label: string;
  /** One request; a refusal of the node is thrown. @throws ChainError */
  ask(request: RpcRequest, options?: { signal?: AbortSignal }): Promise<unknown>;
  /** Several requests in as few round trips as `maxBatch` allows, outcomes in the order asked. @throws ChainError */
  askAll(requests: readonly RpcRequest[], options?: { signal?: AbortSignal }): Promise<readonly RpcOutcome[]>;
}

export interface JsonRpcClientOptions {
  readonly url: string;
  /** Shown instead of the host. */
  readonly label?: string;
  readonly fetch?: FetchLike;
  /** For one HTTP exchange, body included. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /** Requests per HTTP exchange; 1 for nodes without batches. */
  readonly maxBatch: number;
  readonly faultError: FaultError;
}

/** Client of one endpoint. @throws TypeError when `url` is no http(s) URL */
export function createJsonRpcClient(options: JsonRpcClientOptions): JsonRpcClient {
  const secrets = endpointSecrets(options.url);
  const label = options.label ?? secrets.label;
  let nextId = 1;

  async function askAll(requests: readonly RpcRequest[], call: { signal?: AbortSignal } = {}) {
    const outcomes: RpcOutcome[] = [];
    for (let start = 0; start < requests.length; start += options.maxBatch) {
      const chunk = requests.slice(start, start + options.maxBatch);
      const firstId = nextId;
      nextId += chunk.length;
      const payload = chunk.map((request, index) => ({ jsonrpc: '2.0', id: firstId + index, ...request }));
      const body = JSON.stringify(payload.length === 1 ? payload[0] : payload);
      const method = chunk[0]?.method ?? '';
      const { text, status } = await exchange({ options, secrets, label, method, body, signal: call.signal });
      outcomes.push(
        ...readAnswers({ text, status, label, method, firstId, count: chunk.length, scrub: secrets.scrub }),
      );
    }
    return outcomes;
  }

  return {
    label,
    askAll,
    async ask(request, call = {}) {
      const [outcome] = await askAll([request], call);
      return resultOf({ outcome, label, method: request.method, faultError: options.faultError });
    },
  };
}

/** The result of an outcome. @throws ChainError for a refusal, and for a request left unanswered */
export function resultOf(args: {
  outcome: RpcOutcome | undefined;
  label: string;
  method: string;
  faultError: FaultError;
}): unknown {
  const { outcome, label, method, faultError } = args;
  if (outcome === undefined) {
    throw new ChainError('CXT_CHAIN_BAD_ANSWER', `${label} left ${method} unanswered`, {
      provider: label,
      method,
    });
  }
  if (!outcome.ok) throw faultError({ label, method, fault: outcome.fault });
  return outcome.result;
}

interface Exchange {
  readonly options: JsonRpcClientOptions;
  readonly secrets: EndpointSecrets;
  readonly label: string;
  readonly method: string;
  readonly body: string;
  readonly signal: AbortSignal | undefined;
}

async function exchange(args: Exchange): Promise<{ text: string; status: number }> {
  const { options, secrets, label, method, body, signal } = args;
  signal?.throwIfAborted();
  const controller = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort();
  }, options.timeoutMs);
  // WHY: not AbortSignal.any; a long-lived signal would collect one dependent signal per request.
  const onAbort = () => controller.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const response = await (options.fetch ?? fetch)(secrets.requestUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secrets.authorization === null ? {} : { authorization: secrets.authorization }),
      },
      body,
      // WHY: a redirect would carry the request, and with it our credentials, to a host nobody configured.
      redirect: 'error',
      signal: controller.signal,
    });
    const text = await readBounded({ response, maxBytes: options.maxAnswerBytes });
    return { text, status: response.status };
  } catch (error) {
    signal?.throwIfAborted();
    throw transportError({ error, timedOut, label, method, timeoutMs: options.timeoutMs });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** WHY: built anew and without `cause`, since the errors of fetch implementations carry URLs. */
function transportError(args: {
  error: unknown;
  timedOut: boolean;
  label: string;
  method: string;
  timeoutMs: number;
}): ChainError {
  const { error, timedOut, label, method, timeoutMs } = args;
  const context = { provider: label, method };
  if (timedOut) {
    return new ChainError(
      'CXT_CHAIN_TIMEOUT',
      `${label} did not answer ${method} within ${timeoutMs} ms`,
      context,
    );
  }
  if (error instanceof AnswerTooLarge) {
    return new ChainError(
      'CXT_CHAIN_BAD_ANSWER',
      `${label} answered ${method} with more bytes than allowed`,
      context,
    );
  }
  const reason = systemCode(error);
  return new ChainError('CXT_CHAIN_UNREACHABLE', `${label} could not be reached for ${method} (${reason})`, {
    ...context,
    reason,
  });
}

/** The operating system's code (`ECONNREFUSED`), found without reading any message. */
function systemCode(error: unknown): string {
  for (let current: unknown = error, depth = 0; depth < 4; depth++) {
    if (typeof current !== 'object' || current === null) break;
    const { code, cause } = current as { code?: unknown; cause?: unknown };
    if (typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code)) return code;
    current = cause;
  }
  return 'connection failed';
}
