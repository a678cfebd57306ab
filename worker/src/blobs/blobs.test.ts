import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keccakHex } from '../kernels/keccak.ts';
import { isWorkError } from '../workError.ts';
import { createBlobClient } from './blobClient.ts';
import { type BlobServer, type BlobServerParameters, startBlobServer } from './blobServer.ts';
import type { BlobHash, BlobStore } from './blobStore.ts';
import { openFileBlobStore } from './fileBlobStore.ts';
import { isPrivateAddress } from './privateAddress.ts';
import { createVoteBoard, MAX_VOTES } from './voteBoard.ts';

const BYTES = new TextEncoder().encode('what is kept by its hash');
const HASH = keccakHex(BYTES);
const JOB: BlobHash = `0x${'ab'.repeat(32)}`;

let folder = '';
let store: BlobStore;
const closing: (() => Promise<void> | void)[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cxt-blobs-'));
  store = await openFileBlobStore({ folder });
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(folder, { recursive: true });
});

async function serve(over: Partial<BlobServerParameters> = {}): Promise<BlobServer> {
  const server = await startBlobServer({ store, ...over });
  closing.push(() => server.close());
  return server;
}

/** A server that answers as it likes. */
async function serveRaw(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    return isWorkError(error) ? error.code : String(error);
  }
}

describe('the file store', () => {
  test('gives back what was put, also to a second one on the same folder', async () => {
    expect(await store.put(BYTES)).toBe(HASH);
    expect(await store.put(BYTES)).toBe(HASH);
    const again = await openFileBlobStore({ folder });
    expect(Buffer.from((await again.get(HASH)) ?? [])).toEqual(Buffer.from(BYTES));
    expect(await again.get(JOB)).toBeNull();
    expect(readdirSync(folder)).toEqual([HASH]);
  });

  test('never gives damaged bytes', async () => {
    await store.put(BYTES);
    writeFileSync(join(folder, HASH), 'other bytes');
    expect(await codeOf(store.get(HASH))).toBe('CXT_BLOB_HASH_MISMATCH');
  });

  test('removes what a crash left half-written', async () => {
    writeFileSync(join(folder, `${HASH}.0011.part`), 'what is ke');
    await openFileBlobStore({ folder });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('refuses more than its limits', async () => {
    const small = await openFileBlobStore({ folder, maxBlobBytes: 24, maxTotalBytes: 30 });
    expect(await codeOf(small.put(new Uint8Array(25)))).toBe('CXT_BLOB_TOO_LARGE');
    await small.put(BYTES);
    await small.put(BYTES);
    expect(await codeOf(small.put(new Uint8Array(7)))).toBe('CXT_BLOB_TOO_LARGE');
    expect(await small.put(new Uint8Array(6))).toMatch(/^0x/);
  });
});

describe('the server', () => {
  test('takes a blob under its own hash only', async () => {
    const { url } = await serve();
    const put = (hash: string) => fetch(`${url}/v1/blobs/${hash}`, { method: 'PUT', body: BYTES });
    expect((await put(JOB)).status).toBe(400);
    expect((await put(HASH)).status).toBe(201);
    const answer = await fetch(`${url}/v1/blobs/${HASH}`);
    expect([answer.status, keccakHex(new Uint8Array(await answer.arrayBuffer()))]).toEqual([200, HASH]);
    const head = await fetch(`${url}/v1/blobs/${HASH}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(BYTES.length)]);
  });

  test('bounds what it takes and who may put', async () => {
    const { url } = await serve({ maxBlobBytes: 10 });
    const closed = await serve({ putFrom: 'nobody' });
    const full = await serve({ store: await openFileBlobStore({ folder, maxTotalBytes: 3 }) });
    const put = (base: string) => fetch(`${base}/v1/blobs/${HASH}`, { method: 'PUT', body: BYTES });
    expect((await put(url)).status).toBe(413);
    expect((await put(closed.url)).status).toBe(403);
    expect((await put(full.url)).status).toBe(507);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('stops reading a body of unknown length at the limit', async () => {
    const { url } = await serve({ maxBlobBytes: 1_000 });
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 65_536;
        if (sent > 1 << 26) controller.close();
        else controller.enqueue(new Uint8Array(65_536));
      },
    });
    const init = { method: 'PUT', body, duplex: 'half' } as RequestInit;
    const status = await fetch(`${url}/v1/blobs/${HASH}`, init).then(
      (answer) => answer.status,
      () => 'cut',
    );
    expect([413, 'cut']).toContain(status);
    expect(sent).toBeLessThan(1 << 26);
  });

  test('cuts a request that does not come to its end', async () => {
    const { url } = await serve({ requestTimeoutMs: 200 });
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' });
    socket.write(`PUT /v1/blobs/${HASH} HTTP/1.1\r\nhost: x\r\ncontent-length: 24\r\n\r\nwhat`);
    socket.on('error', () => undefined).resume();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(await store.get(HASH)).toBeNull();
  });

  test.each([
    ['GET', '/v1/blobs/0x12', 404],
    ['GET', `/v1/blobs/0x${'AB'.repeat(32)}`, 404],
    ['GET', '/v1/blobs/..%2f..%2fetc%2fpasswd', 404],
    ['GET', `/v1/blobs/${JOB}`, 404],
    ['DELETE', `/v1/blobs/${JOB}`, 405],
    ['GET', `/v1/votes/${JOB}/1`, 404],
  ])('%s %s is %i with a named error', async (method, path, status) => {
    const { url } = await serve();
    const answer = await fetch(`${url}${path}`, { method });
    expect([answer.status, await answer.json()]).toMatchObject([
      status,
      { error: { code: `CXT_BLOB_HTTP_${status}` } },
    ]);
  });
});

describe('the client', () => {
  const client = (over: object = {}) => createBlobClient({ stores: [], allowLoopback: true, ...over });

  test('publishes to a server and fetches from it by hash, by cxt-blob and by http', async () => {
    const { url } = await serve();
    const near = await openFileBlobStore({ folder: join(folder, 'near') });
    expect(await client({ servers: [url] }).publish(BYTES)).toBe(HASH);
    const got = await Promise.all([
      client({ stores: [near], servers: [url] }).fetchBlob(HASH),
      client({ servers: [url] }).fetchUri({ uri: `cxt-blob:${HASH}`, hash: HASH }),
      client().fetchUri({ uri: `${url}/v1/blobs/${HASH}`, hash: HASH }),
    ]);
    expect(got.map((bytes) => keccakHex(bytes))).toEqual([HASH, HASH, HASH]);
    expect(await near.get(HASH)).not.toBeNull();
  });

  test('asks a gateway for ipfs', async () => {
    const asked: string[] = [];
    const gateway = await serveRaw((request, response) => {
      asked.push(request.url ?? '');
      response.end(BYTES);
    });
    const uri = 'ipfs://bafkreigh2akiscaildc/a.bin';
    expect(await client({ ipfsGateway: gateway }).fetchUri({ uri, hash: HASH })).toHaveLength(BYTES.length);
    expect(asked).toEqual(['/ipfs/bafkreigh2akiscaildc/a.bin']);
    expect(await codeOf(client().fetchUri({ uri, hash: HASH }))).toBe('CXT_BLOB_URI_INVALID');
  });

  test('goes on to the next server when one is down or has other bytes', async () => {
    const { url } = await serve();
    await store.put(BYTES);
    const liar = await serveRaw((_request, response) => response.end('other bytes'));
    const servers = ['http://127.0.0.1:9', liar, url];
    expect(await client({ servers }).fetchBlob(HASH)).toHaveLength(BYTES.length);
    expect(await codeOf(client({ servers: [liar] }).fetchBlob(HASH))).toBe('CXT_BLOB_HASH_MISMATCH');
  });

  test('refuses too much, too slow, redirected and missing answers by name', async () => {
    const large = await serveRaw((_request, response) => {
      response.write(new Uint8Array(600));
      response.end(new Uint8Array(600));
    });
    const slow = await serveRaw((_request, response) => void response.write('what'));
    const redirect = await serveRaw((_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
    });
    const { url } = await serve();
    const fetchFrom = (base: string) =>
      codeOf(
        client({ maxBytes: 1_000, timeoutMs: 300 }).fetchUri({ uri: `${base}/v1/blobs/${JOB}`, hash: JOB }),
      );
    expect(await Promise.all([large, slow, redirect, url].map(fetchFrom))).toEqual([
      'CXT_BLOB_TOO_LARGE',
      'CXT_BLOB_TOO_SLOW',
      'CXT_BLOB_UNREACHABLE',
      'CXT_BLOB_MISSING',
    ]);
  });

  test('ends with the reason of its signal', async () => {
    const slow = await serveRaw(() => undefined);
    const signal = AbortSignal.timeout(100);
    expect(await codeOf(client().fetchUri({ uri: slow, hash: HASH, signal }))).toContain('TimeoutError');
  });

  test.each([
    'http://example.org/x',
    'http://10.0.0.1/x',
    'https://169.254.169.254/latest/meta-data',
    'https://[fd00::1]/x',
    'https://user:pw@example.org/x',
    'file:///etc/passwd',
    'cxt-blob:0x12',
    `cxt-blob:${JOB}`,
    'no uri',
    '',
  ])('the uri %j is refused', async (uri) => {
    expect(await codeOf(client().fetchUri({ uri, hash: HASH }))).toBe('CXT_BLOB_URI_INVALID');
  });

  test('jobs do not reach this machine unless allowed', async () => {
    const { url } = await serve();
    await store.put(BYTES);
    const fetching = client({ allowLoopback: false }).fetchUri({
      uri: `${url}/v1/blobs/${HASH}`,
      hash: HASH,
    });
    expect(await codeOf(fetching)).toBe('CXT_BLOB_URI_INVALID');
  });
});

test('private addresses are known as such', () => {
  const addresses = [
    '10.1.2.3',
    '127.0.0.2',
    '172.31.0.1',
    '192.168.0.1',
    '::1',
    'fe80::1',
    '::ffff:10.0.0.1',
  ];
  expect(addresses.map(isPrivateAddress)).toEqual(addresses.map(() => true));
  expect(['8.8.8.8', '172.32.0.1', '2606:4700::1'].some(isPrivateAddress)).toBe(false);
});

describe('the vote board', () => {
  const isEven = ({ bytes }: { bytes: Uint8Array }): boolean => (bytes[0] ?? 1) % 2 === 0;

  test('keeps over HTTP what the check accepts, once, up to its limit', async () => {
    const { url } = await serve({ votes: createVoteBoard({ verify: isEven }) });
    const put = async (body: Uint8Array<ArrayBuffer>) =>
      (await fetch(`${url}/v1/votes/${JOB}/2`, { method: 'PUT', body })).status;
    expect(await put(Uint8Array.of(2, 7))).toBe(201);
    expect(await put(Uint8Array.of(2, 7))).toBe(200);
    expect(await put(Uint8Array.of(3))).toBe(403);
    expect(await put(new Uint8Array(1_025))).toBe(413);
    for (let index = 1; index < MAX_VOTES; index++) expect(await put(Uint8Array.of(4, index))).toBe(201);
    expect(await put(Uint8Array.of(6))).toBe(429);
    const list = async (level: number) =>
      (await (await fetch(`${url}/v1/votes/${JOB}/${level}`)).json()) as { votes: string[] };
    expect((await list(2)).votes).toHaveLength(MAX_VOTES);
    expect((await list(2)).votes[0]).toBe('0x0207');
    expect((await list(1)).votes).toEqual([]);
  });

  test('makes room by dropping the oldest job, and never exceeds its limit while checks run', async () => {
    const board = createVoteBoard({ verify: () => Promise.resolve(true), maxBoards: 2 });
    const key = (level: number) => ({ jobId: JOB, level });
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => board.put({ ...key(0), bytes: Uint8Array.of(index) })),
    );
    expect(board.list(key(0))).toHaveLength(MAX_VOTES);
    await board.put({ ...key(1), bytes: Uint8Array.of(1) });
    await board.put({ ...key(2), bytes: Uint8Array.of(1) });
    expect([0, 1, 2].map((level) => board.list(key(level)).length)).toEqual([0, 1, 1]);
  });
});
