/**
 * Constructor values of the devnet. Same shape as a production deployment, with waits of seconds instead of days and with buckets
 * that a test can fill.
 */
import { bridgeId } from '@cxt-bridge/adapters/protocol';
import { type Address, type Hex, pad } from 'viem';

import { type ChainKey, CHAINS, type ChainSpec, chainSpec, HOME, SOLANA } from '../chain/chainSpec.ts';
import { attesters, THRESHOLD } from '../chain/devAccounts.ts';
import type { DeploymentAddresses } from './addresses.ts';

/** 1 CXT. */
export const CXT = 10n ** 18n;

/** A transfer above this waits {@link DELAY_SECONDS}. */
export const DELAY_THRESHOLD_WEI = 2_000n * CXT;
export const DELAY_SECONDS = 6;
/** What a lane takes in at once before it queues. */
export const BUCKET_CAPACITY_WEI = 20_000_000n * CXT;
export const BUCKET_REFILL_WEI_PER_SECOND = 100_000n * CXT;
/** The most that home lets out towards one spoke, and that a spoke holds. */
export const SPOKE_CAP_WEI = 50_000_000n * CXT;
export const TOTAL_SUPPLY_WEI = 100_000_000n * CXT;

/** base, perByte, perGas, account, transit, returnBase, returnPerByte, returnPerGas (protocol §10), in wei of CXT. */
const FEES = [
  10n ** 17n,
  10n ** 12n,
  10n ** 11n,
  1n,
  5n * 10n ** 16n,
  2n * 10n ** 17n,
  10n ** 12n,
  10n ** 11n,
] as const;

export const WAITS = {
  rotation: 10,
  loosening: 10,
  unpause: 5,
  held: 10,
  recovery: 60,
  maxPause: 300,
  maxGrace: 30,
} as const;

const ZERO_HASH = `0x${'00'.repeat(32)}` as const;

/** Attester addresses in the order of the set: ascending. */
export function signerSetMembers(): Address[] {
  return attesters()
    .map(({ address }) => address)
    .toSorted((left, right) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1));
}

/** A gateway as the others know it. */
export interface Peer {
  readonly key: ChainKey;
  readonly eid: number;
  /** As on the wire (protocol §2). */
  readonly gateway: Hex;
  /** 0 EVM, 1 Solana. */
  readonly vm: 0 | 1;
}

/** All other gateways of the deployment, seen from one chain. */
export function peersOf(key: ChainKey, addresses: DeploymentAddresses): Peer[] {
  const evm = CHAINS.map((chain): Peer => ({ ...chain, gateway: pad(addresses.gateway), vm: 0 }));
  const solana = addresses.solana;
  const all = solana === null ? evm : [...evm, { ...SOLANA, gateway: solana.gateway, vm: 1 } as const];
  return all.filter((peer) => peer.key !== key);
}

/** Tariff and limits, the same on every lane. Amounts in wei. */
export const LANE = {
  feesWei: FEES,
  capacityWei: BUCKET_CAPACITY_WEI,
  refillWeiPerSecond: BUCKET_REFILL_WEI_PER_SECOND,
  thresholdWei: DELAY_THRESHOLD_WEI,
  delaySeconds: DELAY_SECONDS,
} as const;

/** `GatewayInit` of a chain. */
export function gatewayInit(chain: ChainSpec, addresses: DeploymentAddresses) {
  const isHome = chain.key === HOME;
  return {
    bridgeId: bridgeId(addresses.networkName),
    chainId: BigInt(chain.chainId),
    localEid: chain.eid,
    homeEid: chainSpec(HOME).eid,
    token: addresses.token,
    quorum: addresses.quorum,
    composeCaller: addresses.composeCaller,
    lanes: peersOf(chain.key, addresses).map(({ eid, gateway, vm }) => ({
      eid,
      gateway,
      vm,
      ...LANE,
      destinationCapWei: isHome ? SPOKE_CAP_WEI : 0n,
    })),
  } as const;
}

/** `QuorumInit` of a chain. */
export function quorumInit(chain: ChainSpec, addresses: DeploymentAddresses) {
  return {
    bridgeId: bridgeId(addresses.networkName),
    chainId: BigInt(chain.chainId),
    localEid: chain.eid,
    homeEid: chainSpec(HOME).eid,
    gateway: addresses.gateway,
    epoch: 1n,
    threshold: THRESHOLD,
    minimumThreshold: 3,
    members: signerSetMembers(),
    recoverySetHash: ZERO_HASH,
    waits: WAITS,
  } as const;
}
