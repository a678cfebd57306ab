/** Parameters of a deployment, with the names of the contracts' constructor structs. Durations are seconds, amounts wei. */
import type { Hex } from '@cxt-bridge/adapters/protocol';

/** Lower-case address. */
export type Account = Hex;

/** `EmissionParams` of `MiningPool`. */
export interface EmissionParams {
  readonly epochSeconds: bigint;
  /** Part of `remaining` that one epoch may release, 1e18 scale. */
  readonly rate: bigint;
  /** Work units an epoch at which the whole budget is released: first value and least value. */
  readonly initialTarget: bigint;
  readonly minimumTarget: bigint;
  /** Epochs after an epoch's end in which it can be claimed. */
  readonly claimEpochs: bigint;
}

/** `StakeParams` of `StakeRegistry`. */
export interface StakeParams {
  readonly unbondingSeconds: bigint;
  readonly jailSeconds: bigint;
  readonly decayPeriodSeconds: bigint;
  /** Work units of one job that earn a whole step of reputation. */
  readonly referenceUnits: bigint;
  readonly maxValidators: bigint;
}

/** `CourtParams` of `WorkCourt`. */
export interface CourtParams {
  /** Seats and quorum of the classes S, M, L; Final needs two thirds of the snapshot's stake. */
  readonly seats: readonly [bigint, bigint, bigint];
  readonly quorums: readonly [bigint, bigint, bigint];
  readonly seatBondWei: bigint;
  readonly minValidators: bigint;
  readonly minValidatorStakeWei: bigint;
  readonly seatLockSeconds: bigint;
}

/** `MarketParams` of `JobMarket`. */
export interface MarketParams {
  readonly minAcceptSeconds: bigint;
  readonly maxAcceptSeconds: bigint;
  readonly maxComputeSeconds: bigint;
  readonly revealSeconds: bigint;
  readonly voteSeconds: bigint;
  readonly standardDisputeSeconds: bigint;
  readonly highDisputeSeconds: bigint;
  readonly minPriceUnits: bigint;
  readonly bidLimit: bigint;
  /** Least time between two blocks. */
  readonly blockMilliseconds: bigint;
}

/** 100,000,000 CXT in wei. */
export const SUPPLY_WEI = 10n ** 26n;
/** 1 CXT in wei. */
export const CXT_WEI = 10n ** 18n;
/** Prices of jobs are in units of so many wei, as on the wire. */
export const WEI_PER_PRICE_UNIT = 10n ** 9n;
/** Ten-thousandths. */
export const BPS = 10_000n;
/** Half-life of four years of fully used days (docs/compute.md §1). */
export const DAILY_RATE = 474_645_662_939_839n;
