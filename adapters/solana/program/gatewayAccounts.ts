/**
 * Accounts of the gateway, decoded by the program's IDL (solana design §1).
 *
 * Refuses data of another account type.
 */
import { BorshAccountsCoder } from '@coral-xyz/anchor';
import { Buffer } from 'buffer';
import type { Hex } from '../../protocol/index.ts';
import { GATEWAY_IDL } from './gatewayIdl.ts';
import { plainValue } from './plainValue.ts';

export interface ConfigAccount {
  readonly bridgeId: Hex;
  readonly localEid: number;
  readonly homeEid: number;
  readonly mint: string;
  readonly feeVault: string;
  readonly laneCount: number;
  readonly lanesOpen: number;
  readonly minimumThreshold: number;
  readonly currentEpoch: bigint;
  readonly supplyCapUnits: bigint;
  /** Unix seconds. */
  readonly pausedUntil: bigint;
  readonly recoverySetHash: Hex;
  readonly minimumSweepUnits: bigint;
}

export interface SignerSetAccount {
  readonly threshold: number;
  readonly epoch: bigint;
  readonly setHash: Hex;
  readonly members: readonly Hex[];
}

export interface LaneAccount {
  readonly peer: Hex;
  readonly laneHash: Hex;
  /** 16 bytes little-endian each. */
  readonly feesWei: readonly Hex[];
  readonly outboundNonce: bigint;
  readonly inboundPausedUntil: bigint;
  readonly capacityMilli: bigint;
  readonly thresholdMilli: bigint;
  readonly refillMicro: bigint;
  readonly delaySeconds: bigint;
  readonly debtMilli: bigint;
  readonly debtUpdatedAt: bigint;
  readonly eid: number;
  readonly vm: number;
}

export interface NoncePageAccount {
  /** 128 words of 64 bits. */
  readonly bitmap: readonly bigint[];
}

export interface AttestedRootAccount {
  readonly root: Hex;
  readonly epoch: bigint;
  readonly count: number;
  /** Unix seconds. */
  readonly notAfter: bigint;
  /** Who paid the rent. */
  readonly payer: string;
}

export interface QueuedAccount {
  readonly leaf: Hex;
  readonly payer: string;
}

export interface CreditAccount {
  readonly srcEid: number;
  readonly amountUnits: bigint;
  readonly recipient: string;
  readonly hasCall: boolean;
  readonly payer: string;
}

export interface ComposeAccount {
  readonly leaf: Hex;
  readonly payer: string;
}

export interface GatewayAccounts {
  readonly Config: ConfigAccount;
  readonly SignerSet: SignerSetAccount;
  readonly Lane: LaneAccount;
  readonly NoncePage: NoncePageAccount;
  readonly AttestedRoot: AttestedRootAccount;
  readonly Queued: QueuedAccount;
  readonly Credit: CreditAccount;
  readonly Compose: ComposeAccount;
}

const coder = new BorshAccountsCoder(GATEWAY_IDL);

/** Decodes account data. @throws Error when it is not of that type */
export function decodeGatewayAccount<Name extends keyof GatewayAccounts>(
  name: Name,
  data: Uint8Array,
): GatewayAccounts[Name] {
  return plainValue(coder.decode(name, Buffer.from(data))) as GatewayAccounts[Name];
}

/** Narrows `getProgramAccounts` to accounts of that type. */
export function accountKindFilter(name: keyof GatewayAccounts): {
  memcmp: { offset: number; bytes: string };
} {
  return { memcmp: coder.memcmp(name) as { offset: number; bytes: string } };
}
