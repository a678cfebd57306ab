import { describe, expect, test } from 'vitest';
import { createAdminApi, isLoopback } from './adminApi.ts';
import { EVIDENCE, fixtureAdmin, GUID } from './testing/fixtureReadModel.ts';

const app = createAdminApi({ admin: fixtureAdmin, token: 'correct horse', onError: () => undefined });

async function call(
  path: string,
  init: { method?: string; token?: string | null } = {},
): Promise<[number, { error: { code: string; field: string } }]> {
  const { method = 'POST', token = 'correct horse' } = init;
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await app.request(path, { method, headers });
  return [response.status, (await response.json()) as { error: { code: string; field: string } }];
}

describe('authorisation', () => {
  test.each([null, '', 'wrong', 'correct horse battery', 'correct hors'])(
    'the token %j is refused',
    async (token) => {
      const [status, body] = await call(`/admin/v1/retry/${GUID}`, { token });
      expect([status, body.error.code]).toEqual([401, 'CXT_HTTP_UNAUTHORIZED']);
    },
  );

  test('an unknown path does not show itself without a token', async () => {
    expect((await call('/nope', { token: null }))[0]).toBe(401);
  });

  test('an empty configured token lets nobody in', async () => {
    const open = createAdminApi({ admin: fixtureAdmin, token: '', onError: () => undefined });
    const headers = { authorization: 'Bearer ' };
    expect((await open.request(`/admin/v1/retry/${GUID}`, { method: 'POST', headers })).status).toBe(401);
  });
});

describe('actions', () => {
  test('retry answers whether there was such an open message', async () => {
    expect(await call(`/admin/v1/retry/${GUID}`)).toEqual([200, { guid: GUID, retried: true }]);
    expect((await call(`/admin/v1/retry/0x${'00'.repeat(32)}`))[0]).toBe(404);
  });

  test('acknowledge takes exactly the evidence of a halt', async () => {
    expect(await call(`/admin/v1/acknowledge/${EVIDENCE}`)).toEqual([
      200,
      { evidence: EVIDENCE, acknowledged: true },
    ]);
    const [status, body] = await call(`/admin/v1/acknowledge/0x${'00'.repeat(32)}`);
    expect([status, body.error.code]).toEqual([404, 'CXT_CLI_EVIDENCE_UNKNOWN']);
  });

  test('malformed values are 400 by name, other methods 405', async () => {
    const [status, body] = await call('/admin/v1/retry/0x12');
    expect([status, body.error.field]).toEqual([400, 'guid']);
    expect((await call(`/admin/v1/retry/${GUID}`, { method: 'GET' }))[0]).toBe(405);
  });
});

test('only loopback hosts count as such', () => {
  expect(['127.0.0.1', '::1', 'localhost'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '::', '192.168.1.1', '127.0.0.1.example.org', ''].some(isLoopback)).toBe(false);
});
