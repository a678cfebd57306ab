/** Matches the text of an HTTP answer with the requests it must answer. */
import { ChainError } from '../core/chainError.ts';
import type { RpcOutcome } from './jsonRpcClient.ts';
import type { RpcFault } from './rpcFault.ts';

interface AnswerText {
  readonly text: string;
  readonly status: number;
  readonly label: string;
  readonly method: string;
  /** Ids of the requests are `firstId` … `firstId + count − 1`. */
  readonly firstId: number;
  readonly count: number;
  readonly scrub: (text: string) => string;
}

/**
 * Outcomes in the order of the requests, whatever the order of the answers.
 * @throws ChainError CXT_CHAIN_RATE_LIMITED (HTTP 429), CXT_CHAIN_UNREACHABLE (any other HTTP status without a JSON-RPC body),
 *   CXT_CHAIN_BAD_ANSWER (no JSON, not JSON-RPC, a request unanswered or answered twice)
 */
export function readAnswers(args: AnswerText): readonly RpcOutcome[] {
  const { text, status, label, method, count } = args;
  if (status === 429) {
    throw new ChainError('CXT_CHAIN_RATE_LIMITED', `${label} answered ${method} with HTTP 429`, {
      provider: label,
      method,
    });
  }
  const httpOk = status >= 200 && status < 300;
  const parsed = parseJson(text);
  const answers = Array.isArray(parsed) ? parsed : [parsed];
  // WHY: some hosted nodes send the JSON-RPC error of a single request with HTTP 4xx or 5xx; that is an answer all the same.
  const outcomes = parsed === undefined ? null : match({ ...args, answers });
  if (outcomes !== null && (httpOk || (count === 1 && outcomes[0]?.ok === false))) return outcomes;
  if (!httpOk) {
    throw new ChainError('CXT_CHAIN_UNREACHABLE', `${label} answered ${method} with HTTP ${status}`, {
      provider: label,
      method,
      httpStatus: String(status),
    });
  }
  const problem =
    parsed === undefined ? 'something that is not JSON' : 'something that does not answer the requests';
  throw new ChainError('CXT_CHAIN_BAD_ANSWER', `${label} answered ${method} with ${problem}`, {
    provider: label,
    method,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function match(args: AnswerText & { answers: readonly unknown[] }): readonly RpcOutcome[] | null {
  const { answers, firstId, count, scrub } = args;
  const whole = wholeBatchFault(args);
  if (whole !== null) return Array.from({ length: count }, () => ({ ok: false as const, fault: whole }));
  const outcomes = Array.from<RpcOutcome | undefined>({ length: count });
  for (const answer of answers) {
    if (typeof answer !== 'object' || answer === null) return null;
    const { id, result, error } = answer as { id?: unknown; result?: unknown; error?: unknown };
    const index = typeof id === 'number' ? id - firstId : -1;
    if (!Number.isInteger(index) || index < 0 || index >= count || outcomes[index] !== undefined) return null;
    const fault = readFault(error, scrub);
    if (fault !== null) outcomes[index] = { ok: false, fault };
    else if (result !== undefined) outcomes[index] = { ok: true, result };
    else return null;
  }
  return outcomes.every((outcome) => outcome !== undefined) ? outcomes : null;
}

/** A node that refuses the whole exchange answers with one error without our id. */
function wholeBatchFault(args: AnswerText & { answers: readonly unknown[] }): RpcFault | null {
  const [only] = args.answers;
  if (args.answers.length !== 1 || typeof only !== 'object' || only === null) return null;
  const { id, error } = only as { id?: unknown; error?: unknown };
  if (id !== null && id !== undefined) return null;
  return readFault(error, args.scrub);
}

function readFault(error: unknown, scrub: (text: string) => string): RpcFault | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, message, data } = error as { code?: unknown; message?: unknown; data?: unknown };
  if (typeof code !== 'number') return null;
  return { code, message: scrub(typeof message === 'string' ? message : ''), data };
}
