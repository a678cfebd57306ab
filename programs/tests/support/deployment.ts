/** The deployment that the tests make: chains, gateways, tariff, limits. */
import { type Hex, keccak256 } from '@cxt-bridge/adapters/protocol';

export const HOME_EID = 40_161;
export const BSC_EID = 40_102;
export const ARBITRUM_EID = 40_231;
export const SOLANA_EID = 40_168;
/** Where the chain's clock starts. */
export const START_TIME = 1_800_000_000n;
/** Units in one CXT. */
export const CXT = 10n ** 9n;
export const WEI_PER_UNIT = 10n ** 9n;

/** Gateways on the other chains. */
export const PEERS: ReadonlyMap<number, Hex> = new Map(
  [HOME_EID, BSC_EID, ARBITRUM_EID].map((eid) => [
    eid,
    `0x${'00'.repeat(12)}${keccak256(Uint8Array.of(eid >> 8, eid & 255)).slice(26)}` as Hex,
  ]),
);

/** Tariff of every lane in wei, in the order of the protocol. */
export const FEES_WEI = [
  10n ** 17n,
  10n ** 12n,
  10n ** 11n,
  3n * 10n ** 17n,
  5n * 10n ** 16n,
  1n,
  1n,
  1n,
] as const;

/** Limits of every lane. */
export interface Limits {
  readonly capacityUnits: bigint;
  readonly refillUnitsPerSecond: bigint;
  readonly thresholdUnits: bigint;
  readonly delaySeconds: number;
  readonly supplyCapUnits: bigint;
}

export const WIDE_LIMITS: Limits = {
  capacityUnits: 1_000_000n * CXT,
  refillUnitsPerSecond: 1_000n * CXT,
  thresholdUnits: 500_000n * CXT,
  delaySeconds: 3_600,
  supplyCapUnits: 100_000_000n * CXT,
};
