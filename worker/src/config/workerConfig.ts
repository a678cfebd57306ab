/** The one configuration file of a worker, as a person writes it: strict, amounts in CXT, no secret in it. */
import { parseCxt } from '@cxt-bridge/adapters/protocol';
import { LOG_LEVELS } from '@cxt-bridge/relayer/logging';
import { z } from 'zod';
import { JOB_CODES } from '../work/index.ts';

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'expected an address: 0x and 40 hex digits');
const url = z.url({ protocol: /^https?$/, error: 'expected an http(s) URL' });
const cxt = (fallback: string) =>
  z
    .string()
    .refine((text) => isAmount(text), { error: 'expected CXT as a decimal text such as "1.5"' })
    .default(fallback);

const JOB_NAMES = Object.keys(JOB_CODES) as [keyof typeof JOB_CODES, ...(keyof typeof JOB_CODES)[]];

export const workerConfigSchema = z.strictObject({
  $schema: z.string().optional().describe('For editors'),
  chain: z.strictObject({
    id: z.int().min(1).describe('Chain id of home'),
    rpc: z.array(url).min(1, 'at least one RPC URL is needed').describe('The first that answers is used'),
    miningPool: address.describe('The pool; it knows all other contracts'),
    computePort: address.optional().describe('HomeComputePort, where jobs of other chains arrive'),
    fromBlock: z.int().min(0).default(0).describe('First block that can hold events'),
    pollMs: z.int().min(50).max(60_000).default(1_000).describe('Milliseconds between looks at the head'),
    maxFeePerGasGwei: z
      .number()
      .positive()
      .max(100_000)
      .default(200)
      .describe('The most that is paid per gas'),
    isDevnet: z.boolean().default(false).describe('Allows well-known keys and blobs of this machine'),
  }),
  key: z
    .strictObject({
      keystore: z.string().min(1).optional().describe('Version 3 keystore'),
      passwordFile: z.string().optional().describe('Else $CXT_KEYSTORE_PASSWORD, else asked'),
      privateKeyFile: z.string().min(1).optional().describe('64 hex digits; better use a keystore'),
    })
    .refine((key) => (key.keystore === undefined) !== (key.privateKeyFile === undefined), {
      error: 'a key is either "keystore" or "privateKeyFile"',
    }),
  dataDir: z.string().min(1).describe('Folder of journal and blobs'),
  mine: z
    .strictObject({
      enabled: z.boolean().default(true),
      rows: z
        .union([
          z.literal('auto'),
          z
            .int()
            .min(1)
            .max(2 ** 20),
        ])
        .default('auto')
        .describe('Rows an epoch; one row is one work unit'),
      threads: z.int().min(1).max(1_024).optional().describe('All cores unless given'),
    })
    .prefault({}),
  jobs: z
    .strictObject({
      enabled: z.boolean().default(true),
      types: z.array(z.enum(JOB_NAMES)).min(1).default(JOB_NAMES),
      floorCxtPerMillionUnits: cxt('0').describe('Least price of a million work units'),
      namedOnly: z.boolean().default(false).describe('Only jobs that name this node'),
      most: z.int().min(1).max(64).default(2).describe('Jobs at once'),
    })
    .prefault({}),
  stake: z
    .strictObject({
      targetCxt: cxt('0').describe('Stake is added up to this'),
      keepCxt: cxt('0').describe('CXT that stay in the account'),
    })
    .prefault({}),
  validate: z.boolean().default(false).describe('Joins the validators and serves seats'),
  auditPercent: z.int().min(0).max(100).default(0).describe('Attested jobs that are computed again'),
  leastClaimCxt: cxt('0').describe('Least sum that is worth a claim'),
  chores: z.boolean().default(true).describe('Makes the calls that anyone may make, in turn with others'),
  staggerSeconds: z.int().min(0).max(3_600).default(24).describe('Seconds between the turns of nodes'),
  blobs: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(8_645).describe('0 takes a free port'),
      servers: z.array(url).default([]).describe('Blob servers to ask'),
      boards: z.array(url).default([]).describe('Vote boards of other validators'),
      ipfsGateway: url.optional(),
    })
    .prefault({}),
  log: z.strictObject({ level: z.enum(LOG_LEVELS).default('info') }).prefault({}),
});

/** As written. */
export type WorkerConfigInput = z.input<typeof workerConfigSchema>;
/** Checked, with defaults. */
export type WorkerConfig = z.output<typeof workerConfigSchema>;

/** The schema as plain JSON Schema, for editors. */
export function workerConfigJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(workerConfigSchema, { io: 'input', unrepresentable: 'any' });
  return { ...schema, title: 'Configuration of a CXT worker' };
}

function isAmount(text: string): boolean {
  try {
    parseCxt(text);
    return true;
  } catch {
    return false;
  }
}
