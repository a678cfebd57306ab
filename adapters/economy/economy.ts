/**
 * The state of the whole economy. A value is never changed in place by who holds it: {@link fork} copies the maps, whose entries are
 * replaced and not written to, and an operation works on the copy.
 */
import type { CourtState } from './court/courtState.ts';
import type { MarketState } from './market/marketState.ts';
import {
  type Account,
  type CourtParams,
  type EmissionParams,
  type MarketParams,
  type StakeParams,
  SUPPLY_WEI,
} from './parameters.ts';
import type { PoolState } from './pool/poolState.ts';
import type { RegistryState } from './stake/registryState.ts';
import type { WorkState } from './work/workState.ts';

/** Where the contracts are: they hold balances and call each other. */
export interface Wiring {
  readonly pool: Account;
  readonly baseWork: Account;
  readonly stakeRegistry: Account;
  readonly workCourt: Account;
  readonly jobMarket: Account;
  /** `HomeComputePort`. */
  readonly port: Account;
  /** The bridge's gateway: its balance is the vault. */
  readonly vault: Account;
}

export interface EconomyParams {
  readonly wiring: Wiring;
  readonly emission: EmissionParams;
  readonly stake: StakeParams;
  readonly court: CourtParams;
  readonly market: MarketParams;
  readonly randomness: { readonly delayBlocks: bigint; readonly windowBlocks: bigint };
  readonly bridgeId: `0x${string}`;
  readonly homeEid: bigint;
  /** When the pool was constructed, unix seconds. */
  readonly startsAt: bigint;
}

export interface Economy {
  readonly params: EconomyParams;
  /** Timestamp and number of the block that operations are in. */
  now: bigint;
  block: bigint;
  /** Token balances in wei, of people and of contracts; none is zero. */
  readonly balances: Map<Account, bigint>;
  burnedWei: bigint;
  readonly pool: PoolState;
  readonly registry: RegistryState;
  readonly work: WorkState;
  readonly court: CourtState;
  readonly market: MarketState;
  readonly bridge: BridgeState;
}

/** What the vault stands for (protocol §8), in wei. */
export interface BridgeState {
  lockedWei: bigint;
  /** By spoke EID. */
  readonly supplyWei: Map<number, bigint>;
  readonly burnedExternallyWei: Map<number, bigint>;
  /** Sent and not yet credited, job value included. */
  pendingWei: bigint;
}

/** The economy at the moment of its deployment: all tokens in the pool. */
export function newEconomy(params: EconomyParams): Economy {
  return {
    params,
    now: params.startsAt,
    block: 0n,
    balances: new Map([[params.wiring.pool, SUPPLY_WEI]]),
    burnedWei: 0n,
    pool: {
      remainingWei: SUPPLY_WEI,
      claimableWei: 0n,
      nextEpoch: 0n,
      target: params.emission.initialTarget,
      carriedPrice: 0n,
      epochs: new Map(),
      nodes: new Map(),
    },
    registry: { nodes: new Map(), validators: [], stakeWei: 0n, bondedWei: 0n, unbondingWei: 0n },
    work: { seeds: new Map(), commitments: new Map() },
    court: {
      snapshots: new Map(),
      latest: null,
      verdicts: new Map(),
      lapsed: new Map(),
      settledSeats: new Set(),
      usedEvidence: new Set(),
      late: new Map(),
    },
    market: {
      jobs: new Map(),
      credits: new Map(),
      poolShareWei: 0n,
      seatPayWei: 0n,
      escrowWei: 0n,
      nonce: 0n,
    },
    bridge: { lockedWei: 0n, supplyWei: new Map(), burnedExternallyWei: new Map(), pendingWei: 0n },
  };
}

/** A copy that can be worked on without touching `economy`. */
export function fork(economy: Economy): Economy {
  const { pool, registry, work, court, market, bridge } = economy;
  return {
    ...economy,
    balances: new Map(economy.balances),
    pool: { ...pool, epochs: new Map(pool.epochs), nodes: new Map(pool.nodes) },
    registry: { ...registry, nodes: new Map(registry.nodes), validators: [...registry.validators] },
    work: { seeds: new Map(work.seeds), commitments: new Map(work.commitments) },
    court: {
      ...court,
      snapshots: new Map(court.snapshots),
      verdicts: new Map(court.verdicts),
      lapsed: new Map(court.lapsed),
      settledSeats: new Set(court.settledSeats),
      usedEvidence: new Set(court.usedEvidence),
      late: new Map(court.late),
    },
    market: { ...market, jobs: new Map(market.jobs), credits: new Map(market.credits) },
    bridge: {
      ...bridge,
      supplyWei: new Map(bridge.supplyWei),
      burnedExternallyWei: new Map(bridge.burnedExternallyWei),
    },
  };
}
