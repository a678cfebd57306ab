/** Every fault of a simulated schedule is a number drawn from the seed: one seed, one run (habit: each fault rate is a seeded parameter). */
import type { SeededRandomness } from '@cxt-bridge/adapters/sim';

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
};
