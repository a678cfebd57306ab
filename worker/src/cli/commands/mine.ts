/** `mine`: base work of an epoch or more, opened and claimed, with a progress bar and what it will earn. */
import { formatCxt } from '@cxt-bridge/adapters/protocol';
import { createLogger } from '@cxt-bridge/relayer/logging';
import { systemClock } from '@cxt-bridge/relayer/clock';
import { listenForStop } from '@cxt-bridge/relayer/terminal';
import { ABI } from '../../chain/contracts.ts';
import type { HomeChain } from '../../chain/homeChain.ts';
import { policyOf } from '../../config/loadWorkerConfig.ts';
import { createMiner } from '../../engine/miner.ts';
import type { NodePolicy } from '../../engine/nodePolicy.ts';
import type { JobKit, VoteBoards } from '../../engine/ports.ts';
import { WorkerNode } from '../../engine/workerNode.ts';
import { WorkerError } from '../../errors/workerError.ts';
import { answer, type CommandContext, type CommonOptions, configOf } from '../commandOptions.ts';
import { progressLine } from '../progressLine.ts';
import { maxFeePerGasWei, openSession, type Session } from '../session.ts';
import { threadsOf } from '../threads.ts';

export interface MineOptions extends CommonOptions {
  readonly epochs: number;
  readonly rows?: number;
  /** `--no-claim` makes it false. */
  readonly claim: boolean;
}

interface MinedReport {
  readonly node: string;
  readonly epochs: readonly string[];
  readonly workUnits: string;
  readonly claimedWei: string;
  readonly expectedWei: string;
}

const LOOK_MS = 200;

export async function mineCommand(parameters: {
  context: CommandContext;
  options: MineOptions;
}): Promise<void> {
  const { context, options } = parameters;
  const loaded = configOf(options);
  const { config } = loaded;
  const log = createLogger({
    level: 'warn',
    clock: systemClock(),
    write: (line) => context.terminal.err(line.trimEnd()),
  });
  const stop = listenForStop();
  const session = await openSession(loaded, log);
  const done = new AbortController();
  const signal = AbortSignal.any([stop.signal, done.signal]);
  try {
    const { chain, key, journal } = session;
    const fromBlock = chain.head.number;
    const node = new WorkerNode({
      key,
      chain,
      journal,
      kit: NO_JOBS,
      boards: NO_BOARDS,
      miner: createMiner({ threads: threadsOf(config.mine.threads) }),
      policy: minerPolicy(policyOf(config), options),
      log,
      signal,
      fromBlock: BigInt(config.chain.fromBlock),
      maxFeePerGasWei: maxFeePerGasWei(loaded),
      onMining: (progress) => context.terminal.progress(progressLine(progress)),
    });
    const running = Promise.all([chain.run(signal), node.run()]);
    const report = await untilMined({ session, options, fromBlock, signal: stop.signal, context });
    done.abort(new Error('done'));
    await running;
    answer({ context, options, value: report, render: renderReport });
  } finally {
    done.abort(new Error('done'));
    session.close();
    stop.release();
  }
}

function minerPolicy(policy: NodePolicy, options: MineOptions): NodePolicy {
  return {
    ...policy,
    mine: { enabled: true, rows: options.rows ?? policy.mine.rows },
    jobs: { ...policy.jobs, enabled: false },
    stake: { targetWei: 0n, keepWei: 0n },
    validate: false,
    leastClaimWei: options.claim ? policy.leastClaimWei : 2n ** 128n,
    chores: true,
  };
}

async function untilMined(parameters: {
  session: Session;
  options: MineOptions;
  fromBlock: bigint;
  signal: AbortSignal;
  context: CommandContext;
}): Promise<MinedReport> {
  const { session, options, fromBlock, signal, context } = parameters;
  const { chain, key } = session;
  for (;;) {
    if (signal.aborted) {
      throw new WorkerError('WORKER_STOPPED', {
        message: 'stopped before the work was credited',
        hint: 'run it again: what is committed is opened then',
      });
    }
    const credited = await eventsOf({ chain, event: 'BaseRecorded', node: key.address, fromBlock });
    const epochs = [...new Set(credited.map(({ epoch }) => epoch))].slice(0, options.epochs);
    const claims = await eventsOf({ chain, event: 'Claimed', node: key.address, fromBlock });
    const isClaimed =
      !options.claim || epochs.every((epoch) => claims.some((claim) => claim.epoch === epoch));
    if (epochs.length >= options.epochs && isClaimed) {
      const units = credited.filter(({ epoch }) => epochs.includes(epoch));
      return {
        node: key.address,
        epochs: epochs.map(String),
        workUnits: units.reduce((sum, { workUnits }) => sum + workUnits, 0n).toString(),
        claimedWei: claims.reduce((sum, { amountWei }) => sum + amountWei, 0n).toString(),
        expectedWei: (await expectedReward(chain, key.address, epochs.at(-1) ?? 0n)).toString(),
      };
    }
    if (epochs.length > 0) {
      const expected = await expectedReward(chain, key.address, epochs.at(-1) ?? 0n);
      context.terminal.progress(`… credited; about ${formatCxt(expected)} CXT when the epoch closes`);
    }
    await systemClock()
      .sleep(LOOK_MS, signal)
      .catch(() => undefined);
  }
}

interface PoolEvent {
  readonly epoch: bigint;
  readonly workUnits: bigint;
  readonly score: bigint;
  readonly amountWei: bigint;
}

async function eventsOf(parameters: {
  chain: HomeChain;
  event: 'BaseRecorded' | 'Claimed';
  node: `0x${string}`;
  fromBlock: bigint;
}): Promise<PoolEvent[]> {
  const { chain, event, node, fromBlock } = parameters;
  const logs = await chain.client.getContractEvents({
    address: chain.contracts.miningPool,
    abi: ABI.miningPool,
    eventName: event,
    args: { node },
    fromBlock,
    strict: true,
  });
  return logs.map(({ args }) => ({ workUnits: 0n, score: 0n, amountWei: 0n, ...args }) as PoolEvent);
}

/** What the pool would give now for the node's base score of an epoch: its claim, or its share of what has been worked so far. */
async function expectedReward(chain: HomeChain, node: `0x${string}`, epoch: bigint): Promise<bigint> {
  const { client, contracts } = chain;
  const pool = { address: contracts.miningPool, abi: ABI.miningPool } as const;
  const state = await client.readContract({ ...pool, functionName: 'epochs', args: [epoch] });
  if (state.isClosed) {
    const [amountWei] = await client.readContract({ ...pool, functionName: 'claimOf', args: [node, epoch] });
    return amountWei;
  }
  const [budgetWei, own] = await Promise.all([
    client.readContract({ ...pool, functionName: 'budgetPart', args: [state.workUnits] }),
    eventsOf({ chain, event: 'BaseRecorded', node, fromBlock: 0n }),
  ]);
  const ownScore = own.filter((entry) => entry.epoch === epoch).reduce((sum, { score }) => sum + score, 0n);
  const scores = state.baseScore + state.paidScore;
  return scores === 0n ? 0n : (budgetWei * 3n * ownScore) / (4n * scores);
}

function renderReport(report: MinedReport): string {
  return [
    `node      ${report.node}`,
    `epochs    ${report.epochs.join(', ')}`,
    `credited  ${report.workUnits} work units`,
    `claimed   ${formatCxt(BigInt(report.claimedWei))} CXT`,
  ].join('\n');
}

const NO_JOBS: JobKit = {
  types: [],
  inspect: async () => null,
  run: async () => null,
  keep: async () => '',
};

const NO_BOARDS: VoteBoards = { publish: async () => undefined, collect: async () => [] };
