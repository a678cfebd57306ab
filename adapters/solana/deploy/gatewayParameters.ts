/** What a deployment on Solana is initialised with. Amounts in wei as in the network files; Solana refuses what its units do not divide. */
import type { Eid, FeeTable, Hex, Vm } from '../../protocol/index.ts';

export interface LaneParameters {
  readonly eid: Eid;
  readonly vm: Vm;
  /** Gateway on the other chain, 32 bytes. */
  readonly gateway: Hex;
  readonly fees: FeeTable;
  readonly capacityWei: bigint;
  readonly refillWeiPerSecond: bigint;
  readonly thresholdWei: bigint;
  readonly delaySeconds: number;
}

export interface GatewayParameters {
  readonly bridgeId: Hex;
  readonly localEid: Eid;
  readonly homeEid: Eid;
  readonly supplyCapWei: bigint;
  readonly epoch: bigint;
  readonly threshold: number;
  readonly minimumThreshold: number;
  /** Lower case, strictly ascending. */
  readonly members: readonly Hex[];
  /** Zero = none. */
  readonly recoverySetHash: Hex;
  /** Seconds. */
  readonly waits: {
    readonly rotation: number;
    readonly loosening: number;
    readonly unpause: number;
    readonly held: number;
    readonly recovery: number;
    readonly maxPause: number;
    readonly maxGrace: number;
    readonly sweep: number;
  };
  readonly feeShares: { readonly burnBps: number; readonly poolBps: number };
  readonly minimumSweepWei: bigint;
  readonly lanes: readonly LaneParameters[];
}
