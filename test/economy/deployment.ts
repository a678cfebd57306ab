/** What is deployed for the differential test: the real contracts, with windows of seconds and one epoch of a hundred seconds. */
import { type EconomyParams, WEI_PER_PRICE_UNIT } from '@cxt-bridge/adapters/economy';
import { bridgeId, type Hex } from '@cxt-bridge/adapters/protocol';
import { encodeDeployData, getContractAddress } from 'viem';

import { devAccount } from '../devnet/chain/devAccounts.ts';
import { artifact } from '../devnet/deploy/artifact.ts';

const CXT = 10n ** 18n;
/** People of the test; the last has no part in anything but what it is sent. */
export const ACTORS = Array.from({ length: 10 }, (_, index) => devAccount(20 + index));
export const ACTOR_ADDRESSES = ACTORS.map(({ address }) => address.toLowerCase() as Hex);
/** `HomeComputePort` and the vault are plain accounts here. */
const PORT: Hex = `0x${'0b'.repeat(20)}`;
const VAULT: Hex = `0x${'0c'.repeat(20)}`;
const NAMES = [
  'DevnetBeacon',
  'CXT',
  'MiningPool',
  'BaseWork',
  'StakeRegistry',
  'WorkCourt',
  'JobMarket',
] as const;
export type ContractName = (typeof NAMES)[number];

const deployerAddress = devAccount(0).address;

/** Where each contract will be: nonces of the deployer in the order of {@link NAMES}. */
export const ADDRESSES = Object.fromEntries(
  NAMES.map((name, nonce) => [
    name,
    getContractAddress({ from: deployerAddress, nonce: BigInt(nonce) }).toLowerCase(),
  ]),
) as Record<ContractName, Hex>;

export const PARAMS: Omit<EconomyParams, 'startsAt'> = {
  wiring: {
    pool: ADDRESSES.MiningPool,
    baseWork: ADDRESSES.BaseWork,
    stakeRegistry: ADDRESSES.StakeRegistry,
    workCourt: ADDRESSES.WorkCourt,
    jobMarket: ADDRESSES.JobMarket,
    port: PORT,
    vault: VAULT,
  },
  // the highest rate there may be, so that a few epochs give everybody something to lose
  emission: { epochSeconds: 100n, rate: 10n ** 16n, initialTarget: 24n, minimumTarget: 16n, claimEpochs: 6n },
  stake: {
    unbondingSeconds: 150n,
    jailSeconds: 300n,
    decayPeriodSeconds: 200n,
    referenceUnits: 40n,
    maxValidators: 7n,
  },
  court: {
    seats: [3n, 5n, 7n],
    quorums: [2n, 3n, 4n],
    seatBondWei: 9_000n * CXT + 7n,
    minValidators: 3n,
    minValidatorStakeWei: 1_000n * CXT,
    seatLockSeconds: 90n,
  },
  market: {
    minAcceptSeconds: 4n,
    maxAcceptSeconds: 60n,
    maxComputeSeconds: 100n,
    revealSeconds: 20n,
    voteSeconds: 25n,
    standardDisputeSeconds: 30n,
    highDisputeSeconds: 60n,
    minPriceUnits: (CXT / WEI_PER_PRICE_UNIT) * 2n,
    bidLimit: 5n,
    blockMilliseconds: 2_000n,
  },
  randomness: { delayBlocks: 2n, windowBlocks: 256n },
  bridgeId: bridgeId('economy-test'),
  homeEid: 40_161n,
};

/** Creation code of each contract, in order. */
export function initCodes(): Hex[] {
  const { wiring, emission, stake, court, market, randomness } = PARAMS;
  const token = ADDRESSES.CXT;
  const args: Record<ContractName, readonly unknown[]> = {
    DevnetBeacon: [randomness.delayBlocks],
    CXT: [wiring.pool],
    MiningPool: [token, wiring.baseWork, wiring.jobMarket, wiring.workCourt, wiring.stakeRegistry, emission],
    BaseWork: [wiring.pool, ADDRESSES.DevnetBeacon],
    StakeRegistry: [token, wiring.pool, wiring.jobMarket, wiring.workCourt, stake],
    WorkCourt: [wiring.pool, wiring.stakeRegistry, wiring.jobMarket, ADDRESSES.DevnetBeacon, court],
    JobMarket: [
      token,
      wiring.pool,
      wiring.stakeRegistry,
      wiring.workCourt,
      ADDRESSES.DevnetBeacon,
      wiring.port,
      PARAMS.bridgeId,
      PARAMS.homeEid,
      market,
    ],
  };
  return NAMES.map((name) => {
    const { abi, bytecode } = artifact(name);
    return encodeDeployData({ abi, bytecode, args: [...args[name]] });
  });
}
