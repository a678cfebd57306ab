/**
 * The one configuration file, as it is written by a person: strict (an unknown key is an error) and without transformation, so that
 * `config/schema.json` says exactly the same. What must hold between fields is in `configRules.ts`.
 */
import { z } from 'zod';
import { LOG_LEVELS } from '../observability/logger.ts';

/** Marks a field in which `${env:NAME}` and `${file:PATH}` are allowed and whose value is never shown. */
const SECRET = { secret: true } as const;

/** Keys of chains: `ethereum`, `bsc`, `arbitrum`, `solana`, and what comes later. */
export const chainKeySchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'a chain key is lower-case letters and digits');

const port = (fallback: number) =>
  z
    .int()
    .min(0, 'a port is 0 to 65535')
    .max(65_535, 'a port is 0 to 65535')
    .default(fallback)
    .describe('0 takes a free port');

const host = () => z.string().min(1).default('127.0.0.1').describe('Address to listen on');

const keySchema = z
  .strictObject({
    keystore: z.string().min(1).optional().describe('Path of a version 3 keystore'),
    password: z.string().optional().describe('Password of the keystore').meta(SECRET),
    privateKey: z.string().min(1).optional().describe('32 bytes of hex; better use a keystore').meta(SECRET),
  })
  .refine((key) => (key.keystore === undefined) !== (key.privateKey === undefined), {
    error: 'a key is either "keystore" with "password", or "privateKey"',
  })
  .refine((key) => key.keystore === undefined || key.password !== undefined, {
    error: 'the keystore needs its "password"',
  });

const gwei = z.number().positive().max(1_000_000);

const chainSchema = z.strictObject({
  rpc: z
    .array(z.string().min(1).meta(SECRET))
    .min(1, 'at least one RPC URL is needed')
    .describe('RPC URLs of independent providers; two URLs of one host count as one'),
  quorum: z
    .int()
    .min(1, 'a quorum is at least 1')
    .optional()
    .describe('Providers that must agree; at least 2 outside devnets (default 2, devnet 1)'),
  maxFeePerGasGwei: gwei.optional().describe('EVM: the most this operator pays per gas (default 200)'),
  maxPriorityFeeMicroLamports: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .optional()
    .describe('Solana: the most this operator bids per compute unit (default 1,000,000)'),
  pollMs: z.int().min(50).max(600_000).optional().describe('Milliseconds between looks at the head'),
});

const peerSchema = z.strictObject({
  name: z.string().min(1).optional(),
  url: z
    .url({ protocol: /^https?$/, error: 'expected an http(s) URL' })
    .describe("URL of the peer's peersApi"),
  attester: z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'expected an address: 0x and 40 hex digits'),
});

const milliseconds = (most: number) => z.int().min(0).max(most);

const tuningSchema = z.strictObject({
  batchWindowMs: milliseconds(600_000)
    .optional()
    .describe('A bundle closes so long after its first item (devnet 250)'),
  maxItems: z.int().min(1).max(256).default(64).describe('A bundle closes at so many items'),
  maxBundleGas: z
    .int()
    .min(200_000)
    .default(8_000_000)
    .describe('A bundle closes at so much gas, composes included'),
  rankDelayMs: milliseconds(600_000)
    .optional()
    .describe('The proposer of rank r waits r times this (devnet 500)'),
  slotSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .optional()
    .describe('Seconds for which the ranks of proposers hold'),
  attestationSeconds: z
    .int()
    .min(60)
    .max(86_400)
    .default(3_600)
    .describe('Lifetime of an attestation, at most 24 h'),
  unmatchedGraceMs: milliseconds(86_400_000)
    .optional()
    .describe('A credit without its send is a breach after this'),
  pageBlocks: z.int().min(1).max(10_000).default(200).describe('Blocks per observed page'),
  peerTimeoutMs: z.int().min(50).max(600_000).default(5_000),
  replaceAfterBlocks: z
    .int()
    .min(1)
    .max(10_000)
    .default(3)
    .describe('A pending transaction is replaced after so many blocks'),
});

export const configSchema = z.strictObject({
  $schema: z.string().optional().describe('For editors'),
  network: z.string().min(1).describe('devnet, testnet, mainnet, or the path of a network file'),
  operator: z.strictObject({ name: z.string().min(1).max(64) }),
  attester: keySchema.describe('Signs attestations; never holds funds'),
  submitters: z
    .record(z.string(), keySchema)
    .describe('Pay for deliveries: one key per chain, or "default" for all chains without one'),
  dataDir: z.string().min(1).describe('Folder of store and sign journal'),
  chains: z.record(chainKeySchema, chainSchema).describe('Every chain of the network'),
  api: z
    .strictObject({ host: host(), port: port(8_080) })
    .prefault({})
    .describe('Public, read-only; metrics too'),
  peersApi: z
    .strictObject({ host: host(), port: port(8_081) })
    .prefault({})
    .describe('For the other operators'),
  adminApi: z
    .strictObject({
      port: port(8_082),
      token: z.string().min(16, 'the admin token has at least 16 characters').meta(SECRET),
    })
    .optional()
    .describe('On 127.0.0.1 only; without it there are no admin endpoints'),
  peers: z.array(peerSchema).default([]),
  tuning: tuningSchema.prefault({}),
  log: z.strictObject({ level: z.enum(LOG_LEVELS).default('info') }).prefault({}),
});

/** As written. */
export type ConfigInput = z.input<typeof configSchema>;

/** Checked, with the defaults that do not depend on the network. */
export type ConfigFile = z.output<typeof configSchema>;

/** How a key is given in the file. */
export type KeySource = z.output<typeof keySchema>;

/** The schema as plain JSON Schema, secret fields marked `"secret": true`. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' });
  return { ...schema, title: 'Configuration of a CXT bridge relayer' };
}
