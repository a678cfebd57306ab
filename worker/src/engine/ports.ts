/** What a node takes from outside: time, log, job kernels, blobs, vote boards, mining threads. */
import type { Clock } from '@cxt-bridge/adapters/core';
import type { Logger } from '@cxt-bridge/relayer/logging';
import type { Address, Hex } from 'viem';
import type { JobRequest } from '../chain/jobView.ts';
import type { Vote } from '../chain/verdict.ts';

export type { Clock, Logger };

/** What running a job gave. */
export interface ComputedResult {
  readonly resultHash: Hex;
  readonly units: bigint;
  readonly bytes: Uint8Array;
  /** Blobs that the result names, to be kept with it. */
  readonly outputs: readonly Uint8Array[];
}

/** A job as the market has it. */
export interface JobOrder {
  readonly request: JobRequest;
  readonly uri: string;
}

/** Runs jobs; knows types, blobs and metering. */
export interface JobKit {
  /** Types that can be run, as on the wire. */
  readonly types: readonly number[];
  /** Fetches what the job needs and meters it; null when it cannot be run. @throws what may pass, e.g. an unreachable blob */
  inspect(order: JobOrder, signal: AbortSignal): Promise<{ readonly units: bigint } | null>;
  /** The one right result; null when the job has none. @throws what may pass */
  run(order: JobOrder, signal: AbortSignal): Promise<ComputedResult | null>;
  /** Keeps a result where others can get it; the uri says where. */
  keep(result: Pick<ComputedResult, 'bytes' | 'outputs'>): Promise<string>;
}

/** Where seats put their votes and find those of others. Anything that it gives is checked by who asked. */
export interface VoteBoards {
  publish(vote: Vote): Promise<void>;
  collect(draw: { readonly jobId: Hex; readonly level: number }): Promise<readonly Vote[]>;
}

/** Base work that was computed and can be opened. */
export interface Mined {
  readonly root: Hex;
  readonly rows: number;
  readonly chunkRoots: Uint8Array;
  open(pair: { row: number; column: number }): { rowBytes: Uint8Array; path: readonly Uint8Array[] };
}

export interface MiningOrder {
  readonly seed: Hex;
  readonly node: Address;
  readonly rows: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: { rowsDone: number; rows: number; elapsedMs: number }) => void;
}

/** Mining threads, shared by all nodes of a process. */
export interface Miner {
  mine(order: MiningOrder): Promise<Mined>;
  restore(kept: { seed: Hex; node: Address; rows: number; chunkRoots: Uint8Array }): Mined;
  /** Rows a second, measured so far; null before the first measurement. */
  readonly rowsPerSecond: number | null;
}
