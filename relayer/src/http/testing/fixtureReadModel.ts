/** A read model in memory with one message of every kind of answer, for tests of the HTTP port and of the command line. */
import type { Clock } from '@cxt-bridge/adapters/core';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  AttestationView,
  LaneView,
  MessageFilter,
  MessageView,
  OperatorView,
  RelayerAdmin,
  RelayerReadModel,
  StatusView,
  SupplyView,
} from '../../engine/readModel.ts';

/** The machine's clock; HTTP limits are about real time. */
export const realClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }),
};

export const GUID = `0x${'ab'.repeat(32)}`;
export const EVIDENCE = `0x${'ee'.repeat(32)}`;
const ATTESTER = `0x${'11'.repeat(20)}`;

export const message: MessageView = {
  guid: GUID,
  leaf: `0x${'cd'.repeat(32)}`,
  from: 'ethereum',
  to: 'bsc',
  srcEid: 40161,
  dstEid: 40102,
  nonce: '1',
  amount: '1500000000000000000',
  sender: `0x${'22'.repeat(20)}`,
  recipient: `0x${'33'.repeat(20)}`,
  fee: '1000000000',
  status: 'queued',
  reason: 'over the inbound bucket, released at 2026-01-01T00:00:00Z',
  compose: 'none',
  transit: null,
  finalToDeliveredSeconds: null,
  gas: null,
  sourceTxHash: `0x${'44'.repeat(32)}`,
  deliveryTxHash: null,
  signers: [ATTESTER],
  timeline: [{ step: 'sent', chain: 'ethereum', at: null, txHash: null, height: '7', detail: null }],
};

const status: StatusView = {
  operator: 'alice',
  attester: ATTESTER,
  network: 'devnet',
  bridgeId: `0x${'55'.repeat(32)}`,
  epoch: '1',
  threshold: 3,
  members: [ATTESTER],
  version: '0.1.0',
  startedAt: '2026-01-01T00:00:00.000Z',
  ready: true,
  notReady: [],
  signing: true,
  halts: [],
  chains: [
    {
      chain: 'ethereum',
      eid: 40161,
      role: 'home',
      latest: '12',
      observed: '10',
      finalized: '10',
      providers: [
        { label: '127.0.0.1', latest: '12', finalized: '10', secondsSinceOk: 0, error: null, dissents: 0 },
      ],
      requiredProviders: 1,
      submitter: {
        account: `0x${'66'.repeat(20)}`,
        balance: '1000000000000000000',
        hoursLeft: null,
        openTransactions: 0,
        rentPaid: null,
        rentRecovered: null,
      },
      problem: null,
    },
  ],
  peers: [{ name: 'bob', attester: `0x${'77'.repeat(20)}`, reachable: true, lastError: null }],
  openMessages: 1,
};

const lanes: LaneView[] = [
  {
    lane: 'ethereum→bsc',
    from: 'ethereum',
    to: 'bsc',
    srcEid: 40161,
    dstEid: 40102,
    observed: '3',
    executed: '2',
    open: 1,
    queued: 1,
    failed: 0,
    oldestPendingSeconds: 4,
  },
];

const attestation: AttestationView = {
  guid: GUID,
  domain: 40102,
  attestation: '0x01',
  signatures: '0x02',
  item: '0x03',
  index: 0,
  proof: [],
  notAfter: '1800000000',
  signers: [ATTESTER],
};

const supply: SupplyView = {
  exact: true,
  delta: '0',
  perChain: {
    ethereum: {
      supply: '100000000000000000000000000',
      locked: '1500000000000000000',
      pendingIn: '0',
      burned: '0',
      height: '10',
    },
  },
};

const operators: OperatorView[] = [
  { name: 'alice', attester: ATTESTER, self: true, reachable: null, signatures: 3, refusals: 0 },
];

export interface FixtureReadModel extends RelayerReadModel {
  /** What `messages` was asked last. */
  lastFilter: MessageFilter | null;
  readiness: { ready: boolean; reasons: string[] };
  /** Thrown by every view while set. */
  failure: Error | null;
  readonly subscribers: number;
  emit(event: { type: string; data: Record<string, unknown> }): void;
}

export function createFixtureReadModel(): FixtureReadModel {
  const listeners = new Set<(event: { type: string; data: Record<string, unknown> }) => void>();
  const model: FixtureReadModel = {
    lastFilter: null,
    readiness: { ready: true, reasons: [] },
    failure: null,
    get subscribers() {
      return listeners.size;
    },
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    status: async () => answer(status),
    lanes: async () => answer(lanes),
    messages: async (filter) => {
      model.lastFilter = filter;
      return answer({ items: [message], cursor: null });
    },
    message: async (guid) => answer(guid === GUID ? message : null),
    attestation: async (guid) => answer(guid === GUID ? [attestation] : []),
    supply: async () => answer(supply),
    operators: async () => answer(operators),
    ready: async () => answer(model.readiness),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const answer = <T>(value: T): T => {
    if (model.failure !== null) throw model.failure;
    return value;
  };
  return model;
}

/** Knows one guid and one evidence hash. */
export const fixtureAdmin: RelayerAdmin = {
  retry: async (guid) => guid === GUID,
  acknowledge: async (evidenceHash) => evidenceHash === EVIDENCE,
};
