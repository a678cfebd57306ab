/**
 * One chain as q of its m providers agree to see it (relayer design §2).
 *
 * Guarantee: every value that can lead to a signature was answered, equal, by at least q providers for the same block hash. Fewer than q
 * answers is an error, never a smaller quorum; a provider that disagrees is named. Reads that only help submission (nonces, fees,
 * receipts) come from the first provider that answers: the chain itself refuses what is wrong there.
 */
import {
  type BlockRef,
  ChainError,
  type ChainProvider,
  type Clock,
  type ObservedPage,
  type OutboundLaneState,
  type SignerSetState,
  type SupplyState,
} from '@cxt-bridge/adapters/core';
import type { Eid } from '@cxt-bridge/adapters/protocol';
import { BridgeError } from '../errors/bridgeError.ts';
import { canonical } from './canonical.ts';

export interface ProviderHealth {
  readonly label: string;
  latest: bigint | null;
  finalized: bigint | null;
  lastOkMs: number | null;
  /** Last error's code and sentence; null while healthy. */
  error: string | null;
  /** It answered otherwise than the quorum. */
  dissents: number;
  /** Highest height it ever called final. */
  highestFinalized: bigint;
}

export interface QuorumHeads {
  readonly finalized: BlockRef;
  /** Highest latest height any provider reported; informative. */
  readonly latestHeight: bigint;
  /** How many providers now call less final than they did before. */
  readonly regressed: number;
}

export interface ChainView {
  readonly eid: Eid;
  readonly required: number;
  readonly health: readonly ProviderHealth[];
  heads(signal?: AbortSignal): Promise<QuorumHeads>;
  /** The newest block at or below `height`: there may be none exactly there (Solana skips slots). */
  blockAtOrBefore(height: bigint, signal?: AbortSignal): Promise<BlockRef>;
  observe(range: { from: BlockRef; to: BlockRef }, signal?: AbortSignal): Promise<ObservedPage>;
  outboundLanes(at: BlockRef, signal?: AbortSignal): Promise<readonly OutboundLaneState[]>;
  supplyState(at: BlockRef, signal?: AbortSignal): Promise<SupplyState>;
  signerSet(signal?: AbortSignal): Promise<SignerSetState>;
  /** One provider's word: for submission only. */
  any<T>(read: (provider: ChainProvider) => Promise<T>): Promise<T>;
  /** Every provider: at least one must succeed. Used to hand out signed transactions. */
  everywhere<T>(write: (provider: ChainProvider) => Promise<T>): Promise<T>;
}

export function createProviderQuorum(parameters: {
  eid: Eid;
  /** Chain key, for messages. */
  chain: string;
  providers: readonly ChainProvider[];
  required: number;
  clock: Clock;
}): ChainView {
  const { eid, chain, providers, required, clock } = parameters;
  const health: ProviderHealth[] = providers.map(({ label }) => ({
    label,
    latest: null,
    finalized: null,
    lastOkMs: null,
    error: null,
    dissents: 0,
    highestFinalized: 0n,
  }));
  const context: QuorumContext = { eid, chain, providers, required, clock, health };
  return {
    eid,
    required,
    health,
    heads: (signal) => quorumHeads({ context, ...(signal && { signal }) }),
    blockAtOrBefore: (height, signal) =>
      agree({ context, what: `block ${height}`, read: (provider) => reached({ provider, height, signal }) }),
    observe: (range, signal) =>
      agree({
        context,
        what: `events of blocks ${range.from.height + 1n}–${range.to.height}`,
        read: (provider) => provider.observe(range, options(signal)),
      }),
    outboundLanes: (at, signal) =>
      agree({
        context,
        what: `lanes at block ${at.height}`,
        read: (provider) => provider.outboundLanes(at, options(signal)),
      }),
    supplyState: (at, signal) =>
      agree({
        context,
        what: `supply at block ${at.height}`,
        read: (provider) => provider.supplyState(at, options(signal)),
      }),
    signerSet: (signal) =>
      agree({ context, what: 'signer set', read: (provider) => provider.signerSet(options(signal)) }),
    any: (read) => firstAnswer({ context, read }),
    everywhere: (write) => atLeastOne({ context, write }),
  };
}

interface QuorumContext {
  readonly eid: Eid;
  readonly chain: string;
  readonly providers: readonly ChainProvider[];
  readonly required: number;
  readonly clock: Clock;
  readonly health: ProviderHealth[];
}

const options = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {});

function note(parameters: { context: QuorumContext; index: number; error: unknown }): void {
  const { context, index, error } = parameters;
  const entry = context.health[index];
  if (entry === undefined) return;
  if (error === null) {
    entry.error = null;
    entry.lastOkMs = context.clock.nowMs();
    return;
  }
  entry.error = error instanceof ChainError ? `${error.code}: ${error.message}` : 'CXT_CHAIN_BAD_ANSWER';
}

/** Asks every provider; the answer is what at least `required` of them say in the same words. */
async function agree<T>(parameters: {
  context: QuorumContext;
  what: string;
  read: (provider: ChainProvider) => Promise<T>;
}): Promise<T> {
  const { context, what, read } = parameters;
  const answers = await Promise.allSettled(context.providers.map((provider) => read(provider)));
  const groups = new Map<string, { value: T; indices: number[] }>();
  answers.forEach((answer, index) => {
    note({ context, index, error: answer.status === 'rejected' ? answer.reason : null });
    if (answer.status === 'rejected') return;
    const key = canonical(answer.value);
    const group = groups.get(key);
    if (group) group.indices.push(index);
    else groups.set(key, { value: answer.value, indices: [index] });
  });
  const winner = [...groups.values()].find((group) => group.indices.length >= context.required);
  if (winner !== undefined && isAlone({ groups, winner, required: context.required })) {
    markDissent({ context, groups, winner });
    return winner.value;
  }
  throw disagreement({ context, what, answers, groups: groups.size });
}

/** SAFETY: two groups of q (possible when m ≥ 2q) is a contradiction, not a choice. */
function isAlone<T>(parameters: {
  groups: ReadonlyMap<string, { value: T; indices: number[] }>;
  winner: { indices: number[] };
  required: number;
}): boolean {
  const { groups, winner, required } = parameters;
  for (const group of groups.values()) {
    if (group.indices !== winner.indices && group.indices.length >= required) return false;
  }
  return true;
}

function markDissent<T>(parameters: {
  context: QuorumContext;
  groups: ReadonlyMap<string, { value: T; indices: number[] }>;
  winner: { indices: number[] };
}): void {
  const { context, groups, winner } = parameters;
  for (const group of groups.values()) {
    if (group.indices === winner.indices) continue;
    for (const index of group.indices) {
      const entry = context.health[index];
      if (entry === undefined) continue;
      entry.dissents += 1;
      entry.error = 'CXT_RPC_QUORUM_DISAGREES: answered otherwise than the other providers';
    }
  }
}

function disagreement(parameters: {
  context: QuorumContext;
  what: string;
  answers: readonly PromiseSettledResult<unknown>[];
  groups: number;
}): BridgeError {
  const { context, what, answers, groups } = parameters;
  const answered = answers.filter((answer) => answer.status === 'fulfilled').length;
  const { chain, required } = context;
  if (answered >= required && groups > 1) {
    const labels = context.health.filter((_, index) => answers[index]?.status === 'fulfilled');
    return new BridgeError('CXT_RPC_QUORUM_DISAGREES', {
      context: {
        chain,
        subject: what,
        detail: `${groups} different answers from ${labels.map(({ label }) => label).join(', ')}`,
      },
    });
  }
  const reasons = context.health
    .filter((_, index) => answers[index]?.status === 'rejected')
    .map((entry) => `${entry.label}: ${entry.error}`);
  return new BridgeError('CXT_RPC_QUORUM_TOO_FEW', {
    context: {
      chain,
      answered: String(answered),
      asked: String(answers.length),
      quorum: String(required),
      detail: `${what}: ${reasons.join('; ')}`,
    },
  });
}

/** The highest height that at least q providers call final, and the block hash q of them agree on there. */
async function quorumHeads(parameters: {
  context: QuorumContext;
  signal?: AbortSignal;
}): Promise<QuorumHeads> {
  const { context, signal } = parameters;
  const answers = await Promise.allSettled(
    context.providers.map((provider) => provider.heads(options(signal))),
  );
  const finals: BlockRef[] = [];
  let latestHeight = 0n;
  let regressed = 0;
  answers.forEach((answer, index) => {
    note({ context, index, error: answer.status === 'rejected' ? answer.reason : null });
    if (answer.status === 'rejected') return;
    const entry = context.health[index] as ProviderHealth;
    entry.latest = answer.value.latest.height;
    entry.finalized = answer.value.finalized.height;
    if (entry.finalized < entry.highestFinalized) regressed += 1;
    else entry.highestFinalized = entry.finalized;
    finals.push(answer.value.finalized);
    if (answer.value.latest.height > latestHeight) latestHeight = answer.value.latest.height;
  });
  if (finals.length < context.required) {
    throw disagreement({ context, what: 'finalized head', answers, groups: 1 });
  }
  finals.sort((a, b) => (a.height > b.height ? -1 : a.height < b.height ? 1 : 0));
  const chosen = finals[context.required - 1] as BlockRef;
  const same = finals.filter((block) => block.height === chosen.height && block.hash === chosen.hash).length;
  if (same >= context.required) return { finalized: chosen, latestHeight, regressed };
  const finalized = await agree({
    context,
    what: `finalized block ${chosen.height}`,
    read: (provider) => reached({ provider, height: chosen.height, signal }),
  });
  return { finalized, latestHeight, regressed };
}

/** The provider's block at or below `height`; an error, and no older block, while it has not come that far. */
async function reached(parameters: {
  provider: ChainProvider;
  height: bigint;
  signal: AbortSignal | undefined;
}): Promise<BlockRef> {
  const { provider, height, signal } = parameters;
  const block = await provider.blockAtOrBefore(height, options(signal));
  if (block === null) throw new ChainError('CXT_CHAIN_STATE_UNAVAILABLE', `no block ${height} yet`);
  return block;
}

async function firstAnswer<T>(parameters: {
  context: QuorumContext;
  read: (provider: ChainProvider) => Promise<T>;
}): Promise<T> {
  const { context, read } = parameters;
  let last: unknown = null;
  for (const [index, provider] of context.providers.entries()) {
    try {
      const value = await read(provider);
      note({ context, index, error: null });
      return value;
    } catch (error) {
      note({ context, index, error });
      last = error;
    }
  }
  throw last;
}

async function atLeastOne<T>(parameters: {
  context: QuorumContext;
  write: (provider: ChainProvider) => Promise<T>;
}): Promise<T> {
  const { context, write } = parameters;
  const answers = await Promise.allSettled(context.providers.map((provider) => write(provider)));
  const done = answers.find((answer) => answer.status === 'fulfilled');
  if (done?.status === 'fulfilled') return done.value;
  throw (answers[0] as PromiseRejectedResult).reason;
}
