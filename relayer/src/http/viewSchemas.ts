/** The answers of the API as OpenAPI components. Types of the read model are the source; a difference does not compile. */
import { z } from '@hono/zod-openapi';
import type {
  AttestationView,
  ChainStatusView,
  HaltView,
  LaneView,
  MessageView,
  OperatorView,
  ProviderView,
  StatusView,
  SupplyView,
  TimelineStep,
} from '../engine/readModel.ts';

const wei = z.string().openapi({ description: 'wei, decimal string', example: '1500000000000000000' });
const lamports = z.string().openapi({
  description: 'lamports in rent of accounts, decimal string; null on chains without rent',
  example: '2039280',
});
const height = z.string().openapi({ description: 'decimal string', example: '21000000' });
const guid = z.string().openapi({ example: `0x${'ab'.repeat(32)}` });

const providerSchema = z.object({
  label: z.string(),
  latest: height.nullable(),
  finalized: height.nullable(),
  secondsSinceOk: z.number().nullable(),
  error: z.string().nullable(),
  dissents: z.number(),
}) satisfies z.ZodType<ProviderView>;

const chainStatusSchema = z.object({
  chain: z.string(),
  eid: z.number(),
  role: z.enum(['home', 'spoke']),
  latest: height.nullable(),
  observed: height.nullable(),
  finalized: height.nullable(),
  providers: z.array(providerSchema),
  requiredProviders: z.number(),
  submitter: z.object({
    account: z.string(),
    balance: wei.nullable(),
    hoursLeft: z.number().nullable().openapi({ description: 'null while nothing was spent', example: 312.5 }),
    openTransactions: z.number(),
    rentPaid: lamports.nullable(),
    rentRecovered: lamports.nullable(),
  }),
  problem: z.string().nullable(),
}) satisfies z.ZodType<ChainStatusView>;

const haltSchema = z.object({
  scope: z.string(),
  code: z.string(),
  sentence: z.string(),
  evidence: z.record(z.string(), z.unknown()),
  evidenceHash: z.string(),
  since: z.string(),
}) satisfies z.ZodType<HaltView>;

/** `GET /v1/status`. */
export const statusSchema = z
  .object({
    operator: z.string(),
    attester: z.string(),
    network: z.string(),
    bridgeId: z.string(),
    epoch: z.string(),
    threshold: z.number(),
    members: z.array(z.string()),
    version: z.string(),
    startedAt: z.string(),
    ready: z.boolean(),
    notReady: z.array(z.string()),
    signing: z.boolean(),
    halts: z.array(haltSchema),
    chains: z.array(chainStatusSchema),
    peers: z.array(
      z.object({
        name: z.string(),
        attester: z.string(),
        reachable: z.boolean().nullable(),
        lastError: z.string().nullable(),
      }),
    ),
    openMessages: z.number(),
  })
  .openapi('Status') satisfies z.ZodType<StatusView>;

const laneSchema = z.object({
  lane: z.string(),
  from: z.string(),
  to: z.string(),
  srcEid: z.number(),
  dstEid: z.number(),
  observed: z.string(),
  executed: z.string(),
  open: z.number(),
  queued: z.number(),
  failed: z.number(),
  oldestPendingSeconds: z.number().nullable(),
}) satisfies z.ZodType<LaneView>;

/** `GET /v1/lanes`. */
export const lanesSchema = z.array(laneSchema).openapi('Lanes');

const timelineStepSchema = z.object({
  step: z.enum([
    'sent',
    'final',
    'signed',
    'submitted',
    'queued',
    'claimable',
    'held',
    'failed',
    'delivered',
    'transit',
    'compose',
  ]),
  chain: z.string(),
  at: z.string().nullable(),
  txHash: z.string().nullable(),
  height: height.nullable(),
  detail: z.string().nullable(),
}) satisfies z.ZodType<TimelineStep>;

/** `GET /v1/messages/{guid}`. */
export const messageSchema = z
  .object({
    guid,
    leaf: z.string(),
    from: z.string(),
    to: z.string(),
    srcEid: z.number(),
    dstEid: z.number(),
    nonce: z.string(),
    amount: wei,
    sender: z.string(),
    recipient: z.string(),
    fee: wei,
    status: z.string(),
    reason: z.string().nullable().openapi({ description: 'why it waits' }),
    compose: z.enum(['none', 'pending', 'ok', 'failed']),
    transit: z.string().nullable(),
    finalToDeliveredSeconds: z.number().nullable(),
    gas: z.string().nullable(),
    sourceTxHash: z.string(),
    deliveryTxHash: z.string().nullable(),
    signers: z.array(z.string()),
    timeline: z.array(timelineStepSchema),
  })
  .openapi('Message') satisfies z.ZodType<MessageView>;

/** `GET /v1/messages`. */
export const messagesSchema = z
  .object({
    items: z.array(messageSchema),
    cursor: z.string().nullable().openapi({ description: 'give it back to read on; null at the end' }),
  })
  .openapi('Messages');

const attestationSchema = z.object({
  guid,
  domain: z.number(),
  attestation: z.string(),
  signatures: z.string(),
  item: z.string(),
  index: z.number(),
  proof: z.array(z.string()),
  notAfter: z.string(),
  signers: z.array(z.string()),
}) satisfies z.ZodType<AttestationView>;

/** `GET /v1/attestations/{guid}`: what `deliverOne` takes. */
export const attestationsSchema = z.array(attestationSchema).openapi('Attestations');

/** `GET /v1/supply`. */
export const supplySchema = z
  .object({
    exact: z.boolean(),
    delta: wei,
    perChain: z.record(
      z.string(),
      z.object({ supply: wei, locked: wei, pendingIn: wei, burned: wei, height: z.string() }),
    ),
  })
  .openapi('Supply') satisfies z.ZodType<SupplyView>;

const operatorSchema = z.object({
  name: z.string(),
  attester: z.string(),
  self: z.boolean(),
  reachable: z.boolean().nullable(),
  signatures: z.number(),
  refusals: z.number(),
}) satisfies z.ZodType<OperatorView>;

/** `GET /v1/operators`. */
export const operatorsSchema = z.array(operatorSchema).openapi('Operators');

/** `GET /readyz`. */
export const readySchema = z
  .object({ ready: z.boolean(), reasons: z.array(z.string()) })
  .openapi('Readiness');

/** `GET /livez`. */
export const liveSchema = z.object({ alive: z.boolean(), stalled: z.array(z.string()) }).openapi('Liveness');
