import { beforeEach, describe, expect, test } from 'vitest';
import { BridgeError } from '../errors/bridgeError.ts';
import { createPublicApi, type PublicApi } from './publicApi.ts';
import {
  createFixtureReadModel,
  type FixtureReadModel,
  GUID,
  message,
  realClock,
} from './testing/fixtureReadModel.ts';

let read: FixtureReadModel;
let api: PublicApi;
let stalled: string[];
let failures: unknown[];

beforeEach(() => {
  read = createFixtureReadModel();
  stalled = [];
  failures = [];
  api = createPublicApi({
    read,
    clock: realClock,
    version: '0.1.0',
    metrics: { contentType: 'text/plain; version=0.0.4', text: async () => 'cxt_bridge_up 1\n' },
    stalledLoops: () => stalled,
    onError: (error) => failures.push(error),
  });
});

interface Body {
  readonly error: { readonly code: string; readonly field: string; readonly message: string };
  readonly paths: Record<string, { get: { parameters: { name: string }[] } }>;
}

async function get(
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; body: Body; headers: Headers }> {
  const response = await api.app.request(path, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
  return {
    status: response.status,
    body: (isJson ? JSON.parse(text) : text) as Body,
    headers: response.headers,
  };
}

describe('views', () => {
  test.each([
    '/v1/status',
    '/v1/lanes',
    '/v1/messages',
    `/v1/messages/${GUID}`,
    `/v1/attestations/${GUID}`,
    '/v1/supply',
    '/v1/operators',
  ])('GET %s answers JSON that any page may read and nobody stores', async (path) => {
    const { status, headers } = await get(path);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/json');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('a message is answered as the read model gives it, whatever the case of its guid', async () => {
    expect((await get(`/v1/messages/${GUID}`)).body).toEqual(message);
    expect((await get(`/v1/messages/0x${'AB'.repeat(32)}`)).body).toEqual(message);
  });

  test('filters reach the read model typed, lower-cased, with a default limit', async () => {
    await get(`/v1/messages?sender=0x${'AA'.repeat(20)}&status=queued&limit=7&cursor=a.1`);
    expect(read.lastFilter).toEqual({
      sender: `0x${'aa'.repeat(20)}`,
      status: 'queued',
      limit: 7,
      cursor: 'a.1',
    });
    await get('/v1/messages');
    expect(read.lastFilter).toEqual({ limit: 50 });
  });

  test('what does not exist is 404 with a sentence', async () => {
    for (const path of [
      `/v1/messages/0x${'00'.repeat(32)}`,
      `/v1/attestations/0x${'00'.repeat(32)}`,
      '/nope',
      '/v1',
      '/v1/../etc/passwd',
    ]) {
      const { status, body } = await get(path);
      expect([path, status, body.error.code]).toEqual([path, 404, 'CXT_HTTP_NOT_FOUND']);
    }
  });
});

describe('bad requests', () => {
  test.each([
    ['/v1/messages?colour=red', 'colour'],
    ['/v1/status?verbose=1', 'verbose'],
    ['/v1/messages?__proto__=1', '__proto__'],
    ['/v1/messages?constructor=1', 'constructor'],
    ['/v1/messages?limit=0', 'limit'],
    ['/v1/messages?limit=201', 'limit'],
    ['/v1/messages?limit=1e1', 'limit'],
    ['/v1/messages?limit=05', 'limit'],
    ['/v1/messages?limit=-1', 'limit'],
    ['/v1/messages?limit=1&limit=2', 'limit'],
    ['/v1/messages?status=lost', 'status'],
    ['/v1/messages?sender=0x12', 'sender'],
    ['/v1/messages?recipient=%27%20OR%201', 'recipient'],
    ['/v1/messages?cursor=', 'cursor'],
    [`/v1/messages?cursor=${'a'.repeat(257)}`, 'cursor'],
    ['/v1/messages/0x12', 'guid'],
    ['/v1/messages/%zz', 'guid'],
    [`/v1/attestations/${GUID}00`, 'guid'],
    [`/v1/messages/${GUID}?full=1`, 'full'],
  ])('%s is 400 and names %s', async (path, field) => {
    const { status, body } = await get(path);
    expect([status, body.error.code, body.error.field]).toEqual([400, 'CXT_HTTP_BAD_REQUEST', field]);
    expect(body.error.message).toContain(field);
    expect(read.lastFilter).toBeNull();
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    '%s is 405 everywhere and says what is allowed',
    async (method) => {
      for (const path of ['/v1/status', `/v1/messages/${GUID}`, '/metrics', '/livez', '/openapi.json']) {
        const { status, headers } = await get(path, { method });
        expect([path, status, headers.get('allow')]).toEqual([path, 405, 'GET, HEAD']);
      }
    },
  );

  test('a preflight is allowed to read only', async () => {
    const { status, headers } = await get('/v1/status', {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'POST', origin: 'https://example.org' },
    });
    expect([status, headers.get('access-control-allow-methods')]).toEqual([204, 'GET, HEAD']);
  });
});

describe('failures', () => {
  test('an unforeseen error is 500 without its text or stack', async () => {
    read.failure = new Error('at /secret/path http://user:pw@node/key');
    const { status, body } = await get('/v1/supply');
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toMatch(/secret|pw|node\/key|\bat \//);
    expect(failures).toEqual([read.failure]);
  });

  test('what heals by itself is 503 with its code', async () => {
    read.failure = new BridgeError('CXT_STORE_DISK_FULL', { context: { path: 'store.sqlite' } });
    const { status, body } = await get('/v1/lanes');
    expect([status, body.error.code]).toEqual([503, 'CXT_STORE_DISK_FULL']);
  });
});

describe('health', () => {
  test('/readyz says why it is not ready', async () => {
    expect((await get('/readyz')).status).toBe(200);
    read.readiness = { ready: false, reasons: ['no provider of bsc answers'] };
    const { status, body } = await get('/readyz');
    expect([status, body]).toEqual([503, { ready: false, reasons: ['no provider of bsc answers'] }]);
  });

  test('/livez names the loop that is stuck', async () => {
    expect((await get('/livez')).body).toEqual({ alive: true, stalled: [] });
    stalled.push('observe bsc');
    const { status, body } = await get('/livez');
    expect([status, body]).toEqual([503, { alive: false, stalled: ['observe bsc'] }]);
  });

  test('/metrics is the exposition text', async () => {
    const { body, headers } = await get('/metrics');
    expect(body).toBe('cxt_bridge_up 1\n');
    expect(headers.get('content-type')).toContain('version=0.0.4');
  });

  test('/openapi.json lists every path with its parameters', async () => {
    const { body } = await get('/openapi.json');
    expect(Object.keys(body.paths).toSorted()).toEqual([
      '/livez',
      '/metrics',
      '/readyz',
      '/v1/attestations/{guid}',
      '/v1/events',
      '/v1/lanes',
      '/v1/messages',
      '/v1/messages/{guid}',
      '/v1/operators',
      '/v1/status',
      '/v1/supply',
    ]);
    const names = body.paths['/v1/messages']?.get.parameters.map((entry) => entry.name);
    expect(names).toEqual(['sender', 'recipient', 'status', 'cursor', 'limit']);
    expect(Object.values(body.paths).every((path) => Object.keys(path).join() === 'get')).toBe(true);
  });
});

describe('events', () => {
  test('are streamed and let go of when the reader leaves', async () => {
    const response = await api.app.request('/v1/events');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    read.emit({ type: 'message', data: { guid: GUID } });
    const { value } = await reader.read();
    expect(new TextDecoder().decode(value)).toBe(`event: message\ndata: {"guid":"${GUID}"}\n\n`);
    await reader.cancel();
    expect(read.subscribers).toBe(0);
  });

  test('a reader that does not read is cut after a bounded number of events', async () => {
    await api.app.request('/v1/events');
    for (let i = 0; i < 600; i += 1) read.emit({ type: 'message', data: { i } });
    expect(read.subscribers).toBe(0);
  });

  test('more readers than allowed are turned away', async () => {
    for (let i = 0; i < 256; i += 1) await api.app.request('/v1/events');
    expect((await get('/v1/events')).status).toBe(503);
    api.close();
    expect(read.subscribers).toBe(0);
  });

  test('HEAD opens no stream', async () => {
    await api.app.request('/v1/events', { method: 'HEAD' });
    expect(read.subscribers).toBe(0);
  });
});
