import type { Hex } from 'viem';
import type { ContractCall } from '../chain/calls.ts';
import type { HomeChain } from '../chain/homeChain.ts';
import type { TxSender } from '../chain/txSender.ts';
import type { Vote } from '../chain/verdict.ts';
import type { WorkerJournal } from '../journal/workerJournal.ts';
import type { WorkerKey } from '../keys/workerKey.ts';
import type { Behaviour } from './behaviour.ts';
import type { OwnKnowledge } from './jobDuties.ts';
import type { NodePolicy } from './nodePolicy.ts';
import type { ComputedResult, JobKit, Logger, Miner, MiningOrder, VoteBoards } from './ports.ts';

/** What a node knows of a job; lost with the process, found again from chain, journal and blobs. */
export interface JobMemory {
  suits: OwnKnowledge['suits'];
  bench: OwnKnowledge['bench'];
  /** Undefined: not computed yet; null: the job has no right result. */
  computed: ComputedResult | null | undefined;
  /** Valid votes of the present draw that agree with this node's verdict, its own among them. */
  votes: readonly Vote[];
  /** Valid votes that stand against it. */
  dissent: readonly Vote[];
  /** Seats whose validator has no free stake for the bond, so that a certificate with them is refused. */
  readonly bondless: Set<number>;
}

/** What the tasks of a node work with. */
export interface NodeContext {
  readonly key: WorkerKey;
  readonly chain: HomeChain;
  readonly journal: WorkerJournal;
  readonly sender: TxSender;
  readonly kit: JobKit;
  readonly boards: VoteBoards;
  readonly miner: Miner;
  readonly policy: NodePolicy;
  readonly behaviour: Behaviour;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** By job id. */
  readonly memory: Map<Hex, JobMemory>;
  readonly onMining?: MiningOrder['onProgress'];
}

/** The memory of a job; a new one where there is none. */
export function memoryOf(context: Pick<NodeContext, 'memory'>, jobId: Hex): JobMemory {
  const known = context.memory.get(jobId);
  if (known !== undefined) return known;
  const fresh: JobMemory = {
    suits: null,
    bench: null,
    computed: undefined,
    votes: [],
    dissent: [],
    bondless: new Set(),
  };
  context.memory.set(jobId, fresh);
  return fresh;
}

/** Sends a call and says so in the log. @throws as `TxSender.send` */
export async function transact(context: NodeContext, id: string, call: ContractCall): Promise<void> {
  const { hash, gasUsed } = await context.sender.send({ id, ...call });
  context.log.info({ intent: id, transaction: hash, gasUsed }, 'done');
}
