/** The bytes operators exchange, checked strictly on both ends: unknown keys, wrong widths and non-canonical numbers are refused. */
import { z } from 'zod';
import type { AttestationMessage, SignRequest, SignResponse } from './transport.ts';

/** Most leaves a batch may have (protocol §5). */
const MAX_GUIDS = 256;
const U64_MAX = 2n ** 64n - 1n;

const hexBytes = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`), `must be 0x and ${2 * bytes} lower-case hex digits`)
    .transform((text) => text as `0x${string}`);

const DECIMAL = /^(0|[1-9][0-9]{0,19})$/;

const u64Text = z
  .string()
  .refine(
    (text) => DECIMAL.test(text) && BigInt(text) <= U64_MAX,
    'must be a decimal string of at most 64 bits',
  );

const guids = z
  .array(hexBytes(32))
  .min(1)
  .max(MAX_GUIDS)
  .refine((list) => new Set(list).size === list.length, 'must not name a message twice');

const refusal = z.enum(['NOT_FINAL', 'UNKNOWN', 'LEDGER', 'HALTED', 'EPOCH', 'EXPIRY', 'CONFLICT']);

/** `POST /peer/v1/sign`. */
export const signRequestSchema: z.ZodType<SignRequest> = z.strictObject({
  domain: z.int().min(1).max(0xffff_ffff),
  epoch: u64Text,
  notAfter: u64Text,
  guids,
});

/** The answer of `POST /peer/v1/sign`. */
export const signResponseSchema: z.ZodType<SignResponse> = z.discriminatedUnion('signed', [
  z.strictObject({ signed: z.literal(true), root: hexBytes(32), signature: hexBytes(64) }),
  z.strictObject({
    signed: z.literal(false),
    refused: z.array(z.strictObject({ guid: hexBytes(32), reason: refusal })).max(MAX_GUIDS),
  }),
]);

/** `POST /peer/v1/attestations`: 65 bytes of attestation, a bitmap and at most 16 signatures (protocol §6). */
export const attestationMessageSchema: z.ZodType<AttestationMessage> = z.strictObject({
  attestation: hexBytes(65),
  signatures: z
    .string()
    .regex(/^0x[0-9a-f]{8}([0-9a-f]{128}){1,16}$/, 'must be a bitmap and 1 to 16 signatures')
    .transform((text) => text as `0x${string}`),
  guids,
});

/** The first problem of a refused value as one short sentence naming the field. */
export function firstProblem(error: z.ZodError): { field: string; detail: string } {
  const issue = error.issues[0];
  if (issue === undefined) return { field: 'body', detail: 'the body has another form' };
  if (issue.code === 'unrecognized_keys') {
    const key = String(issue.keys[0]).slice(0, 64);
    return { field: [...issue.path.map(String), key].join('.'), detail: `unknown key "${key}"` };
  }
  const field = issue.path.length === 0 ? 'body' : issue.path.map(String).join('.');
  return { field, detail: issue.message };
}
