/** Asks a running relayer over HTTP. Its refusals come back as the errors they are; silence is `CXT_CLI_RELAYER_UNREACHABLE`. */
import { BridgeError } from '../errors/bridgeError.ts';
import { BodyTooLargeError, readBoundedText } from '../peers/boundedBody.ts';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

export interface ApiRequest {
  /** Base URL. */
  readonly url: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly method?: 'GET' | 'POST';
  readonly token?: string;
  /** Statuses that are answers too, like the 503 of `/readyz`. */
  readonly alsoOk?: readonly number[];
}

/** The JSON of the answer. Throws `CXT_CLI_RELAYER_UNREACHABLE` and the `CXT_HTTP_*` errors. */
export async function askApi<T>(request: ApiRequest): Promise<T> {
  const { url, path, method = 'GET', token, alsoOk = [] } = request;
  const target = new URL(`${url.replace(/\/+$/, '')}${path}`);
  for (const [key, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) target.searchParams.set(key, value);
  }
  let response: Response;
  let text: string;
  try {
    response = await fetch(target, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    text = await readBoundedText({ body: response.body, maxBytes: MAX_ANSWER_BYTES });
  } catch (error) {
    throw new BridgeError('CXT_CLI_RELAYER_UNREACHABLE', {
      context: { detail: whyNot(error), url },
      cause: error,
    });
  }
  const body = parse({ text, url });
  if (response.ok || alsoOk.includes(response.status)) return body as T;
  throw refusal({ status: response.status, body, url, path });
}

/** The base URL, or a usage error: what is not http(s) is a typing mistake. */
export function checkedUrl(parameters: { text: string; option: string }): string {
  const { text, option } = parameters;
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return text;
  throw new BridgeError('CXT_CLI_USAGE', {
    context: { detail: `"${text}" is not a URL that begins with http:// or https://`, argument: option },
  });
}

function parse(parameters: { text: string; url: string }): unknown {
  const { text, url } = parameters;
  try {
    return JSON.parse(text);
  } catch {
    const detail = 'what answers there is no relayer';
    throw new BridgeError('CXT_CLI_RELAYER_UNREACHABLE', { context: { detail, url } });
  }
}

function refusal(parameters: { status: number; body: unknown; url: string; path: string }): BridgeError {
  const { status, body, url, path } = parameters;
  const { error } = (body ?? {}) as { error?: { code?: string; message?: string; field?: string } };
  const detail = error?.message ?? `HTTP ${status}`;
  if (error?.code === 'CXT_CLI_EVIDENCE_UNKNOWN') {
    const evidence = path.slice(path.lastIndexOf('/') + 1);
    return new BridgeError('CXT_CLI_EVIDENCE_UNKNOWN', { context: { evidence, subject: url } });
  }
  if (status === 401) return new BridgeError('CXT_HTTP_UNAUTHORIZED', { context: { path: url } });
  if (status === 404) {
    const subject = path.includes('0x') ? 'such message' : `endpoint ${path}`;
    return new BridgeError('CXT_HTTP_NOT_FOUND', { context: { subject, path: url } });
  }
  if (status === 400) {
    const field = error?.field ?? path;
    // The answer says the field behind the sentence, and so will the error made of it.
    const sentence = detail.endsWith(`: ${field}`) ? detail.slice(0, -field.length - 2) : detail;
    return new BridgeError('CXT_HTTP_BAD_REQUEST', { context: { detail: sentence, field } });
  }
  return new BridgeError('CXT_CLI_RELAYER_UNREACHABLE', { context: { detail, url } });
}

function whyNot(error: unknown): string {
  if (error instanceof BodyTooLargeError) return 'its answer is too large';
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer in ${TIMEOUT_MS / 1000} s`;
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  return typeof code === 'string' && code !== '' ? code : String(message ?? 'unknown reason');
}
