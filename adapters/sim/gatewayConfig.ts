/** Constructor values of one simulated deployment: what the contracts would be built with (protocol §2, §6–§10). */
import type { Hex } from '../core/index.ts';
import type { Eid, FeeTable, SignerSet } from '../protocol/index.ts';
import type { BucketLimits } from './tokenBucket.ts';

/** Everything immutable about one chain of the deployment. */
export interface GatewayConfig {
  readonly localEid: Eid;
  readonly homeEid: Eid;
  readonly bridgeId: Hex;
  /** Lower-case EVM addresses. */
  readonly gateway: Hex;
  readonly token: Hex;
  readonly feeSettlement: Hex;
  /** Gateways of all other chains, 32 bytes. */
  readonly peers: ReadonlyMap<Eid, Hex>;
  /** By destination, wei (protocol §10). */
  readonly feeTables: ReadonlyMap<Eid, FeeTable>;
  /** By source. */
  readonly inboundLimits: ReadonlyMap<Eid, BucketLimits>;
  readonly signerSet: SignerSet;
  /** Home: the most that may be outstanding towards a spoke through sends from home. */
  readonly destinationCapWei: bigint;
  /** Spokes: supply above which nothing is credited at once. */
  readonly supplyCapWei: bigint;
}

/** Most compose gas that can be bought towards an EVM chain (protocol §3). */
export const MAX_COMPOSE_GAS = 5_000_000;
/** Longest message between EVM chains, bytes (protocol §4). */
export const MAX_MESSAGE_BYTES = 10_000;

/** True on the chain that locks and releases. */
export function isHome(config: GatewayConfig): boolean {
  return config.localEid === config.homeEid;
}
