/**
 * Serves a blob store, and a vote board if there is one, over HTTP:
 *
 *     GET, HEAD /v1/blobs/<hash>        200 bytes · 404
 *     PUT       /v1/blobs/<hash>        201 · 400 hash of other bytes · 403 · 413 · 507 the store is full
 *     GET       /v1/votes/<jobId>/<level>   200 {"votes":["0x…", …]}
 *     PUT       /v1/votes/<jobId>/<level>   201 kept · 200 known · 403 refused · 413 · 429 full
 *
 * Every request is bounded in bytes and time. Errors are `{"error":{"code","message"}}`.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keccakHex } from '../kernels/keccak.ts';
import { isWorkError } from '../workError.ts';
import { type BlobHash, type BlobStore, MAX_BLOB_BYTES } from './blobStore.ts';
import { isLoopbackAddress } from './privateAddress.ts';
import { MAX_VOTE_BYTES, type PutVote, type VoteBoard } from './voteBoard.ts';

export interface BlobServerParameters {
  readonly store: BlobStore;
  readonly votes?: VoteBoard;
  /** Loopback unless given. */
  readonly host?: string;
  /** A free one unless given. */
  readonly port?: number;
  /** Who may PUT blobs: this machine unless given. Votes speak for themselves. */
  readonly putFrom?: 'nobody' | 'loopback' | 'anyone';
  readonly maxBlobBytes?: number;
  /** From the first to the last byte of a request. */
  readonly requestTimeoutMs?: number;
  readonly maxConnections?: number;
}

export interface BlobServer {
  /** Such as `http://127.0.0.1:8645`. */
  readonly url: string;
  close(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 60_000;
const CHECK_INTERVAL_MS = 5_000;
const MAX_CONNECTIONS = 256;
const MAX_HEADER_BYTES = 8_192;
const PATHS = {
  blob: /^\/v1\/blobs\/(0x[0-9a-f]{64})$/,
  votes: /^\/v1\/votes\/(0x[0-9a-f]{64})\/([0-9]{1,3})$/,
} as const;
const VOTE_STATUS: Record<PutVote, number> = { kept: 201, known: 200, refused: 403, full: 429 };

/** Listens before it answers. @throws the system's error when the port is taken */
export async function startBlobServer(parameters: BlobServerParameters): Promise<BlobServer> {
  const { host = '127.0.0.1', port = 0, requestTimeoutMs = REQUEST_TIMEOUT_MS } = parameters;
  const options = {
    maxHeaderSize: MAX_HEADER_BYTES,
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    // WHY: by default Node looks for late requests only twice a minute.
    connectionsCheckingInterval: Math.min(requestTimeoutMs, CHECK_INTERVAL_MS),
  };
  const server = createServer(options, (request, response) => {
    answer({ parameters, request, response }).catch((error: unknown) => fail({ response, error }));
  });
  server.maxConnections = parameters.maxConnections ?? MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return { url: `http://${name}:${taken}`, close: () => close(server) };
}

interface Exchange {
  readonly parameters: BlobServerParameters;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const path = request.url ?? '';
  const [, blob] = PATHS.blob.exec(path) ?? [];
  if (blob !== undefined) return answerBlob({ ...exchange, hash: blob as BlobHash });
  const [, jobId, level] = PATHS.votes.exec(path) ?? [];
  if (jobId !== undefined && Number(level) <= 255) {
    return answerVotes({ ...exchange, jobId: jobId as BlobHash, level: Number(level) });
  }
  return refuse({ response, status: 404, message: 'there is no such path' });
}

async function answerBlob(exchange: Exchange & { hash: BlobHash }): Promise<void> {
  const { parameters, request, response, hash } = exchange;
  if (request.method === 'PUT') return takeBlob(exchange);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse({ response, status: 405, message: 'blobs take GET, HEAD and PUT' });
  }
  const bytes = await parameters.store.get(hash);
  if (bytes === null) return refuse({ response, status: 404, message: 'there is no such blob here' });
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': bytes.length,
    'cache-control': 'public, max-age=31536000, immutable',
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

async function takeBlob(exchange: Exchange & { hash: BlobHash }): Promise<void> {
  const { parameters, request, response, hash } = exchange;
  const { putFrom = 'loopback', maxBlobBytes = MAX_BLOB_BYTES } = parameters;
  const isLocal = isLoopbackAddress(request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '');
  if (putFrom === 'nobody' || (putFrom === 'loopback' && !isLocal)) {
    return refuse({ response, status: 403, message: 'blobs are not taken from there' });
  }
  const bytes = await readBody({ request, maxBytes: maxBlobBytes });
  if (bytes === null)
    return refuse({ response, status: 413, message: `a blob may have ${maxBlobBytes} bytes` });
  if (keccakHex(bytes) !== hash) {
    return refuse({ response, status: 400, message: 'the bytes have another hash than the path' });
  }
  await parameters.store.put(bytes);
  sendJson({ response, status: 201, value: { hash } });
}

async function answerVotes(exchange: Exchange & { jobId: BlobHash; level: number }): Promise<void> {
  const { parameters, request, response, jobId, level } = exchange;
  const { votes } = parameters;
  if (votes === undefined) return refuse({ response, status: 404, message: 'there is no vote board here' });
  if (request.method === 'GET') {
    const list = votes.list({ jobId, level }).map((vote) => `0x${Buffer.from(vote).toString('hex')}`);
    return sendJson({ response, status: 200, value: { votes: list } });
  }
  if (request.method !== 'PUT') return refuse({ response, status: 405, message: 'votes take GET and PUT' });
  const bytes = await readBody({ request, maxBytes: MAX_VOTE_BYTES });
  if (bytes === null)
    return refuse({ response, status: 413, message: `a vote may have ${MAX_VOTE_BYTES} bytes` });
  const outcome = await votes.put({ jobId, level, bytes });
  const status = VOTE_STATUS[outcome];
  if (status >= 400) return refuse({ response, status, message: `the vote is not kept: ${outcome}` });
  sendJson({ response, status, value: { outcome } });
}

/** `null` when there are more bytes than allowed; the rest is not read. */
async function readBody(parameters: {
  request: IncomingMessage;
  maxBytes: number;
}): Promise<Uint8Array | null> {
  const { request, maxBytes } = parameters;
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return null;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > maxBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function fail({ response, error }: { response: ServerResponse; error: unknown }): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const isFull = isWorkError(error) && error.code === 'CXT_BLOB_TOO_LARGE';
  const message = isFull ? 'the store takes no more blobs' : 'the blob cannot be read or kept';
  refuse({ response, status: isFull ? 507 : 500, message });
}

function refuse(parameters: { response: ServerResponse; status: number; message: string }): void {
  const { response, status, message } = parameters;
  // WHY: what has not been read of a refused body must not be taken for the next request.
  response.setHeader('connection', 'close');
  sendJson({ response, status, value: { error: { code: `CXT_BLOB_HTTP_${status}`, message } } });
}

function sendJson(parameters: { response: ServerResponse; status: number; value: unknown }): void {
  const { response, status, value } = parameters;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(value)}\n`);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
