/**
 * Job specs: UTF-8 JSON with integers, lists and hashes, in one canonical form: keys in the order of the table below, no white space. specHash is
 * keccak256 of these bytes, so a spec that could be read in two ways is refused.
 *
 *     {"v":1,"type":"INFERENCE","model":H,"input":H}
 *     {"v":1,"type":"BATCH","products":[{"left":H,"right":H}, …]}                      1 … 64 products
 *     {"v":1,"type":"TRAIN_FRAGMENT","dataset":H,"weights":H,"steps":N,"batch":N,"learningShift":N,"checkpointEvery":N}
 *     {"v":1,"type":"GRADIENT_CHECK","fragment":H,"result":H,"segments":[N, …]}        1 … 1,024, ascending
 *
 * H: "0x" and 64 lower-case digits, keccak256 of a blob.
 */
import { z } from 'zod';
import { WorkError } from '../workError.ts';

/** Most bytes of a spec. */
export const MAX_SPEC_BYTES = 1 << 16;
/** Most steps of a fragment, and most samples of a step. */
export const MAX_STEPS = 65_536;
export const MAX_BATCH = 4_096;

/** Codes on the wire (docs/compute.md); DATA_PREP (5) is not supported by this worker. */
export const JOB_CODES = { INFERENCE: 1, BATCH: 2, TRAIN_FRAGMENT: 3, GRADIENT_CHECK: 4 } as const;
const DATA_PREP_CODE = 5;

export type BlobHash = `0x${string}`;

const hash = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/, 'must be 0x and 64 lower-case hex digits') as unknown as z.ZodType<BlobHash>;
const whole = (least: number, most: number) => z.int().min(least).max(most);
const version = z.literal(1);

const inferenceSchema = z.strictObject({
  v: version,
  type: z.literal('INFERENCE'),
  model: hash,
  input: hash,
});

const batchSchema = z.strictObject({
  v: version,
  type: z.literal('BATCH'),
  products: z
    .array(z.strictObject({ left: hash, right: hash }))
    .min(1)
    .max(64),
});

const trainSchema = z.strictObject({
  v: version,
  type: z.literal('TRAIN_FRAGMENT'),
  dataset: hash,
  weights: hash,
  steps: whole(1, MAX_STEPS),
  batch: whole(1, MAX_BATCH),
  learningShift: whole(0, 31),
  checkpointEvery: whole(1, MAX_STEPS),
});

const checkSchema = z.strictObject({
  v: version,
  type: z.literal('GRADIENT_CHECK'),
  fragment: hash,
  result: hash,
  segments: z
    .array(whole(0, MAX_STEPS - 1))
    .min(1)
    .max(1_024)
    .refine(
      (list) => list.every((value, at) => at === 0 || value > (list[at - 1] ?? 0)),
      'must be ascending',
    ),
});

const specSchema = z.discriminatedUnion('type', [inferenceSchema, batchSchema, trainSchema, checkSchema]);

export type InferenceSpec = z.infer<typeof inferenceSchema>;
export type BatchSpec = z.infer<typeof batchSchema>;
export type TrainFragmentSpec = z.infer<typeof trainSchema>;
export type GradientCheckSpec = z.infer<typeof checkSchema>;
export type JobSpec = z.infer<typeof specSchema>;

/** Canonical bytes of a spec. @throws WorkError CXT_JOB_SPEC_INVALID */
export function encodeJobSpec(spec: JobSpec): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(checkSpec(spec)));
}

/** @throws WorkError CXT_JOB_SPEC_INVALID, CXT_JOB_TYPE_UNKNOWN, CXT_JOB_TYPE_UNSUPPORTED, CXT_JOB_TOO_LARGE */
export function decodeJobSpec(bytes: Uint8Array): JobSpec {
  if (bytes.length > MAX_SPEC_BYTES) {
    throw new WorkError(
      'CXT_JOB_TOO_LARGE',
      `oversized job spec: ${bytes.length} bytes, the most is ${MAX_SPEC_BYTES}`,
    );
  }
  const value = parseJson(bytes);
  checkType(value);
  const spec = checkSpec(value);
  if (!Buffer.from(encodeJobSpec(spec)).equals(bytes)) {
    throw invalid('is not in canonical form: keys in the order of docs/jobs.md, none twice, no white space');
  }
  return spec;
}

/** The code of the wire (`jobType`) must be that of the spec. @throws WorkError CXT_JOB_TYPE_UNKNOWN, CXT_JOB_TYPE_UNSUPPORTED, CXT_JOB_SPEC_INVALID */
export function checkJobCode({ spec, code }: { spec: JobSpec; code: number }): void {
  if (code === DATA_PREP_CODE) throw unsupported();
  if (!Object.values<number>(JOB_CODES).includes(code)) {
    throw new WorkError('CXT_JOB_TYPE_UNKNOWN', `job type ${code} is unknown; known are 1 to 5`);
  }
  if (JOB_CODES[spec.type] !== code) throw invalid(`is of type ${spec.type}, the job says type ${code}`);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) as unknown;
  } catch (error) {
    throw invalid(`is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkType(value: unknown): void {
  const type =
    typeof value === 'object' && value !== null && 'type' in value
      ? (value as { type: unknown }).type
      : undefined;
  if (type === 'DATA_PREP') throw unsupported();
  if (typeof type === 'string' && Object.hasOwn(JOB_CODES, type)) return;
  throw new WorkError(
    'CXT_JOB_TYPE_UNKNOWN',
    `job spec: type ${JSON.stringify(type)} is unknown; known are ${Object.keys(JOB_CODES).join(', ')}`,
  );
}

/** The spec with its keys in canonical order. */
function checkSpec(value: unknown): JobSpec {
  const parsed = specSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`${issue?.path.join('.') || 'spec'}: ${issue?.message ?? 'invalid'}`);
}

function invalid(detail: string): WorkError {
  return new WorkError('CXT_JOB_SPEC_INVALID', `the job spec ${detail}`);
}

function unsupported(): WorkError {
  return new WorkError('CXT_JOB_TYPE_UNSUPPORTED', 'job type DATA_PREP (5) is not supported by this worker');
}
