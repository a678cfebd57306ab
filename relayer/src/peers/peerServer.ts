/**
 * The peer port: `POST /peer/v1/sign` and `POST /peer/v1/attestations`, nothing else.
 *
 * Guarantee: whoever connects can cost at most its budget of requests, 256 KB a request and a place in a bounded queue, and changes
 * nothing but what `PeerHandler` decides from checked input.
 */
import type { Clock } from '@cxt-bridge/adapters/core';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import { isBridgeError } from '../errors/bridgeError.ts';
import { describeError } from '../errors/describeError.ts';
import { type BudgetLimits, createAddressBudget } from './addressBudget.ts';
import { BodyTooLargeError, readBoundedText } from './boundedBody.ts';
import { createGate, GateFullError } from './gate.ts';
import { attestationMessageSchema, firstProblem, signRequestSchema } from './peerSchemas.ts';
import { parseStrictJson } from './strictJson.ts';
import type { PeerHandler } from './transport.ts';

export const MAX_PEER_BODY_BYTES = 256 * 1024;

/** Devnet operators share 127.0.0.1, so one address must be able to carry a whole quorum. */
const DEFAULT_BUDGET: BudgetLimits = { burst: 400, perSecond: 200, maxAddresses: 4096 };
const RUNNING = 16;
const WAITING = 64;

export interface PeerServerParameters {
  readonly handler: PeerHandler;
  readonly clock: Clock;
  /** Called for each request that failed on our side. */
  readonly onError: (error: unknown) => void;
  readonly budget?: BudgetLimits;
}

/** The hono app; `serve` gives it its port and its time limits. */
export function createPeerServer(parameters: PeerServerParameters): Hono {
  const { handler, clock, onError } = parameters;
  const budget = createAddressBudget({ clock, limits: parameters.budget ?? DEFAULT_BUDGET });
  const gate = createGate({ running: RUNNING, waiting: WAITING });
  const app = new Hono();
  app.use('*', async (c, next) => {
    const address = getConnInfo(c).remote.address ?? 'unknown';
    if (!budget.take(address)) {
      c.header('retry-after', '1');
      return refuse({ c, status: 429, code: 'CXT_PEER_OVER_BUDGET', message: 'too many requests' });
    }
    return next();
  });
  app.post('/peer/v1/sign', async (c) => {
    const request = await readBody({ c, schema: signRequestSchema });
    return c.json(await gate.run(() => handler.sign(request)));
  });
  app.post('/peer/v1/attestations', async (c) => {
    const message = await readBody({ c, schema: attestationMessageSchema });
    await gate.run(() => handler.accept(message));
    return c.json({ accepted: true });
  });
  app.notFound((c) => refuse({ c, status: 404, code: 'CXT_HTTP_NOT_FOUND', message: 'no such endpoint' }));
  app.onError((error, c) => answerError({ c, error, onError }));
  return app;
}

class BadBodyError extends Error {
  override readonly name = 'BadBodyError';
  readonly field: string;

  constructor(options: { field: string; detail: string }) {
    super(options.detail);
    this.field = options.field;
  }
}

async function readBody<T>(parameters: { c: Context; schema: z.ZodType<T> }): Promise<T> {
  const { c, schema } = parameters;
  const announced = Number(c.req.header('content-length') ?? 0);
  if (announced > MAX_PEER_BODY_BYTES) throw new BodyTooLargeError('announced');
  let json: unknown;
  try {
    json = parseStrictJson(await readBoundedText({ body: c.req.raw.body, maxBytes: MAX_PEER_BODY_BYTES }));
  } catch (error) {
    if (error instanceof BodyTooLargeError) throw error;
    throw new BadBodyError({ field: 'body', detail: error instanceof Error ? error.message : 'not JSON' });
  }
  const value = schema.safeParse(json);
  if (value.success) return value.data;
  throw new BadBodyError(firstProblem(value.error));
}

function answerError(parameters: {
  c: Context;
  error: unknown;
  onError: (error: unknown) => void;
}): Response {
  const { c, error, onError } = parameters;
  if (error instanceof BadBodyError) {
    return refuse({
      c,
      status: 400,
      code: 'CXT_HTTP_BAD_REQUEST',
      message: error.message,
      field: error.field,
    });
  }
  if (error instanceof BodyTooLargeError) {
    // WHY: the rest of the body is still on its way; answering and closing is cheaper than reading it.
    c.header('connection', 'close');
    const message = `more than ${MAX_PEER_BODY_BYTES} bytes`;
    return refuse({ c, status: 413, code: 'CXT_HTTP_TOO_LARGE', message });
  }
  if (error instanceof GateFullError) {
    return refuse({ c, status: 503, code: 'CXT_PEER_OVER_BUDGET', message: 'busy, ask again' });
  }
  if (isBridgeError(error) && error.blame === 'peer') {
    return refuse({ c, status: 400, code: error.code, message: error.message });
  }
  onError(error);
  // WHY: a peer learns the code, never the text: that may name hosts and files of ours.
  return refuse({ c, status: 503, code: describeError(error).code, message: 'not answered now' });
}

function refuse(parameters: {
  c: Context;
  status: ContentfulStatusCode;
  code: string;
  message: string;
  field?: string;
}): Response {
  const { c, status, code, message, field } = parameters;
  return c.json({ error: { code, message, ...(field !== undefined && { field }) } }, status);
}
