import type { LogLevel } from '../observability/logger.ts';
import type { Network, NetworkChain } from './networkSchema.ts';
import type { Secret } from './secret.ts';

/** One RPC endpoint: its host may be shown, its URL may not. */
export interface RpcEndpoint {
  /** Host name (on devnets with its port): the provider's label in logs and metrics. */
  readonly host: string;
  readonly url: Secret;
}

/** A key as the file gives it, paths made absolute. */
export type KeyReference =
  | { readonly kind: 'keystore'; readonly path: string; readonly password: Secret }
  | { readonly kind: 'privateKey'; readonly privateKey: Secret };

export interface ChainConfig {
  readonly key: string;
  readonly network: NetworkChain;
  readonly rpc: readonly RpcEndpoint[];
  /** Providers that must agree. */
  readonly quorum: number;
  /** EVM. */
  readonly maxFeePerGasWei: bigint;
  /** Solana: per compute unit. */
  readonly maxPriorityFeeMicroLamports: bigint;
  readonly pollMs: number;
  readonly submitter: KeyReference;
}

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export interface PeerConfig {
  readonly name: string;
  readonly url: string;
  /** Lower case. */
  readonly attester: `0x${string}`;
}

export interface TuningConfig {
  readonly batchWindowMs: number;
  readonly maxItems: number;
  readonly maxBundleGas: bigint;
  readonly rankDelayMs: number;
  readonly slotSeconds: bigint;
  readonly attestationSeconds: bigint;
  readonly unmatchedGraceMs: number;
  readonly pageBlocks: bigint;
  readonly peerTimeoutMs: number;
  readonly replaceAfterBlocks: bigint;
}

/** A checked configuration, ready to use: defaults filled in, paths absolute, secrets wrapped. */
export interface RelayerConfig {
  /** The file it came from. */
  readonly file: string;
  readonly network: Network;
  readonly operator: string;
  readonly attester: KeyReference;
  /** Absolute. */
  readonly dataDir: string;
  /** In the order of the network file. */
  readonly chains: readonly ChainConfig[];
  readonly api: ListenAddress;
  readonly peersApi: ListenAddress;
  /** On 127.0.0.1; null = off. */
  readonly adminApi: { readonly host: '127.0.0.1'; readonly port: number; readonly token: Secret } | null;
  readonly peers: readonly PeerConfig[];
  readonly tuning: TuningConfig;
  readonly logLevel: LogLevel;
}
