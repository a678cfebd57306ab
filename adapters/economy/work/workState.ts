/** What `BaseWork` remembers. */
import type { Hex } from '@cxt-bridge/adapters/protocol';

export interface Commitment {
  readonly root: Hex;
  readonly beaconBlock: bigint;
  readonly epoch: bigint;
  readonly rows: bigint;
  readonly isOpened: boolean;
}

export interface WorkState {
  readonly seeds: Map<bigint, Hex>;
  /** By `epoch:node`. */
  readonly commitments: Map<string, Commitment>;
}
