/** Constructor values of one simulated deployment: what the contracts would be built with (protocol §2, §6–§10). */
import type { Hex } from '../core/index.ts';
import {
  type Eid,
  type FeeTable,
  MAX_MESSAGE_BYTES_EVM,
  MAX_MESSAGE_BYTES_SVM,
  type SignerSet,
  type Vm,
  type VmOf,
} from '../protocol/index.ts';
import type { BucketLimits } from './tokenBucket.ts';

/** Everything immutable about one chain of the deployment. */
export interface GatewayConfig {
  readonly localEid: Eid;
  readonly homeEid: Eid;
  readonly bridgeId: Hex;
  /** `svm`: token accounts must exist, calls are made separately, roots can be stored (solana design §1). */
  readonly vm: Vm;
  readonly vmOf: VmOf;
  /** Accounts as hex: 20 bytes on an EVM chain, 32 on the Solana-like one. */
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

/** Most gas (EVM) or compute units (Solana) that a call can buy towards a chain (protocol §3). */
export const MAX_COMPOSE_GAS: Readonly<Record<Vm, number>> = { evm: 5_000_000, svm: 900_000 };
/** Longest message to a chain, bytes (protocol §4). */
export const MAX_MESSAGE_BYTES: Readonly<Record<Vm, number>> = {
  evm: MAX_MESSAGE_BYTES_EVM,
  svm: MAX_MESSAGE_BYTES_SVM,
};

/** True on the chain that locks and releases. */
export function isHome(config: GatewayConfig): boolean {
  return config.localEid === config.homeEid;
}

/** An account of either VM as it stands on the wire. */
export function accountToBytes32(account: string): Hex {
  return `0x${account.slice(2).padStart(64, '0')}`;
}
