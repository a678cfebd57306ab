/** What the HTTP API, the CLI and the tests may know of a running relayer: plain JSON, amounts in wei as decimal strings. */
import type { PeerHandler } from '../peers/transport.ts';

export interface ProviderView {
  label: string;
  latest: string | null;
  finalized: string | null;
  secondsSinceOk: number | null;
  error: string | null;
  dissents: number;
}

export interface ChainStatusView {
  chain: string;
  eid: number;
  role: 'home' | 'spoke';
  latest: string | null;
  /** Height up to which everything is observed, proven and booked. */
  observed: string | null;
  finalized: string | null;
  providers: ProviderView[];
  requiredProviders: number;
  submitter: {
    account: string;
    balance: string | null;
    /** How long the balance lasts at the rate since the start; null while nothing was spent. */
    hoursLeft: number | null;
    openTransactions: number;
    /** Lamports put into accounts of the chain, and those that came back; null where accounts cost no deposit. */
    rentPaid: string | null;
    rentRecovered: string | null;
  };
  /** Why this chain does not move; null when it does. */
  problem: string | null;
}

export interface HaltView {
  scope: string;
  code: string;
  sentence: string;
  evidence: Record<string, unknown>;
  /** What `acknowledge` wants. */
  evidenceHash: string;
  since: string;
}

export interface StatusView {
  operator: string;
  attester: string;
  network: string;
  bridgeId: string;
  epoch: string;
  threshold: number;
  members: string[];
  version: string;
  startedAt: string;
  ready: boolean;
  notReady: string[];
  signing: boolean;
  halts: HaltView[];
  chains: ChainStatusView[];
  peers: { name: string; attester: string; reachable: boolean | null; lastError: string | null }[];
  openMessages: number;
}

export interface LaneView {
  lane: string;
  from: string;
  to: string;
  srcEid: number;
  dstEid: number;
  /** Nonce by point. */
  observed: string;
  executed: string;
  open: number;
  queued: number;
  failed: number;
  oldestPendingSeconds: number | null;
}

export interface TimelineStep {
  step:
    | 'sent'
    | 'final'
    | 'signed'
    | 'submitted'
    | 'queued'
    | 'claimable'
    | 'held'
    | 'failed'
    | 'delivered'
    | 'transit'
    | 'compose';
  chain: string;
  at: string | null;
  txHash: string | null;
  height: string | null;
  detail: string | null;
}

export interface MessageView {
  guid: string;
  leaf: string;
  from: string;
  to: string;
  srcEid: number;
  dstEid: number;
  nonce: string;
  amount: string;
  sender: string;
  recipient: string;
  fee: string;
  status: string;
  /** Why it waits; null when it does not. */
  reason: string | null;
  compose: 'none' | 'pending' | 'ok' | 'failed';
  transit: string | null;
  finalToDeliveredSeconds: number | null;
  gas: string | null;
  sourceTxHash: string;
  deliveryTxHash: string | null;
  signers: string[];
  timeline: TimelineStep[];
}

export interface AttestationView {
  guid: string;
  domain: number;
  attestation: string;
  signatures: string;
  item: string;
  index: number;
  proof: string[];
  notAfter: string;
  signers: string[];
}

export interface SupplyView {
  /** True when flows, state and total agree to the wei. */
  exact: boolean;
  /** Circulating and in flight minus locked; 0. */
  delta: string;
  perChain: Record<
    string,
    { supply: string; locked: string; pendingIn: string; burned: string; height: string }
  >;
}

export interface OperatorView {
  name: string;
  attester: string;
  self: boolean;
  reachable: boolean | null;
  signatures: number;
  refusals: number;
}

export interface Page<T> {
  items: T[];
  /** Give back to read on; null at the end. */
  cursor: string | null;
}

export interface MessageFilter {
  sender?: string;
  recipient?: string;
  status?: string;
  cursor?: string;
  limit: number;
}

export interface RelayerReadModel {
  status(): Promise<StatusView>;
  lanes(): Promise<LaneView[]>;
  messages(filter: MessageFilter): Promise<Page<MessageView>>;
  message(guid: string): Promise<MessageView | null>;
  attestation(guid: string): Promise<AttestationView[]>;
  supply(): Promise<SupplyView>;
  operators(): Promise<OperatorView[]>;
  ready(): Promise<{ ready: boolean; reasons: string[] }>;
  /** Called on every change worth showing; returns the unsubscriber. */
  subscribe(listener: (event: { type: string; data: Record<string, unknown> }) => void): () => void;
}

export interface RelayerAdmin {
  /** Makes a waiting message's legs due now. False: no such open message. */
  retry(guid: string): Promise<boolean>;
  /** Lifts the halt with this evidence hash. False: there is none. */
  acknowledge(evidenceHash: string): Promise<boolean>;
}

export interface Relayer {
  readonly read: RelayerReadModel;
  readonly admin: RelayerAdmin;
  readonly peerHandler: PeerHandler;
  /** Resolves when the first page of every chain is booked and the loops run. */
  start(): Promise<void>;
  /** Stops ingest, finishes or journals the current effect, closes nothing it does not own. */
  stop(): Promise<void>;
  /** Settles when a loop ended for good: 70 after a breach when not serving. */
  readonly failed: Promise<Error>;
}
