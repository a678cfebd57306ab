/** What every port answers when it does not answer: `{ error: { code, message, field?, hint? } }`, without stack, path or URL of ours. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { BridgeError } from '../errors/bridgeError.ts';
import { describeError } from '../errors/describeError.ts';

export const errorBodySchema = z
  .object({
    error: z.object({
      code: z.string().openapi({ example: 'CXT_HTTP_BAD_REQUEST' }),
      message: z.string(),
      field: z.string().optional().openapi({ description: 'What was malformed' }),
      hint: z.string().optional(),
    }),
  })
  .openapi('Error');

/** Answers a `CXT_HTTP_*` error. */
export function answerHttpError(parameters: {
  c: Context;
  status: ContentfulStatusCode;
  error: BridgeError;
}): Response {
  const { c, status, error } = parameters;
  const { field } = error.context;
  return c.json(
    {
      error: {
        code: error.code,
        message: error.message,
        ...(field !== undefined && { field }),
        hint: error.hint,
      },
    },
    status,
  );
}

/** Answers what was thrown: 503 while it may heal, 500 otherwise; a text that was not written for strangers is not shown. */
export function answerThrown(parameters: {
  c: Context;
  error: unknown;
  onError: (error: unknown) => void;
}): Response {
  const { c, error, onError } = parameters;
  const description = describeError(error);
  onError(error);
  const known = error instanceof BridgeError && error.code !== 'CXT_PROCESS_UNEXPECTED';
  const message = known ? description.line : 'the relayer cannot answer this now';
  return c.json(
    { error: { code: description.code, message } },
    known && description.exitCode === 75 ? 503 : 500,
  );
}

/** 400 naming the field. */
export function badRequest(options: { field: string; detail: string }): BridgeError {
  return new BridgeError('CXT_HTTP_BAD_REQUEST', { context: options });
}

/** 404. */
export function notFound(options: { subject: string; path: string }): BridgeError {
  return new BridgeError('CXT_HTTP_NOT_FOUND', { context: options });
}
