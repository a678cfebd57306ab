/**
 * GET and PUT of blobs over HTTP, bounded: no redirect is followed, an answer that is larger than allowed is cut off, and one that has not
 * ended in time counts as none.
 */
import { lookup } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { WorkError } from '../workError.ts';
import { isPrivateAddress } from './privateAddress.ts';

export interface BlobRequestParameters {
  readonly url: URL;
  readonly method: 'GET' | 'PUT';
  readonly body?: Uint8Array;
  /** Most bytes of the answer. */
  readonly maxBytes: number;
  /** From the call to the last byte. */
  readonly timeoutMs: number;
  /** Loopback and private addresses too. */
  readonly allowPrivate: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface BlobAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

/** @throws WorkError CXT_BLOB_UNREACHABLE, CXT_BLOB_TOO_SLOW, CXT_BLOB_TOO_LARGE; the signal's reason when it aborts */
export async function requestBlob(parameters: BlobRequestParameters): Promise<BlobAnswer> {
  const { url, timeoutMs, signal, allowPrivate } = parameters;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) throw forbidden(url);
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  try {
    return await exchange({ ...parameters, signal: either });
  } catch (error) {
    signal?.throwIfAborted();
    if (timeout.aborted) {
      throw new WorkError('CXT_BLOB_TOO_SLOW', `${url.host} has not answered whole within ${timeoutMs} ms`);
    }
    if (error instanceof WorkError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new WorkError('CXT_BLOB_UNREACHABLE', `${url.host} does not answer: ${detail}`, { cause: error });
  }
}

function exchange(parameters: BlobRequestParameters): Promise<BlobAnswer> {
  const { url, method, body, maxBytes, allowPrivate, signal } = parameters;
  const open = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-length': String(body.length) };
    const request: ClientRequest = open(url, {
      method,
      headers,
      ...(signal !== undefined && { signal }),
      ...(!allowPrivate && { lookup: publicLookup(url) }),
      agent: false,
    });
    request.on('error', reject);
    request.on('response', (response) => {
      readBounded({ response, maxBytes, url }).then(
        (bytes) => resolve({ status: response.statusCode ?? 0, body: bytes }),
        (error: unknown) => {
          request.destroy();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
    request.end(body);
  });
}

async function readBounded(parameters: {
  response: IncomingMessage;
  maxBytes: number;
  url: URL;
}): Promise<Uint8Array> {
  const { response, maxBytes, url } = parameters;
  const parts: Uint8Array[] = [];
  let length = Number(response.headers['content-length'] ?? 0);
  if (length > maxBytes) throw oversize({ url, maxBytes });
  length = 0;
  for await (const part of response as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > maxBytes) throw oversize({ url, maxBytes });
    parts.push(part);
  }
  return Buffer.concat(parts);
}

// SAFETY: the address that is connected to is the one that was checked; a name that changes in between gains nothing.
function publicLookup(url: URL): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) return callback(error ?? forbidden(url), '', 4);
      if (addresses.some(({ address }) => isPrivateAddress(address))) return callback(forbidden(url), '', 4);
      if (options.all === true) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}

function forbidden(url: URL): WorkError {
  return new WorkError(
    'CXT_BLOB_URI_INVALID',
    `${url.host} is an address of a private network: blobs are fetched from public ones`,
  );
}

function oversize({ url, maxBytes }: { url: URL; maxBytes: number }): WorkError {
  return new WorkError('CXT_BLOB_TOO_LARGE', `${url.host} answers with more than ${maxBytes} bytes`);
}
