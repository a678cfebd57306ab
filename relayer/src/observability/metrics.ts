/**
 * All metrics of a relayer, as data: one row a metric, prefix `cxt_bridge_`. Every relayer has a registry of its own; nothing is
 * global. Amounts are CXT (or the native coin) as floating point and for the eye only; what must be exact is in the API.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

interface MetricRow {
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly buckets?: readonly number[];
}

const STAGE_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 300, 900, 3_600, 14_400];
const RPC_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ITEM_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** Names without their prefix. A name is never given another meaning: dashboards and alerts depend on it. */
export const METRIC_ROWS = {
  buildInfo: {
    type: 'gauge',
    name: 'build_info',
    help: 'Always 1; what runs here',
    labels: ['version', 'network', 'operator'],
  },
  chainHeight: {
    type: 'gauge',
    name: 'chain_height',
    help: 'Height that a provider reports, by level (latest, finalized)',
    labels: ['chain', 'provider', 'level'],
  },
  cursorHeight: {
    type: 'gauge',
    name: 'cursor_height',
    help: 'Last final height that is booked',
    labels: ['chain'],
  },
  finalityLagBlocks: {
    type: 'gauge',
    name: 'finality_lag_blocks',
    help: 'Latest minus finalized height',
    labels: ['chain'],
  },
  finalityLagSeconds: {
    type: 'gauge',
    name: 'finality_lag_seconds',
    help: 'Age of the last final block',
    labels: ['chain'],
  },
  chainPaused: {
    type: 'gauge',
    name: 'chain_paused',
    help: '1 while nothing of this chain is signed (finality stalled, quorum missing)',
    labels: ['chain'],
  },
  laneNonce: {
    type: 'gauge',
    name: 'lane_nonce',
    help: 'Messages of a lane by point (observed final, executed)',
    labels: ['src', 'dst', 'point'],
  },
  oldestPendingSeconds: {
    type: 'gauge',
    name: 'oldest_pending_age_seconds',
    help: 'Age of the oldest final message that is not executed',
    labels: ['src', 'dst'],
  },
  messagesOpen: {
    type: 'gauge',
    name: 'messages_open',
    help: 'Messages by status',
    labels: ['src', 'dst', 'status'],
  },
  messages: {
    type: 'counter',
    name: 'messages_total',
    help: 'Messages that reached a status',
    labels: ['src', 'dst', 'status'],
  },
  stageSeconds: {
    type: 'histogram',
    name: 'stage_latency_seconds',
    help: 'Time that a message spends in a stage (observe, sign, submit, execute) and from final to executed (total)',
    labels: ['stage'],
    buckets: STAGE_BUCKETS,
  },
  attestations: {
    type: 'counter',
    name: 'attestations_total',
    help: 'Signatures asked of a signer, by result',
    labels: ['signer', 'result'],
  },
  quorumMargin: {
    type: 'gauge',
    name: 'quorum_margin',
    help: 'Signers that answered the last proposal for a destination, minus the threshold',
    labels: ['dst'],
  },
  batchItems: {
    type: 'histogram',
    name: 'batch_items',
    help: 'Items of a submitted bundle',
    labels: ['dst'],
    buckets: ITEM_BUCKETS,
  },
  signJournalRecords: {
    type: 'gauge',
    name: 'sign_journal_records',
    help: 'Records of the sign journal',
    labels: [],
  },
  txJournalOpen: {
    type: 'gauge',
    name: 'tx_journal_open_rows',
    help: 'Transactions that are journaled and not final',
    labels: ['chain'],
  },
  accountNonce: {
    type: 'gauge',
    name: 'account_nonce',
    help: 'Account nonces of the submitter by bound (next)',
    labels: ['chain', 'bound'],
  },
  transactions: {
    type: 'counter',
    name: 'transactions_total',
    help: 'Transactions by result (sent, included, reverted, lost)',
    labels: ['chain', 'result'],
  },
  gasUsed: {
    type: 'counter',
    name: 'gas_used_total',
    help: 'Gas of our final transactions',
    labels: ['chain'],
  },
  submitterBalance: {
    type: 'gauge',
    name: 'submitter_balance',
    help: 'Native coin of the submitter',
    labels: ['chain', 'account'],
  },
  submitterHoursLeft: {
    type: 'gauge',
    name: 'submitter_hours_left',
    help: 'Hours that the balance lasts at the present rate',
    labels: ['chain', 'account'],
  },
  rentPaid: {
    type: 'gauge',
    name: 'rent_paid_lamports',
    help: 'Lamports that the submitter has put into accounts of the chain, in final transactions',
    labels: ['chain'],
  },
  rentRecovered: {
    type: 'gauge',
    name: 'rent_recovered_lamports',
    help: 'Lamports of them that came back when accounts were closed',
    labels: ['chain'],
  },
  supply: {
    type: 'gauge',
    name: 'supply_cxt',
    help: 'CXT by chain and kind (supply, locked, pendingIn, burned, outstanding, fees)',
    labels: ['chain', 'kind'],
  },
  economy: {
    type: 'gauge',
    name: 'economy_cxt',
    help: 'CXT of the home economy by part (remaining, claimable, stake, bonded, unbonding, escrow, credits, poolShare, seatPay)',
    labels: ['part'],
  },
  supplyDelta: {
    type: 'gauge',
    name: 'supply_invariant_delta',
    help: 'Wei by which the supply invariant is missed; alert unless 0',
    labels: [],
  },
  halted: {
    type: 'gauge',
    name: 'halted',
    help: '1 while signing is halted, by scope (supply, or a lane)',
    labels: ['scope'],
  },
  sweepDiff: {
    type: 'gauge',
    name: 'sweep_diff',
    help: 'Open messages whose state on chain differs from ours at the last sweep',
    labels: ['chain'],
  },
  taskBeat: {
    type: 'gauge',
    name: 'task_last_beat_timestamp_seconds',
    help: 'Last heartbeat of a loop',
    labels: ['task'],
  },
  rpcSeconds: {
    type: 'histogram',
    name: 'rpc_latency_seconds',
    help: 'Time to answer of a provider',
    labels: ['chain', 'provider', 'method'],
    buckets: RPC_BUCKETS,
  },
  rpcRequests: {
    type: 'counter',
    name: 'rpc_requests_total',
    help: 'Requests to a provider by result (ok, or the error code)',
    labels: ['chain', 'provider', 'result'],
  },
  peerRequests: {
    type: 'counter',
    name: 'peer_requests_total',
    help: 'Requests to a peer by result',
    labels: ['peer', 'result'],
  },
  errors: { type: 'counter', name: 'errors_total', help: 'Errors by code', labels: ['code'] },
} as const satisfies Record<string, MetricRow>;

type Rows = typeof METRIC_ROWS;
type LabelOf<R extends MetricRow> = R['labels'][number];
type MetricOf<R extends MetricRow> = R['type'] extends 'gauge'
  ? Gauge<LabelOf<R>>
  : R['type'] extends 'counter'
    ? Counter<LabelOf<R>>
    : Histogram<LabelOf<R>>;

export type Metrics = { readonly [K in keyof Rows]: MetricOf<Rows[K]> } & {
  readonly registry: Registry;
  /** The text that Prometheus reads. */
  text(): Promise<string>;
};

const METRIC_PREFIX = 'cxt_bridge_';

/** Metrics of one relayer. `process` adds those of the Node process: once a process, so not in the simulator. */
export function createMetrics(options: { process?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.process === true) collectDefaultMetrics({ register: registry, prefix: METRIC_PREFIX });
  const metrics = Object.fromEntries(
    Object.entries(METRIC_ROWS).map(([key, row]) => [key, createMetric({ row, registry })]),
  );
  return { ...metrics, registry, text: () => registry.metrics() } as unknown as Metrics;
}

function createMetric(options: { row: MetricRow; registry: Registry }): Gauge | Counter | Histogram {
  const { row, registry } = options;
  const shared = {
    name: `${METRIC_PREFIX}${row.name}`,
    help: row.help,
    labelNames: [...row.labels],
    registers: [registry],
  };
  if (row.type === 'gauge') return new Gauge(shared);
  if (row.type === 'counter') return new Counter(shared);
  return new Histogram({ ...shared, ...(row.buckets === undefined ? {} : { buckets: [...row.buckets] }) });
}
