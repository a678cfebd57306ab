import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BridgeError } from '../errors/bridgeError.ts';
import { type HttpService, serve } from '../http/serve.ts';
import { realClock } from '../http/testing/fixtureReadModel.ts';
import { createHttpTransport } from './httpTransport.ts';
import { createPeerServer, MAX_PEER_BODY_BYTES } from './peerServer.ts';
import type {
  AttestationMessage,
  PeerHandler,
  PeerTransport,
  SignRequest,
  SignResponse,
} from './transport.ts';

const guid = (byte: string) => `0x${byte.repeat(32)}`;
const attester = `0x${'11'.repeat(20)}` as const;
const peer = { name: 'bob', attester };
const request: SignRequest = {
  domain: 40102,
  epoch: '1',
  notAfter: '1800000000',
  guids: [guid('aa'), guid('bb')],
};
const signed: SignResponse = {
  signed: true,
  root: `0x${'22'.repeat(32)}`,
  signature: `0x${'33'.repeat(64)}`,
};
const published: AttestationMessage = {
  attestation: `0x${'44'.repeat(65)}`,
  signatures: `0x00000001${'55'.repeat(64)}`,
  guids: [guid('aa')],
};

let answer: (request: SignRequest) => Promise<SignResponse>;
let accepted: AttestationMessage[];
let asked: SignRequest[];
let failures: unknown[];
const services: HttpService[] = [];
const servers: Server[] = [];

beforeEach(() => {
  answer = async () => signed;
  accepted = [];
  asked = [];
  failures = [];
});

afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function startPeer(budget?: {
  burst: number;
  perSecond: number;
  maxAddresses: number;
}): Promise<string> {
  const handler: PeerHandler = {
    sign: (asking) => {
      asked.push(asking);
      return answer(asking);
    },
    accept: async (message) => void accepted.push(message),
  };
  const app = createPeerServer({
    handler,
    clock: realClock,
    onError: (error) => failures.push(error),
    ...(budget && { budget }),
  });
  const service = await serve({
    fetch: app.fetch,
    host: '127.0.0.1',
    port: 0,
    setting: 'peers.port',
    clock: realClock,
  });
  services.push(service);
  return service.url;
}

/** A peer that answers whatever it is told. */
async function startLiar(respond: (write: (status: number, body: string) => void) => void): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    respond((status, body) => outgoing.writeHead(status, { 'content-type': 'application/json' }).end(body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const transportTo = (url: string): PeerTransport => createHttpTransport({ peers: [{ ...peer, url }] });
const ask = (url: string, signal = AbortSignal.timeout(5_000)): Promise<SignResponse> =>
  transportTo(url).requestSignature({ peer, request, signal });
const post = (url: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/peer/v1/sign`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });

describe('between two operators', () => {
  test('a request arrives as it was sent and the signature comes back', async () => {
    expect(await ask(await startPeer())).toEqual(signed);
    expect(asked).toEqual([request]);
  });

  test('refusals come back with their reasons', async () => {
    answer = async ({ guids }) => ({
      signed: false,
      refused: [{ guid: guids[0] as string, reason: 'NOT_FINAL' }],
    });
    expect(await ask(await startPeer())).toEqual({
      signed: false,
      refused: [{ guid: guid('aa'), reason: 'NOT_FINAL' }],
    });
  });

  test('a complete attestation is handed over', async () => {
    const url = await startPeer();
    await transportTo(url).publish({ peer, message: published, signal: AbortSignal.timeout(5_000) });
    expect(accepted).toEqual([published]);
  });
});

describe('an answer that is not one', () => {
  test.each([
    ['not JSON', 'hello'],
    ['an unknown key', JSON.stringify({ ...signed, extra: 1 })],
    ['a short signature', JSON.stringify({ ...signed, signature: '0x33' })],
    ['upper-case hex', JSON.stringify({ ...signed, root: `0x${'AB'.repeat(32)}` })],
    [
      'a key twice',
      `{"signed":true,"signed":true,"root":"${signed.signed && signed.root}","signature":"0x${'33'.repeat(64)}"}`,
    ],
    ['an unknown reason', JSON.stringify({ signed: false, refused: [{ guid: guid('aa'), reason: 'MOOD' }] })],
    [
      'a guid nobody asked for',
      JSON.stringify({ signed: false, refused: [{ guid: guid('ee'), reason: 'LEDGER' }] }),
    ],
    ['too many bytes', JSON.stringify({ ...signed, root: 'x'.repeat(70_000) })],
  ])('%s is refused', async (_, body) => {
    const url = await startLiar((write) => write(200, body));
    await expect(ask(url)).rejects.toMatchObject({ code: 'CXT_PEER_BAD_ANSWER' });
  });

  test('a redirect is not followed', async () => {
    let visited = false;
    const elsewhere = await startLiar((write) => {
      visited = true;
      write(200, JSON.stringify(signed));
    });
    const server = createServer((_, outgoing) => outgoing.writeHead(307, { location: elsewhere }).end());
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await expect(ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).rejects.toBeInstanceOf(
      BridgeError,
    );
    expect(visited).toBe(false);
  });

  test('no answer in time, a refused connection and a busy peer are unreachable', async () => {
    const silent = await startLiar(() => undefined);
    await expect(ask(silent, AbortSignal.timeout(50))).rejects.toMatchObject({
      code: 'CXT_PEER_UNREACHABLE',
      context: { detail: 'no answer in time' },
    });
    const busy = await startLiar((write) => write(503, '{}'));
    await expect(ask(busy)).rejects.toMatchObject({ code: 'CXT_PEER_UNREACHABLE' });
    await expect(ask('http://127.0.0.1:1')).rejects.toMatchObject({ code: 'CXT_PEER_UNREACHABLE' });
  });

  test('a slow peer holds eight requests and queues thirty-two, no more', async () => {
    let open = 0;
    const url = await startLiar(() => void (open += 1));
    const transport = transportTo(url);
    const stop = new AbortController();
    const calls = Array.from({ length: 41 }, () =>
      transport.requestSignature({ peer, request, signal: stop.signal }),
    );
    await expect(calls.at(-1)).rejects.toMatchObject({ code: 'CXT_PEER_OVER_BUDGET' });
    await expect.poll(() => open).toBe(8);
    stop.abort();
    await Promise.allSettled(calls);
  });
});

describe('the peer port', () => {
  const many = Array.from({ length: 257 }, (_, i) => `0x${i.toString(16).padStart(64, '0')}`);
  test.each([
    ['a missing key', '{"domain":40102}', 'epoch'],
    ['an unknown key', JSON.stringify({ ...request, extra: 1 }), 'extra'],
    ['a float', JSON.stringify({ ...request, domain: 1.5 }), 'domain'],
    ['text for a number', JSON.stringify({ ...request, domain: '40102' }), 'domain'],
    ['a number for text', JSON.stringify({ ...request, epoch: 1 }), 'epoch'],
    ['a leading zero', JSON.stringify({ ...request, epoch: '01' }), 'epoch'],
    ['an exponent', JSON.stringify({ ...request, epoch: '1e18' }), 'epoch'],
    ['65 bits', JSON.stringify({ ...request, notAfter: '18446744073709551616' }), 'notAfter'],
    ['no guid', JSON.stringify({ ...request, guids: [] }), 'guids'],
    ['a guid twice', JSON.stringify({ ...request, guids: [guid('aa'), guid('aa')] }), 'guids'],
    ['257 guids', JSON.stringify({ ...request, guids: many }), 'guids'],
    ['a short guid', JSON.stringify({ ...request, guids: ['0x12'] }), 'guids.0'],
    ['nothing', '', 'body'],
    ['half an array', '[', 'body'],
    ['an array', '[]', 'body'],
    ['a key twice', '{"domain":1,"domain":2}', 'body'],
    ['a key twice, escaped', '{"domain":1,"\\u0064omain":2}', 'body'],
    ['a prototype key', '{"__proto__":{"admin":true}}', 'body'],
    ['500 brackets', `${'['.repeat(500)}${']'.repeat(500)}`, 'body'],
  ])('%s is 400 by name', async (_, body, field) => {
    const response = await post(await startPeer(), body);
    const json = (await response.json()) as { error: { field: string } };
    expect([response.status, json.error.field]).toEqual([400, field]);
    expect(asked).toEqual([]);
  });

  test('more than 256 KB is 413, announced or not', async () => {
    const url = await startPeer();
    expect((await post(url, ' '.repeat(MAX_PEER_BODY_BYTES + 1))).status).toBe(413);
    const chunks = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024).fill(32)),
    });
    const endless = fetch(`${url}/peer/v1/sign`, {
      method: 'POST',
      body: chunks,
      duplex: 'half',
    });
    const outcome = await endless.then(
      (response) => response.status,
      () => 'cut',
    );
    expect([413, 'cut']).toContain(outcome);
  });

  test('an address over its budget gets 429 until it has waited', async () => {
    const url = await startPeer({ burst: 3, perSecond: 0.001, maxAddresses: 10 });
    const codes: number[] = [];
    for (let i = 0; i < 5; i += 1) codes.push((await post(url, JSON.stringify(request))).status);
    expect(codes).toEqual([200, 200, 200, 429, 429]);
  });

  test('at most sixteen requests are worked on and sixty-four wait', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    answer = async () => {
      await released;
      return signed;
    };
    const url = await startPeer();
    const calls = Array.from({ length: 81 }, () => post(url, JSON.stringify(request)));
    const first = await Promise.race(calls);
    expect(first.status).toBe(503);
    expect(asked.length).toBeLessThanOrEqual(16);
    release();
    const codes = await Promise.all(calls.map(async (call) => (await call).status));
    expect(codes.filter((code) => code === 200).length).toBe(80);
  });

  test('our own failure is told by its code alone', async () => {
    answer = async () => {
      throw new Error('cannot open /var/lib/secret');
    };
    const response = await post(await startPeer(), JSON.stringify(request));
    expect([response.status, await response.text()]).toEqual([503, expect.not.stringContaining('secret')]);
    expect(failures).toHaveLength(1);
  });

  test('a peer at fault is told so', async () => {
    answer = async () => {
      throw new BridgeError('CXT_PEER_BAD_SIGNATURE', {
        context: { peer: 'bob', attester, subject: 'sign' },
      });
    };
    expect((await post(await startPeer(), JSON.stringify(request))).status).toBe(400);
    expect(failures).toEqual([]);
  });

  test('other paths and methods do not exist', async () => {
    const url = await startPeer();
    expect((await fetch(`${url}/peer/v1/sign`)).status).toBe(404);
    expect((await fetch(`${url}/v1/status`)).status).toBe(404);
  });
});
