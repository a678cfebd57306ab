/**
 * The admin port: what an operator may change on the running process. Loopback only, every request carries the bearer token, compared in
 * constant time. Refuses to be served on any other address.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { RelayerAdmin } from '../engine/readModel.ts';
import { BridgeError } from '../errors/bridgeError.ts';
import { answerHttpError, answerThrown, badRequest, notFound } from './httpError.ts';

export interface AdminApiParameters {
  readonly admin: RelayerAdmin;
  readonly token: string;
  readonly onError: (error: unknown) => void;
}

const HASH_32 = /^0x[0-9a-fA-F]{64}$/;
const LOOPBACK_HOSTS = ['127.0.0.1', '::1', 'localhost'];

/** True where only processes of this machine can connect. */
export function isLoopback(host: string): boolean {
  return LOOPBACK_HOSTS.includes(host);
}

export function createAdminApi(parameters: AdminApiParameters): Hono {
  const { admin, token, onError } = parameters;
  const app = new Hono();
  app.use('*', async (c, next) => {
    if (isAuthorised({ header: c.req.header('authorization'), token })) return next();
    c.header('www-authenticate', 'Bearer');
    const error = new BridgeError('CXT_HTTP_UNAUTHORIZED', { context: { path: 'the admin port' } });
    return answerHttpError({ c, status: 401, error });
  });
  app.use('*', methodNotAllowed({ app, onMethodNotAllowed: (c, methods) => wrongMethod({ c, methods }) }));
  app.post('/admin/v1/retry/:guid', async (c) => {
    const guid = hashParameter({ c, name: 'guid' });
    if (await admin.retry(guid)) return c.json({ guid, retried: true });
    const error = notFound({ subject: 'open message with this guid', path: c.req.path });
    return answerHttpError({ c, status: 404, error });
  });
  app.post('/admin/v1/acknowledge/:evidence', async (c) => {
    const evidence = hashParameter({ c, name: 'evidence' });
    if (await admin.acknowledge(evidence)) return c.json({ evidence, acknowledged: true });
    const error = new BridgeError('CXT_CLI_EVIDENCE_UNKNOWN', {
      context: { evidence, subject: 'this relayer' },
    });
    return answerHttpError({ c, status: 404, error });
  });
  app.notFound((c) =>
    answerHttpError({ c, status: 404, error: notFound({ subject: 'such path', path: 'the admin port' }) }),
  );
  app.onError((error, c) =>
    error instanceof BridgeError && error.code === 'CXT_HTTP_BAD_REQUEST'
      ? answerHttpError({ c, status: 400, error })
      : answerThrown({ c, error, onError }),
  );
  return app;
}

// SAFETY: both sides are hashed first, so that neither content nor length of the token shows in the time this takes.
function isAuthorised(parameters: { header: string | undefined; token: string }): boolean {
  const { header, token } = parameters;
  if (token === '' || header === undefined || !/^bearer /i.test(header)) return false;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header.slice('bearer '.length).trim()), digest(token));
}

function hashParameter(parameters: { c: Context; name: string }): string {
  const { c, name } = parameters;
  const value = c.req.param(name) ?? '';
  if (!HASH_32.test(value)) throw badRequest({ field: name, detail: 'must be 0x and 64 hex digits' });
  return value.toLowerCase();
}

function wrongMethod(parameters: { c: Context; methods: string[] }): Response {
  const { c, methods } = parameters;
  c.header('allow', methods.join(', '));
  const error = badRequest({ field: 'method', detail: `${c.req.method} is not allowed here` });
  return answerHttpError({ c, status: 405, error });
}
