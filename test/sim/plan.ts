/** Every fault of a simulated schedule is a number drawn from the seed: one seed, one run (habit: each fault rate is a seeded parameter). */
import type { SeededRandomness } from '@cxt-bridge/adapters/sim';

/** What the Solana-like chain is like, and what goes wrong there. */
export interface SvmPlan {
  readonly slotMs: number;
  readonly finalitySlots: number;
  readonly anchorLifeBlocks: number;
  readonly skippedSlotRate: number;
  /** Chance that a waiting transaction is lost. */
  readonly dropRate: number;
  /** How far the last provider of each operator is behind. */
  readonly lagSlots: number;
  /** The providers run a transaction before they take it. */
  readonly preflight: boolean;
  /** Chance that a recipient has no token account, and that the sender buys him one then. */
  readonly accountlessRate: number;
  /** How long an owner takes until he claims what waits for him. */
  readonly ownerDelayMs: number;
}

export interface Plan {
  readonly messages: number;
  /** Virtual milliseconds in which users send and things break; afterwards everything is healed. */
  readonly stormMs: number;
  readonly finalityDepth: number;
  readonly blockMs: number;
  readonly providersPerChain: number;
  /** q of the providers. */
  readonly providerQuorum: number;
  readonly providerLatencyMs: number;
  readonly providerErrorRate: number;
  /** One provider of one chain lies during the storm, below the quorum. */
  readonly liar: boolean;
  readonly peerDropRate: number;
  readonly peerDuplicateRate: number;
  readonly peerDelayMs: number;
  /** Chance of a crash at each effect, and the pause before the restart. */
  readonly crashRate: number;
  readonly restartMs: number;
  /** Chance per block and chain of a reorg above finality. */
  readonly reorgRate: number;
  readonly broadcastLostRate: number;
  readonly broadcastErrorRate: number;
  /** Chance that a message carries a call, and that its callee fails the first time. */
  readonly composeRate: number;
  /** Chance that a relayer loses its store (never its journal) with a crash. */
  readonly storeLossRate: number;
  readonly feeSpikeRate: number;
  /** Small buckets: some messages are queued. */
  readonly tightBuckets: boolean;
  readonly externalBurns: number;
  /** One inbound lane of one chain is paused for a part of the storm: its items fail and must arrive later. */
  readonly pausesLane: boolean;
  /** Heights of one observed page. */
  readonly pageBlocks: bigint;
  /** A fourth, Solana-like chain; null = none. */
  readonly svm: SvmPlan | null;
}

export function planOf(random: SeededRandomness): Plan {
  const maybe = (probability: number, value: () => number): number =>
    random.chance(probability) ? value() : 0;
  const providersPerChain = 1 + random.below(3);
  return {
    messages: 6 + random.below(18),
    stormMs: 20_000 + random.below(40_000),
    finalityDepth: 2 + random.below(3),
    blockMs: 1_000,
    providersPerChain,
    providerQuorum: providersPerChain === 1 ? 1 : 2,
    providerLatencyMs: random.below(120),
    providerErrorRate: maybe(0.5, () => random.next() * 0.15),
    liar: providersPerChain === 3 && random.chance(0.5),
    peerDropRate: maybe(0.5, () => random.next() * 0.4),
    peerDuplicateRate: maybe(0.5, () => random.next() * 0.4),
    peerDelayMs: random.below(400),
    crashRate: maybe(0.7, () => random.next() * 0.03),
    restartMs: 500 + random.below(8_000),
    reorgRate: maybe(0.6, () => random.next() * 0.25),
    broadcastLostRate: maybe(0.4, () => random.next() * 0.3),
    broadcastErrorRate: maybe(0.4, () => random.next() * 0.3),
    composeRate: maybe(0.5, () => random.next() * 0.5),
    storeLossRate: maybe(0.3, () => random.next()),
    feeSpikeRate: maybe(0.3, () => random.next() * 0.05),
    tightBuckets: random.chance(0.4),
    externalBurns: random.below(3),
    pausesLane: random.chance(0.3),
    pageBlocks: random.chance(0.2) ? 4n : 50n,
    svm: random.chance(0.5) ? svmPlanOf(random) : null,
  };
}

function svmPlanOf(random: SeededRandomness): SvmPlan {
  const maybe = (probability: number, value: () => number): number =>
    random.chance(probability) ? value() : 0;
  return {
    slotMs: 600,
    finalitySlots: 3 + random.below(5),
    anchorLifeBlocks: 4 + random.below(24),
    skippedSlotRate: maybe(0.7, () => random.next() * 0.5),
    dropRate: maybe(0.6, () => random.next() * 0.95),
    lagSlots: maybe(0.5, () => 1 + random.below(8)),
    preflight: random.chance(0.5),
    accountlessRate: maybe(0.7, () => random.next()),
    ownerDelayMs: random.below(30_000),
  };
}

/** A calm sea, for tests about one thing. */
export const CALM: Plan = {
  messages: 12,
  stormMs: 20_000,
  finalityDepth: 2,
  blockMs: 1_000,
  providersPerChain: 1,
  providerQuorum: 1,
  providerLatencyMs: 10,
  providerErrorRate: 0,
  liar: false,
  peerDropRate: 0,
  peerDuplicateRate: 0,
  peerDelayMs: 10,
  crashRate: 0,
  restartMs: 1_000,
  reorgRate: 0,
  broadcastLostRate: 0,
  broadcastErrorRate: 0,
  composeRate: 0.2,
  storeLossRate: 0,
  feeSpikeRate: 0,
  tightBuckets: false,
  externalBurns: 0,
  pausesLane: false,
  pageBlocks: 50n,
  svm: null,
};

/** A calm Solana-like chain beside the others. */
export const CALM_SVM: SvmPlan = {
  slotMs: 600,
  finalitySlots: 3,
  anchorLifeBlocks: 20,
  skippedSlotRate: 0.1,
  dropRate: 0,
  lagSlots: 0,
  preflight: false,
  accountlessRate: 0.3,
  ownerDelayMs: 2_000,
};
