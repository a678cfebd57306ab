/** Everything the engine needs from outside. The same engine runs in production and in the seeded simulator; only these differ. */
import type { Clock, EconomyState, ExpiringTxSigner, Randomness, TxSigner } from '@cxt-bridge/adapters/core';
import type { Eid, Recover } from '@cxt-bridge/adapters/protocol';
import type { ChainView } from '../chainio/providerQuorum.ts';
import type { PeerTransport } from '../peers/transport.ts';
import type { AttesterSigner, SignJournal } from '../signer/index.ts';
import type { Store } from '../store/store.ts';

/** Structured log: constant message, data in fields. pino's shape. */
export interface Log {
  debug(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

/** Heartbeats of the loops, for `/livez`. */
export interface Heartbeats {
  beat(loop: string): void;
  /** Loops whose last beat is too old. */
  stale(): string[];
}

/** What the engine counts; the registry behind it gives the names (relayer design §7). */
export interface EngineMetrics {
  /** Seconds a message took from being final at its source to this stage. */
  stage(parameters: { stage: 'signed' | 'submitted' | 'executed'; chain: string; seconds: number }): void;
  signature(parameters: { signer: string; result: 'signed' | 'refused' | 'unreachable' | 'wrong' }): void;
  /** A message came into a status here. */
  message(parameters: { from: string; to: string; status: string }): void;
  /** A bundle was signed: its items, and how many signers answered beyond the threshold. */
  bundle(parameters: { chain: string; items: number; margin: number }): void;
  transaction(parameters: {
    chain: string;
    result: 'sent' | 'included' | 'reverted' | 'lost';
    gasUsed: bigint;
  }): void;
  error(code: string): void;
  /** Everything that is a level, every few seconds. */
  levels(levels: EngineLevels): void;
}

export interface EngineLevels {
  readonly chains: readonly {
    readonly chain: string;
    readonly latest: bigint;
    readonly finalized: bigint;
    readonly observed: bigint;
    readonly openTransactions: number;
    /** Lamports of our account; null where accounts cost no deposit. */
    readonly rent: { readonly paid: bigint; readonly recovered: bigint } | null;
    /** Age of the last booked final block. */
    readonly finalAgeSeconds: number;
    /** Nothing of this chain is signed now. */
    readonly paused: boolean;
    /** Nonce the next transaction of our account gets. */
    readonly nextAccountNonce: bigint;
    /** Open messages that the chain says are executed and we do not know as such, at the last sweep. */
    readonly sweepDiff: number;
    readonly providers: readonly {
      readonly label: string;
      readonly latest: bigint;
      readonly finalized: bigint;
      readonly healthy: boolean;
    }[];
  }[];
  readonly lanes: readonly {
    readonly from: string;
    readonly to: string;
    readonly observed: bigint;
    readonly executed: bigint;
    readonly oldestSeconds: number;
  }[];
  readonly supply: readonly {
    readonly chain: string;
    readonly supplyWei: bigint;
    readonly lockedWei: bigint;
    readonly pendingInWei: bigint;
    readonly burnedWei: bigint;
  }[];
  readonly supplyDeltaWei: bigint;
  /** Null on networks without a compute economy. */
  readonly economy: EconomyState | null;
  readonly openMessages: number;
  readonly halted: boolean;
}

export interface ChainPort {
  readonly key: string;
  readonly eid: Eid;
  readonly view: ChainView;
  /** Ordered by account nonces (EVM), or expiring (Solana). */
  readonly signer: TxSigner | ExpiringTxSigner;
  /** Items and gas of one bundle on this chain, where it allows less than the settings. */
  readonly bundle?: { readonly maxItems: number };
  /** A call is a transaction of its own there (Solana: a failed call cannot be caught): the relayers make it once, then anyone. */
  readonly composesSeparately?: boolean;
  /** First block that can contain bridge events. */
  readonly startHeight: bigint;
  /** Native wei per gas this operator pays at most. */
  readonly maxFeePerGas: bigint;
  readonly pollMs: number;
  /** `latest − finalized` above this for `maxLagMs` pauses the chain; null = no such rule. */
  readonly maxLagBlocks: bigint | null;
  readonly maxLagMs: number;
}

export interface EnginePorts {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly store: Store;
  readonly journal: SignJournal;
  readonly attester: AttesterSigner;
  readonly peers: PeerTransport;
  readonly chains: readonly ChainPort[];
  readonly log: Log;
  readonly metrics: EngineMetrics;
  readonly liveness: Heartbeats;
  /** Public key recovery: native and cached in production. */
  readonly recover: Recover;
}

export interface EngineSettings {
  readonly bridgeId: `0x${string}`;
  readonly homeEid: Eid;
  readonly operator: string;
  /** Deployment name, shown to people. */
  readonly network: string;
  /** Milliseconds after the first item at which a bundle closes. */
  readonly batchWindowMs: number;
  readonly maxItems: number;
  /** Gas budget of one bundle, composes included. */
  readonly maxBundleGas: bigint;
  /** Δ of the proposer's rank. */
  readonly rankDelayMs: number;
  /** Seconds of source time per proposer slot. */
  readonly slotSeconds: bigint;
  /** Lifetime of an attestation, seconds, at most 24 h. */
  readonly attestationSeconds: bigint;
  /** A credit without its send becomes a breach this long after it was seen. */
  readonly unmatchedGraceMs: number;
  /** Blocks per observed page. */
  readonly pageBlocks: bigint;
  readonly peerTimeoutMs: number;
  readonly replaceAfterBlocks: bigint;
}
