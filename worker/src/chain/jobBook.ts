/**
 * All jobs of the market as of one head: final events are folded once, the events after them anew at every head.
 *
 * Guarantee: what a reorganisation took out is gone from the view at the next {@link JobBook.update}.
 */
import type { Hex } from 'viem';
import { ABI, type ComputeContracts } from './contracts.ts';
import type { Head, HomeClient } from './homeClient.ts';
import { applyEvent, type JobRecord, type JobView, type MarketEvent } from './jobView.ts';

export interface JobBookParameters {
  readonly client: HomeClient;
  readonly contracts: Pick<ComputeContracts, 'jobMarket' | 'workCourt'>;
  /** First block that can hold events. */
  readonly fromBlock: bigint;
  /** Most blocks of one log request. */
  readonly pageBlocks: bigint;
}

/** A job that has not ended, with its record on chain at the head. */
export interface LiveJob {
  readonly job: JobView;
  readonly record: JobRecord;
}

const EVENTS = [...ABI.jobMarket, ...ABI.workCourt].filter((item) => item.type === 'event');

export class JobBook {
  readonly #parameters: JobBookParameters;
  readonly #final = new Map<Hex, JobView>();
  #next: bigint;
  #jobs: ReadonlyMap<Hex, JobView> = new Map();
  #live: readonly LiveJob[] = [];

  constructor(parameters: JobBookParameters) {
    this.#parameters = parameters;
    this.#next = parameters.fromBlock;
  }

  /** Every job known, ended ones too, oldest first. */
  get jobs(): readonly JobView[] {
    return [...this.#jobs.values()];
  }

  /** Jobs that have not ended. */
  get live(): readonly LiveJob[] {
    return this.#live;
  }

  job(id: Hex): JobView | undefined {
    return this.#jobs.get(id);
  }

  /** Reads up to the head. @throws what the transport throws; the book stays as it was then */
  async update(head: Head): Promise<void> {
    const finalEvents = await this.#events(this.#next, head.finalized);
    for (const event of finalEvents) applyEvent(this.#final, event);
    if (head.finalized >= this.#next) this.#next = head.finalized + 1n;
    const jobs = new Map(this.#final);
    for (const event of await this.#events(this.#next, head.number)) applyEvent(jobs, event);
    const open = [...jobs.values()].filter(({ ended }) => ended === null);
    const records = await Promise.all(open.map(({ id }) => this.#record(id, head.number)));
    this.#live = open.map((job, index) => ({ job, record: records[index] as JobRecord }));
    this.#jobs = jobs;
  }

  async #events(from: bigint, to: bigint): Promise<MarketEvent[]> {
    const { client, contracts, pageBlocks } = this.#parameters;
    const events: MarketEvent[] = [];
    for (let first = from; first <= to; first += pageBlocks) {
      const last = first + pageBlocks - 1n;
      const logs = await client.getLogs({
        address: [contracts.jobMarket, contracts.workCourt],
        events: EVENTS,
        strict: true,
        fromBlock: first,
        toBlock: last < to ? last : to,
      });
      events.push(...(logs as unknown as MarketEvent[]));
    }
    return events;
  }

  #record(id: Hex, blockNumber: bigint): Promise<JobRecord> {
    const { client, contracts } = this.#parameters;
    return client.readContract({
      address: contracts.jobMarket,
      abi: ABI.jobMarket,
      functionName: 'jobOf',
      args: [id],
      blockNumber,
    });
  }
}
