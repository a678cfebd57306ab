import type { Hex } from 'viem';

/** Something a node has to do: what, and the names under which it is under way at most once. */
export type Duty = { readonly id: string } & (
  | {
      readonly kind: 'seedEpoch' | 'snapshot' | 'joinValidators' | 'approveStake' | 'withdrawCredit';
    }
  | { readonly kind: 'closeEpochs'; readonly first: bigint; readonly count: bigint }
  | { readonly kind: 'mine'; readonly epoch: bigint; readonly seed: Hex }
  | {
      readonly kind: 'openWork';
      readonly epoch: bigint;
      readonly beaconBlock: bigint;
      readonly root: Hex;
      readonly rows: number;
    }
  | { readonly kind: 'claim'; readonly epochs: readonly bigint[] }
  | { readonly kind: 'stake'; readonly amountWei: bigint }
  | { readonly kind: JobDutyKind; readonly jobId: Hex }
  | { readonly kind: 'releaseSeats'; readonly jobId: Hex; readonly level: number }
  | { readonly kind: 'reportDissent'; readonly jobId: Hex; readonly seat: number }
);

export type JobDutyKind =
  | 'inspect'
  | 'bid'
  | 'assign'
  | 'execute'
  | 'commitResult'
  | 'revealResult'
  | 'judge'
  | 'attest'
  | 'showVotes'
  | 'settle'
  | 'dispute'
  | 'expire';
