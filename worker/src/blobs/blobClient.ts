/**
 * Finds a blob by its hash: in the stores, at their HTTP servers, or where a job's uri says. Whatever the source, other bytes than the hash names
 * are refused.
 */
import { keccakHex } from '../kernels/keccak.ts';
import { isWorkError, WorkError } from '../workError.ts';
import { requestBlob } from './blobRequest.ts';
import { type BlobHash, type BlobStore, MAX_BLOB_BYTES, parseBlobHash } from './blobStore.ts';
import { isLoopbackAddress } from './privateAddress.ts';

export interface BlobClientParameters {
  /** Asked first; what is fetched is kept in the first of them. */
  readonly stores: readonly BlobStore[];
  /** Base URLs of blob servers, such as `http://127.0.0.1:8645`; chosen by the operator, so of any network. */
  readonly servers?: readonly string[];
  /** Base URL of an IPFS gateway; without it `ipfs:` is refused. */
  readonly ipfsGateway?: string;
  /** Jobs may name `http:` URLs of this machine: for a devnet. */
  readonly allowLoopback?: boolean;
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
}

export interface BlobClient {
  /** From the stores and servers. @throws WorkError CXT_BLOB_* */
  fetchBlob(hash: BlobHash, options?: { signal?: AbortSignal }): Promise<Uint8Array>;
  /** The blob `hash` where `uri` says. @throws WorkError CXT_BLOB_* */
  fetchUri(parameters: { uri: string; hash: BlobHash; signal?: AbortSignal }): Promise<Uint8Array>;
  /** Keeps the blob in the first store and hands it to every server; one of them must take it. @throws WorkError CXT_BLOB_* */
  publish(bytes: Uint8Array): Promise<BlobHash>;
}

const TIMEOUT_MS = 30_000;
/** Most bytes of the answer to a PUT. */
const PUT_ANSWER_BYTES = 4_096;

interface Settings extends Required<Pick<BlobClientParameters, 'maxBytes' | 'timeoutMs' | 'allowLoopback'>> {
  readonly stores: readonly BlobStore[];
  readonly servers: readonly URL[];
  readonly ipfsGateway: URL | null;
}

/** @throws WorkError CXT_BLOB_URI_INVALID for a server or gateway that is no URL */
export function createBlobClient(parameters: BlobClientParameters): BlobClient {
  const { ipfsGateway, servers = [] } = parameters;
  const settings: Settings = {
    stores: parameters.stores,
    servers: servers.map(parseBase),
    ipfsGateway: ipfsGateway === undefined ? null : parseBase(ipfsGateway),
    allowLoopback: parameters.allowLoopback ?? false,
    maxBytes: parameters.maxBytes ?? MAX_BLOB_BYTES,
    timeoutMs: parameters.timeoutMs ?? TIMEOUT_MS,
  };
  return {
    fetchBlob: (hash, options = {}) => fetchByHash({ settings, hash, signal: options.signal }),
    fetchUri: (request) => fetchByUri({ settings, ...request }),
    publish: (bytes) => publish({ settings, bytes }),
  };
}

async function fetchByHash(parameters: {
  settings: Settings;
  hash: BlobHash;
  signal: AbortSignal | undefined;
}): Promise<Uint8Array> {
  const { settings, hash, signal } = parameters;
  const kept = await fromStores({ settings, hash });
  if (kept !== null) return kept;
  let failure = new WorkError('CXT_BLOB_MISSING', `blob ${hash} is in none of the stores and servers`);
  for (const server of settings.servers) {
    try {
      const url = new URL(`v1/blobs/${hash}`, server);
      return await fetchUrl({ settings, url, hash, allowPrivate: true, signal });
    } catch (error) {
      if (!isWorkError(error)) throw error;
      if (error.code !== 'CXT_BLOB_MISSING') failure = error;
    }
  }
  throw failure;
}

async function fetchByUri(parameters: {
  settings: Settings;
  uri: string;
  hash: BlobHash;
  signal?: AbortSignal;
}): Promise<Uint8Array> {
  const { settings, uri, hash, signal } = parameters;
  const named = /^cxt-blob:(?:\/\/)?(.*)$/.exec(uri)?.[1];
  if (named !== undefined) {
    if (parseBlobHash(named) !== hash) throw badUri({ uri, detail: `names another blob than ${hash}` });
    return fetchByHash({ settings, hash, signal });
  }
  const kept = await fromStores({ settings, hash });
  if (kept !== null) return kept;
  const { url, allowPrivate } = locate({ settings, uri });
  return fetchUrl({ settings, url, hash, allowPrivate, signal });
}

/** Where an `https:`, `http:` or `ipfs:` uri is fetched from. */
function locate({ settings, uri }: { settings: Settings; uri: string }): { url: URL; allowPrivate: boolean } {
  const content = /^ipfs:(?:\/\/)?([A-Za-z0-9]+(?:\/[\w.~-]+)*)$/.exec(uri)?.[1];
  if (content !== undefined) {
    if (settings.ipfsGateway === null)
      throw badUri({ uri, detail: 'needs a gateway: configure one for ipfs:' });
    return { url: new URL(`ipfs/${content}`, settings.ipfsGateway), allowPrivate: true };
  }
  const url = URL.canParse(uri) ? new URL(uri) : null;
  if (url === null || url.username !== '' || url.password !== '')
    throw badUri({ uri, detail: 'is no URL to fetch' });
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isLoopback = host === 'localhost' || isLoopbackAddress(host);
  if (isLoopback && !settings.allowLoopback) {
    throw badUri({ uri, detail: 'is on this machine, which jobs may not name here' });
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)) {
    return { url, allowPrivate: isLoopback };
  }
  throw badUri({ uri, detail: 'must be cxt-blob:, https:, ipfs: or http: of this machine' });
}

async function fetchUrl(parameters: {
  settings: Settings;
  url: URL;
  hash: BlobHash;
  allowPrivate: boolean;
  signal: AbortSignal | undefined;
}): Promise<Uint8Array> {
  const { settings, url, hash, allowPrivate, signal } = parameters;
  const { maxBytes, timeoutMs } = settings;
  const { status, body } = await requestBlob({
    url,
    method: 'GET',
    maxBytes,
    timeoutMs,
    allowPrivate,
    signal,
  });
  if (status === 404) throw new WorkError('CXT_BLOB_MISSING', `${url.host} has no blob ${hash}`);
  if (status !== 200) {
    throw new WorkError('CXT_BLOB_UNREACHABLE', `${url.host} answers with status ${status} for blob ${hash}`);
  }
  if (keccakHex(body) !== hash) {
    throw new WorkError('CXT_BLOB_HASH_MISMATCH', `${url.host} gave other bytes than blob ${hash}`);
  }
  await settings.stores[0]?.put(body);
  return body;
}

async function fromStores(parameters: { settings: Settings; hash: BlobHash }): Promise<Uint8Array | null> {
  for (const store of parameters.settings.stores) {
    const bytes = await store.get(parameters.hash);
    if (bytes !== null) return bytes;
  }
  return null;
}

async function publish({ settings, bytes }: { settings: Settings; bytes: Uint8Array }): Promise<BlobHash> {
  const { stores, servers, timeoutMs } = settings;
  const hash = keccakHex(bytes);
  await stores[0]?.put(bytes);
  const answers = await Promise.allSettled(
    servers.map(async (server) => {
      const url = new URL(`v1/blobs/${hash}`, server);
      const request = { url, method: 'PUT', body: bytes, maxBytes: PUT_ANSWER_BYTES, timeoutMs } as const;
      const { status } = await requestBlob({ ...request, allowPrivate: true });
      if (status >= 300)
        throw new WorkError('CXT_BLOB_UNREACHABLE', `${url.host} refuses a blob: status ${status}`);
    }),
  );
  const taken = answers.some(({ status }) => status === 'fulfilled');
  const [refused] = answers.filter((answer) => answer.status === 'rejected');
  if (!taken && refused !== undefined) throw refused.reason;
  return hash;
}

function parseBase(text: string): URL {
  if (URL.canParse(text) && /^https?:/.test(text)) return new URL(text.endsWith('/') ? text : `${text}/`);
  throw badUri({ uri: text, detail: 'is no http or https URL' });
}

function badUri({ uri, detail }: { uri: string; detail: string }): WorkError {
  return new WorkError('CXT_BLOB_URI_INVALID', `uri "${uri.slice(0, 200)}" ${detail}`);
}
