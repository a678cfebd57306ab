/** The public API as data: paths, parameters and answers. `/openapi.json` is made from it, and so is the validation. */
import { createRoute, type z } from '@hono/zod-openapi';
import { errorBodySchema } from './httpError.ts';
import { guidParamsSchema, messagesQuerySchema, noQuerySchema } from './requestSchemas.ts';
import {
  attestationsSchema,
  lanesSchema,
  liveSchema,
  messageSchema,
  messagesSchema,
  operatorsSchema,
  readySchema,
  statusSchema,
  supplySchema,
} from './viewSchemas.ts';

const json = <T extends z.ZodType>(options: { schema: T; description: string }) => ({
  description: options.description,
  content: { 'application/json': { schema: options.schema } },
});

const badRequest = json({ schema: errorBodySchema, description: 'Unknown key or malformed value, by name' });
const missing = json({ schema: errorBodySchema, description: 'There is no such thing' });
const plain = { query: noQuerySchema };

export const statusRoute = createRoute({
  method: 'get',
  path: '/v1/status',
  request: plain,
  summary: 'Who this relayer is, what it sees, whether it signs',
  responses: { 200: json({ schema: statusSchema, description: 'Status' }), 400: badRequest },
});

export const lanesRoute = createRoute({
  method: 'get',
  path: '/v1/lanes',
  request: plain,
  summary: 'Every lane with its nonces and what is open on it',
  responses: { 200: json({ schema: lanesSchema, description: 'Lanes' }), 400: badRequest },
});

export const messagesRoute = createRoute({
  method: 'get',
  path: '/v1/messages',
  request: { query: messagesQuerySchema },
  summary: 'Messages, newest first, a page at a time',
  responses: { 200: json({ schema: messagesSchema, description: 'A page' }), 400: badRequest },
});

export const messageRoute = createRoute({
  method: 'get',
  path: '/v1/messages/{guid}',
  request: { params: guidParamsSchema, query: noQuerySchema },
  summary: 'One message: timeline, transactions, signers, and why it waits',
  responses: {
    200: json({ schema: messageSchema, description: 'The message' }),
    400: badRequest,
    404: missing,
  },
});

export const attestationsRoute = createRoute({
  method: 'get',
  path: '/v1/attestations/{guid}',
  request: { params: guidParamsSchema, query: noQuerySchema },
  summary: 'All that deliverOne needs: anyone can deliver for himself',
  responses: {
    200: json({ schema: attestationsSchema, description: 'One per chain that executes the message' }),
    400: badRequest,
    404: missing,
  },
});

export const supplyRoute = createRoute({
  method: 'get',
  path: '/v1/supply',
  request: plain,
  summary: 'The ledger of the fixed supply, per chain',
  responses: { 200: json({ schema: supplySchema, description: 'Supply' }), 400: badRequest },
});

export const operatorsRoute = createRoute({
  method: 'get',
  path: '/v1/operators',
  request: plain,
  summary: 'The signer set as this relayer knows it',
  responses: { 200: json({ schema: operatorsSchema, description: 'Operators' }), 400: badRequest },
});

export const eventsRoute = createRoute({
  method: 'get',
  path: '/v1/events',
  request: plain,
  summary: 'Changes as server-sent events',
  responses: {
    200: { description: 'An endless stream', content: { 'text/event-stream': {} } },
    400: badRequest,
    503: json({ schema: errorBodySchema, description: 'Too many readers' }),
  },
});

export const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  request: plain,
  summary: 'Prometheus metrics',
  responses: { 200: { description: 'Text exposition', content: { 'text/plain': {} } } },
});

export const livezRoute = createRoute({
  method: 'get',
  path: '/livez',
  request: plain,
  summary: 'Whether every loop still turns',
  responses: {
    200: json({ schema: liveSchema, description: 'Alive' }),
    503: json({ schema: liveSchema, description: 'A loop is stuck' }),
  },
});

export const readyzRoute = createRoute({
  method: 'get',
  path: '/readyz',
  request: plain,
  summary: 'Whether this relayer does all of its work now, and why not',
  responses: {
    200: json({ schema: readySchema, description: 'Ready' }),
    503: json({ schema: readySchema, description: 'Not ready, with reasons' }),
  },
});
