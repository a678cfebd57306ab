/** What `StakeRegistry` remembers. Amounts in wei. */
import type { Account } from '../parameters.ts';

export interface Unbonding {
  readonly id: bigint;
  readonly amountWei: bigint;
  readonly releaseAt: bigint;
}

export interface NodeAccount {
  readonly stakeWei: bigint;
  readonly bondedWei: bigint;
  readonly unbondingWei: bigint;
  /** R when it was last set, and when; null before. */
  readonly reputation: { readonly bps: bigint; readonly at: bigint } | null;
  readonly jailedUntil: bigint;
  readonly nextId: bigint;
  /** At most sixteen; an unbonding's place is its id modulo sixteen. */
  readonly unbondings: readonly (Unbonding | null)[];
}

export interface RegistryState {
  readonly nodes: Map<Account, NodeAccount>;
  /** In the order of the list. */
  validators: Account[];
  stakeWei: bigint;
  bondedWei: bigint;
  unbondingWei: bigint;
}

export const UNBONDINGS = 16n;

export const EMPTY_ACCOUNT: NodeAccount = {
  stakeWei: 0n,
  bondedWei: 0n,
  unbondingWei: 0n,
  reputation: null,
  jailedUntil: 0n,
  nextId: 0n,
  unbondings: [],
};
