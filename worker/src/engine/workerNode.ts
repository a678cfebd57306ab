/**
 * One node: at every head of the chain it finds its duties and does them.
 *
 * Guarantees: the same duty is under way at most once; what fails is looked at again after a pause; nothing is submitted or signed that
 * the journal does not have. Ends with its signal, leaving nothing that the next start does not take up.
 */
import { isAddressEqual, type Hex } from 'viem';
import { CallRefused } from '../chain/callRefused.ts';
import type { HomeChain } from '../chain/homeChain.ts';
import type { Head } from '../chain/homeClient.ts';
import type { LiveJob } from '../chain/jobBook.ts';
import { readEpochState, readNodeState } from '../chain/readEpochState.ts';
import { ScoredEpochs } from '../chain/scoredEpochs.ts';
import { type TxIntent, type TxOutcome, TxSender } from '../chain/txSender.ts';
import type { WorkerJournal } from '../journal/workerJournal.ts';
import type { WorkerKey } from '../keys/workerKey.ts';
import { type Behaviour, honest } from './behaviour.ts';
import type { Duty } from './duty.ts';
import { dutyRunner } from './dutyRunner.ts';
import { type EpochState, epochDuties, type NodeState } from './epochDuties.ts';
import { jobDuties } from './jobDuties.ts';
import { lockedDuties } from './lockedDuties.ts';
import { type JobMemory, memoryOf, type NodeContext } from './nodeContext.ts';
import type { NodePolicy } from './nodePolicy.ts';
import type { JobKit, Logger, Miner, MiningOrder, VoteBoards } from './ports.ts';

export interface WorkerNodeParameters {
  readonly key: WorkerKey;
  /** Opened, and followed by `HomeChain.run` as long as the node runs; nodes may share it. */
  readonly chain: HomeChain;
  /** This node's own. */
  readonly journal: WorkerJournal;
  readonly kit: JobKit;
  readonly boards: VoteBoards;
  /** Nodes may share it. */
  readonly miner: Miner;
  readonly policy: NodePolicy;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** First block that can hold events of the pool. */
  readonly fromBlock: bigint;
  /** The most this node pays per gas. */
  readonly maxFeePerGasWei: bigint;
  /** Honest unless a test says otherwise. */
  readonly behaviour?: Behaviour;
  readonly onMining?: MiningOrder['onProgress'];
}

/** What a node looks like from outside. */
export interface NodeView {
  readonly head: Head;
  readonly epochState: EpochState;
  readonly node: NodeState;
  readonly openTransactions: number;
  readonly underWay: readonly string[];
}

const REPLACE_AFTER_BLOCKS = 4n;
/** Blocks that a duty rests after it failed: 1, 2, 4 … up to this. */
const MOST_REST_BLOCKS = 32n;

interface Rest {
  readonly untilBlock: bigint;
  readonly blocks: bigint;
}

export class WorkerNode {
  readonly #context: NodeContext;
  readonly #scored: ScoredEpochs;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #resting = new Map<string, Rest>();
  #view: NodeView | null = null;

  constructor(parameters: WorkerNodeParameters) {
    const { key, chain, journal, kit, boards, miner, policy, log, signal, fromBlock, onMining } = parameters;
    const sender = new TxSender({
      client: chain.client,
      chainId: chain.chainId,
      account: key.account,
      book: journal.transactions,
      log,
      capWei: parameters.maxFeePerGasWei,
      replaceAfterBlocks: REPLACE_AFTER_BLOCKS,
      latestBlock: chain.head.number,
    });
    const behaviour = parameters.behaviour ?? honest;
    const ports = { key, chain, journal, sender, kit, boards, miner, policy, behaviour, log, signal };
    const memory = new Map<Hex, JobMemory>();
    this.#context = { ...ports, memory, ...(onMining === undefined ? {} : { onMining }) };
    this.#scored = new ScoredEpochs({ chain, node: key.address, fromBlock });
  }

  /** State at the last head that was worked on; null before the first. */
  get view(): NodeView | null {
    return this.#view;
  }

  /** Sends a call of the operator's own with this node's key, between its duties. @throws what {@link TxSender.send} throws */
  send(intent: TxIntent): Promise<TxOutcome> {
    return this.#context.sender.send(intent);
  }

  /** Works until the signal; resolves when nothing is under way any more. */
  async run(): Promise<void> {
    const { chain, signal, sender, log } = this.#context;
    let last = -1n;
    while (!signal.aborted) {
      try {
        const head = await chain.nextHead(last, signal);
        last = head.number;
        await sender.onHead(head);
        await this.#look(head);
      } catch (error) {
        if (!signal.aborted) log.warn({ error }, 'this head cannot be worked on, the next one may');
      }
    }
    sender.stop();
    await Promise.allSettled(this.#underWay.values());
  }

  async #look(head: Head): Promise<void> {
    const { chain, key } = this.#context;
    await this.#scored.update(head);
    const epochState = await readEpochState(chain);
    const scoredEpochs = this.#scored.epochs;
    const node = await readNodeState({ chain, head, node: key.address, epochState, scoredEpochs });
    this.#forgetClaimed(epochState, node);
    const underWay = [...this.#underWay.keys()];
    const { openRows: openTransactions } = this.#context.sender;
    this.#view = { head, epochState, node, openTransactions, underWay };
    for (const duty of await this.#duties(head, epochState, node)) this.#start(duty, head);
  }

  /** A closed epoch of which nothing can be claimed never will have anything. */
  #forgetClaimed(epochState: EpochState, node: NodeState): void {
    const claimable = new Set(node.claims.map(({ epoch }) => epoch));
    this.#scored.forget(
      [...this.#scored.epochs].filter((epoch) => epoch < epochState.nextToClose && !claimable.has(epoch)),
    );
  }

  async #duties(head: Head, state: EpochState, node: NodeState): Promise<Duty[]> {
    const { policy, chain, key } = this.#context;
    const now = head.timestamp;
    const block = head.number;
    const busy = chain.jobs.live.filter(({ job }) => this.#isBusyWith(job)).length;
    const ofJobs = chain.jobs.live.flatMap(({ job, record }) =>
      jobDuties({
        now,
        block,
        me: key.address,
        job,
        record,
        known: this.#known(job.id),
        policy,
        validators: state.validators,
        isChallenger: node.freeStakeWei > 0n && node.jailedUntil <= now,
        freeStakeWei: node.freeStakeWei,
        isJailed: node.jailedUntil > now,
        busy,
        bidLimit: MOST_BIDS,
        delayBlocks: state.delayBlocks,
      }),
    );
    const ofEpochs = epochDuties({ state, node, policy, now, block });
    const ofSeats = await lockedDuties({ context: this.#context, state, now });
    return [...ofJobs, ...ofEpochs, ...ofSeats];
  }

  #isBusyWith(job: LiveJob['job']): boolean {
    const { address } = this.#context.key;
    return [...job.bidders, ...job.executors].some((other) => isAddressEqual(other, address));
  }

  #known(jobId: Hex) {
    const { suits, bench, computed } = memoryOf(this.#context, jobId);
    return { suits, bench, result: computed ?? null, isComputed: computed !== undefined };
  }

  #start(duty: Duty, head: Head): void {
    const { signal } = this.#context;
    const rest = this.#resting.get(duty.id);
    const isResting = rest !== undefined && head.number < rest.untilBlock;
    if (this.#underWay.has(duty.id) || isResting || signal.aborted) return;
    const run = dutyRunner(this.#context, duty)
      .then(() => void this.#resting.delete(duty.id))
      .catch((error: unknown) => this.#onFailure(duty, head, error))
      .finally(() => this.#underWay.delete(duty.id));
    this.#underWay.set(duty.id, run);
  }

  #onFailure(duty: Duty, head: Head, error: unknown): void {
    const { log, signal, chain } = this.#context;
    if (signal.aborted) return;
    const before = this.#resting.get(duty.id)?.blocks ?? 0n;
    const doubled = before === 0n ? 1n : before * 2n;
    const blocks = doubled < MOST_REST_BLOCKS ? doubled : MOST_REST_BLOCKS;
    const from = chain.head.number > head.number ? chain.head.number : head.number;
    this.#resting.set(duty.id, { untilBlock: from + blocks, blocks });
    if (error instanceof CallRefused) {
      log.info({ duty: duty.id, reason: error.reason, values: error.values }, 'refused by the contract');
    } else log.warn({ duty: duty.id, error }, 'failed, trying again');
  }
}

/** The least that a market may allow at most (`bidLimit` is 3 to 32); beyond it the contract refuses. */
const MOST_BIDS = 32;
