/**
 * The compute economy of the devnet. Same rules and same emission rate as a production deployment; openly other figures where people would
 * have to wait or to be many: an epoch takes seconds instead of a day, committees are small and live early.
 */
import { bridgeId } from '@cxt-bridge/adapters/protocol';

import { chainSpec, HOME } from '../chain/chainSpec.ts';
import type { ContractName, DeploymentAddresses } from './addresses.ts';
import { CXT } from './parameters.ts';

/** Nodes that the devnet runs. */
export const WORKERS = 8;
/** Rows of base work a node computes in an epoch. */
export const ROWS_PER_EPOCH = 64;
/** Blocks between a commitment and its beacon. */
const BEACON_DELAY_BLOCKS = 2n;

export const EMISSION = {
  epochSeconds: 8n,
  /** Half-life of four years of fully used days (docs/compute.md §1). */
  rate: 474_645_662_939_839n,
  initialTarget: BigInt((WORKERS * ROWS_PER_EPOCH) / 2),
  minimumTarget: 64n,
  claimEpochs: 10_000,
} as const;

export const STAKE = {
  unbondingSeconds: 60n,
  jailSeconds: 60n,
  decayPeriodSeconds: 3_600n,
  referenceUnits: 16n,
  maxValidators: 64,
} as const;

export const COURT = {
  seats: [3, 5, 7],
  quorums: [2, 3, 5],
  seatBondWei: 60n * CXT,
  minValidators: 6,
  minValidatorStakeWei: 600n * CXT,
  seatLockSeconds: 10,
} as const;

export const MARKET = {
  minAcceptSeconds: 2,
  maxAcceptSeconds: 600,
  maxComputeSeconds: 3_600,
  revealSeconds: 8,
  voteSeconds: 12,
  standardDisputeSeconds: 6,
  highDisputeSeconds: 20,
  minPriceUnits: 1_000_000n,
  bidLimit: 16,
  blockMilliseconds: 500,
} as const;

/** Which artifact stands at which of the named addresses. */
export const ECONOMY_NAMES = {
  DevnetBeacon: 'randomness',
  MiningPool: 'miningPool',
  BaseWork: 'baseWork',
  StakeRegistry: 'stakeRegistry',
  WorkCourt: 'workCourt',
  JobMarket: 'jobMarket',
} as const satisfies Record<string, ContractName>;

/** Constructor arguments of the compute contracts, by artifact. */
export function economyArguments(addresses: DeploymentAddresses) {
  const { token, miningPool, baseWork, stakeRegistry, workCourt, jobMarket, randomness } = addresses;
  return {
    DevnetBeacon: [BEACON_DELAY_BLOCKS],
    MiningPool: [token, baseWork, jobMarket, workCourt, stakeRegistry, EMISSION],
    BaseWork: [miningPool, randomness],
    StakeRegistry: [token, miningPool, jobMarket, workCourt, STAKE],
    WorkCourt: [miningPool, stakeRegistry, jobMarket, randomness, COURT],
    JobMarket: [
      token,
      miningPool,
      stakeRegistry,
      workCourt,
      randomness,
      addresses.homeComputePort,
      bridgeId(addresses.networkName),
      chainSpec(HOME).eid,
      MARKET,
    ],
  } as const;
}
