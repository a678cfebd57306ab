/** A network file: what all operators of a deployment share. `contracts` and `signerSet` are null until something is deployed. */
import { z } from 'zod';
import { chainKeySchema } from './configSchema.ts';

const address = z
  .string()
  .regex(/^(?:0x[0-9a-fA-F]{40}|[1-9A-HJ-NP-Za-km-z]{32,44})$/, 'expected an address');

const contractsSchema = z.strictObject({
  token: address.describe('Solana: the mint'),
  gateway: address.describe(
    "Solana: the program's config account, which is the gateway's identity on the wire",
  ),
  program: address.optional().describe('Solana: the gateway program'),
  codeHash: z
    .string()
    .regex(/^0x[0-9a-f]{64}$/, 'expected 32 bytes of hex')
    .optional()
    .describe(
      "Solana: sha256 of the program's code without the zero bytes at its end; other code is refused",
    ),
  lookupTables: z.array(address).optional().describe('Solana: lookup tables that deliveries may use'),
  quorum: address.optional(),
  composeCaller: address.optional(),
  feeSettlement: address.optional(),
  operatorRegistry: address.optional(),
  miningPool: address.optional(),
  stakeRegistry: address.optional(),
  jobMarket: address
    .optional()
    .describe('With miningPool and stakeRegistry: relayers check the sums of the home economy, too'),
});

const finalitySchema = z.strictObject({
  tag: z.literal('finalized').describe('EVM block tag, Solana commitment; nothing else is ever signed'),
  maxLagBlocks: z.int().min(1).optional().describe('latest − finalized above this …'),
  maxLagSeconds: z.int().min(1).optional().describe('… for so many seconds pauses the chain'),
});

const networkChainSchema = z
  .strictObject({
    eid: z.int().min(1).max(0xffff_ffff).describe('LayerZero endpoint id'),
    vm: z.enum(['evm', 'svm']),
    chainId: z.int().min(1).optional().describe('EVM'),
    genesisHash: z
      .string()
      .regex(/^[1-9A-HJ-NP-Za-km-z]{32,44}$/)
      .optional()
      .describe('Solana'),
    finality: finalitySchema,
    maxComposeGas: z.int().min(0).describe('Gas (EVM) or compute units (Solana) that a call may buy'),
    startHeight: z.int().min(0).default(0).describe('First block that can hold events of the bridge'),
    contracts: contractsSchema.nullable().default(null),
  })
  .refine((chain) => (chain.vm === 'evm' ? chain.chainId !== undefined : chain.genesisHash !== undefined), {
    error: 'an EVM chain needs "chainId", a Solana chain "genesisHash"',
  });

const signerSetSchema = z.strictObject({
  epoch: z.int().min(1),
  threshold: z.int().min(1),
  members: z
    .array(z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'expected an address'))
    .min(1)
    .max(16),
});

export const networkSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'a deployment name is lower-case letters, digits and hyphens')
    .describe('Deployment name: BRIDGE_ID = keccak("CXT-BRIDGE/v1/" ‖ name)'),
  profile: z.enum(['devnet', 'testnet', 'mainnet']),
  home: chainKeySchema,
  chains: z.record(chainKeySchema, networkChainSchema),
  signerSet: signerSetSchema.nullable().default(null),
});

export type Network = z.output<typeof networkSchema>;
export type NetworkInput = z.input<typeof networkSchema>;
export type NetworkChain = Network['chains'][string];
export type Profile = Network['profile'];
