import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { Hono } from 'hono';
import { afterEach, describe, expect, test } from 'vitest';
import { createPublicApi } from './publicApi.ts';
import { type HttpService, type ServeParameters, serve } from './serve.ts';
import { createFixtureReadModel, realClock } from './testing/fixtureReadModel.ts';

const services: HttpService[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(services.splice(0).map((service) => service.close()));
});

async function start(options: Partial<ServeParameters> = {}): Promise<HttpService> {
  const app = new Hono().get('/', (c) => c.text('here'));
  const service = await serve({
    fetch: app.fetch,
    host: '127.0.0.1',
    port: 0,
    setting: 'http.port',
    clock: realClock,
    ...options,
  });
  services.push(service);
  return service;
}

async function open(service: HttpService): Promise<Socket> {
  const socket = connect(service.port, service.host);
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

describe('serve', () => {
  test('reports the free port it took', async () => {
    const service = await start();
    expect(service.port).toBeGreaterThan(0);
    expect(await (await fetch(service.url)).text()).toBe('here');
  });

  test('a taken port is one clear error', async () => {
    const { port } = await start();
    await expect(start({ port, setting: 'peers.port' })).rejects.toMatchObject({
      code: 'CXT_HTTP_PORT_TAKEN',
      context: { port: String(port), setting: 'peers.port' },
    });
  });

  test('a host of another machine is a config error', async () => {
    await expect(start({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'CXT_CONFIG_INVALID_VALUE' });
  });

  test('closes within two seconds with an event stream, an idle and a half-sent connection open', async () => {
    const api = createPublicApi({
      read: createFixtureReadModel(),
      clock: realClock,
      version: '0',
      metrics: { contentType: 'text/plain', text: async () => '' },
      stalledLoops: () => [],
      onError: () => undefined,
    });
    const service = await start({ fetch: api.app.fetch, onClosing: api.close });
    const events = await fetch(`${service.url}/v1/events`);
    await (await fetch(`${service.url}/livez`)).text();
    const half = await open(service);
    half.write('GET /v1/status HTTP/1.1\r\nHost: x\r\n');
    const before = performance.now();
    await service.close();
    expect(performance.now() - before).toBeLessThan(2_000);
    await events.text();
    await expect(fetch(service.url)).rejects.toThrow();
  });

  test('a client that trickles its headers or its body is cut', async () => {
    const service = await start({ headersTimeoutMs: 400 });
    const headers = await open(service);
    headers.write('GET / HTTP/1.1\r\nHost: x\r\nX-A: ');
    const body = await open(service);
    body.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\na');
    for (const socket of [headers, body]) socket.resume();
    await Promise.all([once(headers, 'close'), once(body, 'close')]);
  });

  test('silent connections make room for a new one, a request at work does not', async () => {
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const working = async (request: Request): Promise<Response> => {
      if (request.url.endsWith('/slow')) await asked;
      return new Response('here');
    };
    const service = await start({ fetch: working, maxConnections: 2 });
    const slow = await open(service);
    slow.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
    const silent = await open(service);
    silent.resume();
    const cut = once(silent, 'close');
    const answered = once(slow, 'data');
    expect(await (await fetch(service.url)).text()).toBe('here');
    await cut;
    answer();
    const [bytes] = (await answered) as [Buffer];
    expect(bytes.toString()).toContain('200 OK');
  });

  test('an address may hold only so many connections', async () => {
    const service = await start({ maxConnectionsPerAddress: 2 });
    await open(service);
    await open(service);
    const third = await open(service);
    await once(third, 'close');
    expect(third.destroyed).toBe(true);
  });
});
