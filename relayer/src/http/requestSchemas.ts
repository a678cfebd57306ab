/** What a caller may ask, strictly: every parameter has one form, unknown ones are refused by name. */
import { z } from '@hono/zod-openapi';

const HEX_ADDRESS = /^0x([0-9a-fA-F]{40}|[0-9a-fA-F]{64})$/;
const BASE58_ADDRESS = /^[1-9A-HJ-NP-Za-km-z]{32,44}$/;

/** One vocabulary everywhere (product design). */
export const MESSAGE_STATUSES = [
  'sent',
  'final',
  'signed',
  'submitted',
  'delivered',
  'queued',
  'held',
  'claimable',
  'failed',
] as const;

export const MAX_LIMIT = 200;
const DEFAULT_LIMIT = 50;

/** 32 bytes of hex, lower-cased. */
export const guidSchema = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, 'must be 0x and 64 hex digits')
  .transform((text) => text.toLowerCase());

const accountSchema = z
  .string()
  .refine(
    (text) => HEX_ADDRESS.test(text) || BASE58_ADDRESS.test(text),
    'must be an address: 0x and 40 or 64 hex digits, or base58',
  )
  .transform((text) => (text.startsWith('0x') ? shortEvm(text.toLowerCase()) : text));

/** An EVM address as it stands on the wire, 32 bytes, is the same account as its 20 bytes (protocol §2). */
function shortEvm(hex: string): string {
  return hex.length === 66 && hex.startsWith(`0x${'0'.repeat(24)}`) ? `0x${hex.slice(26)}` : hex;
}

const limitSchema = z
  .string()
  .regex(/^[1-9][0-9]{0,2}$/, `must be a whole number from 1 to ${MAX_LIMIT}`)
  .refine((text) => Number(text) <= MAX_LIMIT, `must be a whole number from 1 to ${MAX_LIMIT}`)
  .transform(Number);

/** For routes that take no query at all. */
export const noQuerySchema = z.strictObject({});

export const guidParamsSchema = z.object({
  guid: guidSchema.openapi({ param: { name: 'guid', in: 'path' }, example: `0x${'ab'.repeat(32)}` }),
});

export const messagesQuerySchema = z
  .strictObject({
    sender: accountSchema.optional(),
    recipient: accountSchema.optional(),
    status: z.enum(MESSAGE_STATUSES).optional(),
    cursor: z
      .string()
      .regex(/^[\w.:/=+-]{1,256}$/, 'must be the cursor of an earlier answer')
      .optional(),
    limit: limitSchema.optional(),
  })
  .transform(({ limit, ...rest }) => ({ ...rest, limit: limit ?? DEFAULT_LIMIT }));

/** The first problem as field and sentence; the caller's own text is not repeated. */
export function firstProblem(parameters: { error: z.core.$ZodError; target: string }): {
  field: string;
  detail: string;
} {
  const { error, target } = parameters;
  const issue = error.issues[0];
  if (issue === undefined) return { field: target, detail: 'malformed request' };
  if (issue.code === 'unrecognized_keys') {
    const key = String(issue.keys[0]).slice(0, 64);
    return { field: key, detail: `unknown ${target} key "${key}"` };
  }
  const field = issue.path.length === 0 ? target : issue.path.map(String).join('.');
  if (issue.code === 'invalid_type') return { field, detail: 'must be given once, as text' };
  if (issue.code === 'invalid_value') return { field, detail: `must be one of ${issue.values.join(', ')}` };
  return { field, detail: issue.message };
}
