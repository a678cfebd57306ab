/** What a mining thread is given. */
import type { BaseWorkSeed } from './definition.ts';

export interface MinerInput {
  readonly seed: BaseWorkSeed;
  readonly rows: number;
  /** 32 bytes for each chunk. */
  readonly chunkRoots: SharedArrayBuffer;
  /** int32: the next chunk; 1 once mining has been cancelled. */
  readonly control: SharedArrayBuffer;
}

/** Places in `control`. */
export const CONTROL = { nextChunk: 0, isCancelled: 1 } as const;
