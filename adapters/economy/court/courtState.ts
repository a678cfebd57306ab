/** What `WorkCourt` remembers. Amounts in wei. */
import type { Hex } from '@cxt-bridge/adapters/protocol';

import type { Account } from '../parameters.ts';

export interface SnapshotPlace {
  readonly node: Account;
  readonly weightWei: bigint;
}

export interface CourtSeat {
  readonly node: Account;
  /** Place of the validator in the snapshot. */
  readonly place: number;
  readonly isIncoherent: boolean;
}

export interface Verdict {
  /** Empty once the seats are free or fallen. */
  readonly seats: readonly CourtSeat[];
  readonly redraws: number;
  readonly executorsOk: bigint;
  readonly snapshotEpoch: bigint;
  /** What two certificates must share to say the same. */
  readonly tag: string;
  /** Null before it is upheld. */
  readonly lock: { readonly until: bigint; readonly dutyEpoch: bigint; readonly payWei: bigint } | null;
}

export interface LateChallenge {
  readonly challenger: Account;
  readonly beaconBlock: bigint;
  readonly deadline: bigint;
  readonly isOpen: boolean;
  readonly bondWei: bigint;
  readonly snapshotEpoch: bigint;
}

export interface LapsedDraw {
  readonly beaconBlock: bigint;
  readonly snapshotEpoch: bigint;
  readonly excluded: readonly Account[];
}

export interface CourtState {
  readonly snapshots: Map<bigint, readonly SnapshotPlace[]>;
  /** Epoch of the latest snapshot. */
  latest: bigint | null;
  /** By {@link levelKey}. */
  readonly verdicts: Map<string, Verdict>;
  /** By draw: `jobId:level:redraws`. */
  readonly lapsed: Map<string, LapsedDraw>;
  /** `jobId:level:redraws:seat` of seats that showed their vote or were fined. */
  readonly settledSeats: Set<string>;
  readonly usedEvidence: Set<string>;
  /** By {@link levelKey} of the level that is challenged. */
  readonly late: Map<string, LateChallenge>;
}

export function levelKey(jobId: Hex, level: number): string {
  return `${jobId}:${level}`;
}
