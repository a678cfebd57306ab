/**
 * Peers over HTTP. Guarantee: an answer has the asked form and size, or it is an error; a slow peer holds at most its own budget of
 * requests. Refuses redirects, oversize answers, unknown keys, and answers about messages that were not asked for.
 */
import { BridgeError } from '../errors/bridgeError.ts';
import { BodyTooLargeError, readBoundedText } from './boundedBody.ts';
import { createGate, type Gate, GateFullError } from './gate.ts';
import { firstProblem, signResponseSchema } from './peerSchemas.ts';
import { parseStrictJson, StrictJsonError } from './strictJson.ts';
import type { AttestationMessage, Peer, PeerTransport, SignRequest, SignResponse } from './transport.ts';

export interface HttpPeer extends Peer {
  /** Base URL of the peer port, http or https. */
  readonly url: string;
}

/** 256 refusals take 26 KB. */
const MAX_ANSWER_BYTES = 64 * 1024;
const IN_FLIGHT_PER_PEER = 8;
const WAITING_PER_PEER = 32;

interface PeerEndpoint {
  readonly peer: Peer;
  readonly url: string;
  readonly gate: Gate;
}

/** Throws `CXT_PEER_UNREACHABLE`, `CXT_PEER_BAD_ANSWER` or `CXT_PEER_OVER_BUDGET`. Connections are kept alive between requests. */
export function createHttpTransport(parameters: {
  peers: readonly HttpPeer[];
  /** Replaceable for tests of the wire; the global one keeps connections alive. */
  fetch?: typeof fetch;
}): PeerTransport {
  const request = parameters.fetch ?? fetch;
  const endpoints = new Map<string, PeerEndpoint>();
  const peers = parameters.peers.map(({ name, attester, url }): Peer => {
    const peer: Peer = { name, attester };
    const gate = createGate({ running: IN_FLIGHT_PER_PEER, waiting: WAITING_PER_PEER });
    endpoints.set(attester, { peer, url: url.replace(/\/+$/, ''), gate });
    return peer;
  });
  const endpointOf = (peer: Peer): PeerEndpoint => {
    const endpoint = endpoints.get(peer.attester);
    if (endpoint === undefined)
      throw badAnswer({ peer, subject: 'peers', detail: 'not one of the configured peers' });
    return endpoint;
  };
  return {
    peers,
    requestSignature: async ({ peer, request: asked, signal }) => {
      const path = '/peer/v1/sign';
      const text = await post({ endpoint: endpointOf(peer), path, body: asked, signal, request });
      return readSignResponse({ peer, path, text, asked });
    },
    publish: async ({ peer, message, signal }) => {
      await post({
        endpoint: endpointOf(peer),
        path: '/peer/v1/attestations',
        body: message,
        signal,
        request,
      });
    },
  };
}

async function post(parameters: {
  endpoint: PeerEndpoint;
  path: string;
  body: SignRequest | AttestationMessage;
  signal: AbortSignal;
  request: typeof fetch;
}): Promise<string> {
  const { endpoint, path, body, signal, request } = parameters;
  const { peer, url, gate } = endpoint;
  try {
    return await gate.run(async () => {
      const response = await request(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal,
      });
      const text = await readBoundedText({ body: response.body, maxBytes: MAX_ANSWER_BYTES });
      if (response.ok) return text;
      const busy = response.status === 429 || response.status >= 500;
      if (busy) throw unreachable({ peer, subject: path, detail: `HTTP ${response.status}` });
      throw badAnswer({ peer, subject: path, detail: `HTTP ${response.status}` });
    }, signal);
  } catch (error) {
    throw translate({ error, peer, subject: path, signal });
  }
}

function readSignResponse(parameters: {
  peer: Peer;
  path: string;
  text: string;
  asked: SignRequest;
}): SignResponse {
  const { peer, path, text, asked } = parameters;
  let json: unknown;
  try {
    json = parseStrictJson(text);
  } catch (error) {
    const detail = error instanceof StrictJsonError ? error.message : 'not JSON';
    throw badAnswer({ peer, subject: path, detail });
  }
  const answer = signResponseSchema.safeParse(json);
  if (!answer.success) {
    const { field, detail } = firstProblem(answer.error);
    throw badAnswer({ peer, subject: path, detail: `${field}: ${detail}` });
  }
  const foreign = answer.data.signed
    ? undefined
    : answer.data.refused.find(({ guid }) => !asked.guids.includes(guid));
  if (foreign !== undefined)
    throw badAnswer({ peer, subject: path, detail: `${foreign.guid} was not asked for` });
  return answer.data;
}

function translate(parameters: { error: unknown; peer: Peer; subject: string; signal: AbortSignal }): Error {
  const { error, peer, subject, signal } = parameters;
  if (error instanceof BridgeError) return error;
  if (error instanceof GateFullError) {
    return new BridgeError('CXT_PEER_OVER_BUDGET', { context: { peer: peer.name, subject } });
  }
  if (error instanceof BodyTooLargeError) {
    return badAnswer({ peer, subject, detail: `the answer has more than ${MAX_ANSWER_BYTES} bytes` });
  }
  const detail = signal.aborted ? 'no answer in time' : networkCause(error);
  return unreachable({ peer, subject, detail, cause: error });
}

/** fetch hides the reason one level down. */
function networkCause(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  return typeof code === 'string' && code !== '' ? code : String(message ?? 'unknown reason');
}

function unreachable(options: { peer: Peer; subject: string; detail: string; cause?: unknown }): BridgeError {
  const { peer, subject, detail, cause } = options;
  return new BridgeError('CXT_PEER_UNREACHABLE', { context: { peer: peer.name, subject, detail }, cause });
}

function badAnswer(options: { peer: Peer; subject: string; detail: string }): BridgeError {
  const { peer, subject, detail } = options;
  return new BridgeError('CXT_PEER_BAD_ANSWER', { context: { peer: peer.name, subject, detail } });
}
