/**
 * The public port. Read-only: it holds the read model alone, so nothing here can change anything. Unknown paths, methods, query keys and
 * malformed values are refused by name; an error never shows a stack.
 */
import type { Clock } from '@cxt-bridge/adapters/core';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { RelayerReadModel } from '../engine/readModel.ts';
import { createEventStreams, type EventStreams } from './eventStream.ts';
import { answerHttpError, answerThrown, badRequest, notFound } from './httpError.ts';
import * as routes from './publicRoutes.ts';
import { firstProblem } from './requestSchemas.ts';

export interface PublicApiParameters {
  readonly read: RelayerReadModel;
  readonly clock: Clock;
  readonly version: string;
  readonly metrics: { contentType: string; text(): Promise<string> };
  /** Names of loops whose heartbeat is overdue. */
  readonly stalledLoops: () => readonly string[];
  /** Called for each request that failed on our side. */
  readonly onError: (error: unknown) => void;
}

export interface PublicApi {
  readonly app: OpenAPIHono;
  /** Ends the event streams. */
  close(): void;
}

export function createPublicApi(parameters: PublicApiParameters): PublicApi {
  const { read, clock, onError } = parameters;
  const events = createEventStreams({ read, clock });
  const app = new OpenAPIHono({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      const target = result.target === 'param' ? 'path' : result.target;
      const error = badRequest(firstProblem({ error: result.error, target }));
      return answerHttpError({ c, status: 400, error });
    },
  });
  app.use('*', publicHeaders, refuseReservedKeys);
  app.use('*', methodNotAllowed({ app, onMethodNotAllowed: (c, methods) => readOnly({ c, methods }) }));
  mountViews({ app, read });
  mountEvents({ app, events });
  mountHealth({ app, parameters });
  app.notFound((c) =>
    answerHttpError({
      c,
      status: 404,
      error: notFound({ subject: 'such path', path: c.req.path.slice(0, 128) }),
    }),
  );
  app.onError((error, c) => answerThrown({ c, error, onError }));
  return { app, close: () => events.closeAll() };
}

/** Everybody may read, from any page. A preflight asks for nothing that is not allowed anyway. */
const publicHeaders: MiddlewareHandler = async (c, next) => {
  if (c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined) {
    c.header('access-control-allow-origin', '*');
    c.header('access-control-allow-methods', 'GET, HEAD');
    c.header('access-control-max-age', '86400');
    return c.body(null, 204);
  }
  await next();
  c.res.headers.set('access-control-allow-origin', '*');
  c.res.headers.set('x-content-type-options', 'nosniff');
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
  return undefined;
};

const RESERVED_KEYS = ['__proto__', 'constructor', 'prototype'];

// WHY: these never reach the schema, because an object built from the query swallows them.
const refuseReservedKeys: MiddlewareHandler = async (c, next) => {
  const reserved = RESERVED_KEYS.find((key) => new URL(c.req.url).searchParams.has(key));
  if (reserved === undefined) return next();
  const error = badRequest({ field: reserved, detail: `unknown query key "${reserved}"` });
  return answerHttpError({ c, status: 400, error });
};

function readOnly(parameters: { c: Context; methods: string[] }): Response {
  const { c, methods } = parameters;
  c.header('allow', methods.join(', '));
  const error = badRequest({
    field: 'method',
    detail: `${c.req.method} is not allowed: this port only reads`,
  });
  return answerHttpError({ c, status: 405, error });
}

function mountViews(parameters: { app: OpenAPIHono; read: RelayerReadModel }): void {
  const { app, read } = parameters;
  app.openapi(routes.statusRoute, async (c) => c.json(await read.status(), 200));
  app.openapi(routes.lanesRoute, async (c) => c.json(await read.lanes(), 200));
  app.openapi(routes.messagesRoute, async (c) => {
    const filter = Object.entries(c.req.valid('query')).filter(([, value]) => value !== undefined);
    return c.json(await read.messages(Object.fromEntries(filter) as { limit: number }), 200);
  });
  app.openapi(routes.messageRoute, async (c) => {
    const message = await read.message(c.req.valid('param').guid);
    if (message !== null) return c.json(message, 200);
    const error = notFound({ subject: 'message with this guid', path: c.req.path });
    return answerHttpError({ c, status: 404, error }) as never;
  });
  app.openapi(routes.attestationsRoute, async (c) => {
    const attestations = await read.attestation(c.req.valid('param').guid);
    if (attestations.length > 0) return c.json(attestations, 200);
    const error = notFound({ subject: 'attestation for this guid', path: c.req.path });
    return answerHttpError({ c, status: 404, error }) as never;
  });
  app.openapi(routes.supplyRoute, async (c) => c.json(await read.supply(), 200));
  app.openapi(routes.operatorsRoute, async (c) => c.json(await read.operators(), 200));
}

function mountEvents(parameters: { app: OpenAPIHono; events: EventStreams }): void {
  const { app, events } = parameters;
  app.openapi(routes.eventsRoute, (c) => {
    // WHY: hono answers HEAD through the GET handler; a stream nobody reads would stay open.
    if (c.req.method === 'HEAD') return c.body(null, 200) as never;
    const stream = events.open();
    if (stream !== null) return stream;
    c.header('retry-after', '5');
    const error = badRequest({ field: 'events', detail: 'too many readers, try again later' });
    return answerHttpError({ c, status: 503, error });
  });
}

function mountHealth(options: { app: OpenAPIHono; parameters: PublicApiParameters }): void {
  const { app, parameters } = options;
  app.openapi(routes.metricsRoute, async (c) => {
    c.header('content-type', parameters.metrics.contentType);
    return c.body(await parameters.metrics.text()) as never;
  });
  app.openapi(routes.livezRoute, (c) => {
    const stalled = [...parameters.stalledLoops()];
    return c.json({ alive: stalled.length === 0, stalled }, stalled.length === 0 ? 200 : 503);
  });
  app.openapi(routes.readyzRoute, async (c) => {
    const readiness = await parameters.read.ready();
    return c.json(readiness, readiness.ready ? 200 : 503);
  });
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'CXT bridge relayer',
      version: parameters.version,
      description: 'Read-only. Amounts are decimal strings in wei; chains are named by their keys.',
    },
  });
}
