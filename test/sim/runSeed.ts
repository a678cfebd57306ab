/**
 * One seeded schedule: a world of three or four chains, four operators running the production relayer, users, and everything that can break.
 *
 * After the storm all faults are healed; then every message that is final at its source must be credited exactly once within the deadline, the
 * supply must be conserved on the chains, and every relayer's own ledger must be exact.
 */
import type { ExpiringTxSigner } from '@cxt-bridge/adapters/core';
import { eid, type Eid, keccakText, type SignerSet, WEI_PER_CXT } from '@cxt-bridge/adapters/protocol';
import {
  createSimWorld,
  type Lie,
  namedAddress,
  type SeededRandomness,
  seededRandomness,
  type SimProvider,
  type SimWorld,
  VirtualClock,
} from '@cxt-bridge/adapters/sim';
import { createLocalSigner } from '../../relayer/src/signer/index.ts';
import { drive } from './driver.ts';
import { isDone, judge, type SeedResult } from './judge.ts';
import { createNetwork } from './network.ts';
import { Operator } from './operator.ts';
import { type Plan, planOf } from './plan.ts';
import { recover } from './recover.ts';
import { storm, type Weather } from './storm.ts';
import { claimCredits, hasOpenCall, prepareSvm, SVM, SVM_START_HEIGHT } from './svmChain.ts';

const HOME = eid(40161);
const SPOKES = [eid(40102), eid(40231)];
const OPERATORS = 4;
/** Virtual time allowed after the storm. */
const HEAL_MS = 900_000;
const SUBMITTER_WEI = 10n ** 24n;

export interface SeedOptions {
  readonly seed: number;
  readonly plan?: Plan;
  readonly trace?: (line: string) => void;
  /** Changes the world after it is built: planted bugs. */
  readonly plant?: (run: {
    world: SimWorld;
    operators: readonly Operator[];
    providers: readonly SimProvider[];
    clock: VirtualClock;
  }) => void;
  readonly deadlineMs?: number;
  /** All providers of all operators tell it from the start and are never healed. */
  readonly lie?: Lie;
  /** Changes every operator's submitter account of the Solana-like chain: planted bugs. */
  readonly alterSigner?: (signer: ExpiringTxSigner) => ExpiringTxSigner;
}

export async function runSeed(options: SeedOptions): Promise<SeedResult> {
  const { seed, trace } = options;
  const random = seededRandomness(seed + 1);
  const plan = options.plan ?? planOf(random);
  const clock = new VirtualClock();
  const startMs = clock.nowMs();
  const lines: string[] = [];
  const write = (line: string): void => {
    const stamped = `${((clock.nowMs() - startMs) / 1000).toFixed(3).padStart(9)} ${line}`;
    lines.push(stamped);
    trace?.(stamped);
  };
  const signers = attesters();
  const world = buildWorld({ clock, random, plan, members: signers.map(({ address }) => address) });
  const lie = options.lie ?? null;
  const { operators, providers, weather } = buildOperators({
    world,
    clock,
    random,
    plan,
    signers,
    write,
    lie,
    ...(options.alterSigner && { alterSigner: options.alterSigner }),
  });
  options.plant?.({ world, operators, providers, clock });
  const stopBlocks = new AbortController();
  const blocks = world.produceBlocks(stopBlocks.signal);
  if (plan.svm !== null) {
    const patience = seededRandomness(seed + 15_485_863);
    void claimCredits({ world, clock, random: patience, plan: plan.svm, write, stop: stopBlocks.signal });
  }
  for (const operator of operators) void operator.start();
  const storming = storm({
    world,
    clock,
    random: seededRandomness(seed + 7_919),
    plan,
    weather,
    providers,
    write,
  });
  await drive({ clock, untilMs: startMs + plan.stormMs, done: () => false });
  weather.calm();
  write('— storm over —');
  const settled = (): boolean =>
    storming.finished() && world.messages().every((message) => isDone(message)) && !hasOpenCall(world);
  const deadlineMs = clock.nowMs() + (options.deadlineMs ?? HEAL_MS);
  await drive({ clock, untilMs: deadlineMs, done: everyNth(settled) });
  // A little longer, so that every ledger has booked the last final events.
  await drive({ clock, untilMs: clock.nowMs() + 30_000, done: () => false });
  const result = await judge({ world, operators, seed, lines, seconds: (clock.nowMs() - startMs) / 1000 });
  for (const operator of operators) operator.kill();
  stopBlocks.abort();
  await blocks;
  return result;
}

/** The question is expensive and asked between every two sleepers: ask it now and then. */
function everyNth(question: () => boolean): () => boolean {
  let count = 0;
  return () => {
    count += 1;
    return count % 50 === 0 && question();
  };
}

function attesters() {
  return Array.from({ length: OPERATORS }, (_, index) =>
    createLocalSigner(keccakText(`cxt-bridge simulated attester ${index}`)),
  ).toSorted((a, b) => (a.address < b.address ? -1 : 1));
}

function buildWorld(parameters: {
  clock: VirtualClock;
  random: SeededRandomness;
  plan: Plan;
  members: readonly `0x${string}`[];
}): SimWorld {
  const { clock, random, plan, members } = parameters;
  const signerSet: SignerSet = { epoch: 1n, threshold: 3, members };
  const { svm } = plan;
  const world = createSimWorld({
    clock,
    randomness: random,
    homeEid: HOME,
    spokeEids: svm === null ? SPOKES : [...SPOKES, SVM],
    ...(svm !== null && { svmEids: [SVM], svm }),
    startHeight: perChain({ plan, of: 1n, svm: SVM_START_HEIGHT }),
    signerSet,
    recover,
    finalityDepth: perChain({ plan, of: plan.finalityDepth, svm: svm?.finalitySlots ?? 0 }),
    blockMs: perChain({ plan, of: plan.blockMs, svm: svm?.slotMs ?? 0 }),
    userCount: 4,
    userTokenWei: 1_000_000n * WEI_PER_CXT,
    nativeAccounts: Array.from({ length: OPERATORS }, (_, index) => ({
      account: namedAddress(`submitter/${index}`),
      nativeWei: SUBMITTER_WEI,
    })),
    ...(plan.tightBuckets && {
      inboundLimits: () => ({
        capacityWei: 400n * WEI_PER_CXT,
        refillWeiPerSecond: 20n * WEI_PER_CXT,
        thresholdWei: 300n * WEI_PER_CXT,
        delaySeconds: 15n,
      }),
    }),
  });
  if (svm !== null) prepareSvm(world);
  return world;
}

function perChain<Value>(at: { plan: Plan; of: Value; svm: Value }): ReadonlyMap<Eid, Value> {
  const values = new Map([HOME, ...SPOKES].map((chainEid) => [chainEid, at.of]));
  if (at.plan.svm !== null) values.set(SVM, at.svm);
  return values;
}

function buildOperators(parameters: {
  world: SimWorld;
  clock: VirtualClock;
  random: SeededRandomness;
  plan: Plan;
  signers: ReturnType<typeof attesters>;
  write: (line: string) => void;
  lie: Lie | null;
  alterSigner?: (signer: ExpiringTxSigner) => ExpiringTxSigner;
}): { operators: Operator[]; providers: SimProvider[]; weather: Weather } {
  const { world, clock, random, plan, signers, write, lie, alterSigner } = parameters;
  const peers = signers.map(({ address }, index) => ({ name: `op${index}`, attester: address }));
  const faults = {
    dropRate: plan.peerDropRate,
    duplicateRate: plan.peerDuplicateRate,
    delayMs: plan.peerDelayMs,
  };
  const network = createNetwork({ clock, random: stream(random), faults, operators: peers });
  const all: SimProvider[] = [];
  const weather: Weather = {
    stormy: true,
    calm() {
      this.stormy = false;
      Object.assign(faults, { dropRate: 0, duplicateRate: 0, delayMs: 20 });
      for (const provider of all) provider.setFaults({ ...HEALED, lie });
      for (const chain of world.chains.values()) chain.stallFinality(false);
      if (plan.svm !== null) world.chain(SVM).setSlotFaults({ skippedSlotRate: 0, dropRate: 0 });
    },
  };
  const operators = signers.map((attester, index) => {
    const providers = new Map<Eid, SimProvider[]>();
    for (const chainEid of world.eids) {
      const own = Array.from({ length: plan.providersPerChain }, (_, at) =>
        world.provider({
          eid: chainEid,
          label: `op${index}-${chainEid}-${at}`,
          faults: {
            ...providerFaults(plan, at),
            ...(chainEid === SVM && svmFaults(plan, at)),
            ...(lie && { lie }),
          },
        }),
      );
      providers.set(chainEid, own);
      all.push(...own);
    }
    return new Operator({
      name: `op${index}`,
      world,
      clock,
      random: stream(random),
      attester,
      submitter: namedAddress(`submitter/${index}`),
      network,
      providers,
      providerQuorum: plan.providerQuorum,
      crashRate: () => (weather.stormy ? plan.crashRate : 0),
      storeLossRate: () => (weather.stormy ? plan.storeLossRate : 0),
      restartMs: plan.restartMs,
      pageBlocks: plan.pageBlocks,
      ...(alterSigner && { alterSigner }),
      trace: write,
    });
  });
  return { operators, providers: all, weather };
}

const HEALED = {
  latencyMs: { min: 1, max: 20 },
  unreachableRate: 0,
  timeoutRate: 0,
  rateLimitedRate: 0,
  broadcastLostRate: 0,
  broadcastErrorRate: 0,
  down: false,
  lagBlocks: 0,
  anchorsExpireAtOnce: false,
  lie: null,
};

function providerFaults(plan: Plan, at: number) {
  const base = {
    latencyMs: { min: 1, max: plan.providerLatencyMs + 1 },
    unreachableRate: plan.providerErrorRate,
    timeoutRate: plan.providerErrorRate / 4,
    timeoutMs: 2_000,
    broadcastLostRate: plan.broadcastLostRate,
    broadcastErrorRate: plan.broadcastErrorRate,
  };
  if (!plan.liar || at !== 0) return base;
  return { ...base, lie: { kind: 'forgedAmount', fromHeight: 6n, caughtBy: 'quorum' } as const };
}

/** The last provider is behind. */
function svmFaults(plan: Plan, at: number) {
  const isLast = at === plan.providersPerChain - 1;
  return { preflight: plan.svm?.preflight ?? false, lagBlocks: isLast ? (plan.svm?.lagSlots ?? 0) : 0 };
}

const stream = (random: SeededRandomness): SeededRandomness => seededRandomness(random.below(2 ** 32));
