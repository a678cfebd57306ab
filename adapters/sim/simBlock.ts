/** Blocks of a simulated chain: the hash covers parent, transactions, results and the state figures that anybody reads. */
import type { BlockRef, BridgeEvent, Hex, OutboundLaneState, SupplyState, TokenFlow } from '../core/index.ts';
import type { Wei } from '../protocol/index.ts';
import { keccakText } from '../protocol/index.ts';
import { type GatewayConfig, isHome } from './gatewayConfig.ts';
import type { GatewayState } from './gatewayState.ts';
import type { KnownTransaction } from './simTransaction.ts';
import type { JournalMark } from './stateJournal.ts';

/** A transaction in its block, with its receipt. */
export interface IncludedTransaction {
  readonly tx: KnownTransaction;
  readonly index: number;
  readonly success: boolean;
  /** Name of the contract's error; empty on success. */
  readonly reason: string;
  readonly gasUsed: bigint;
  readonly gasPriceWei: bigint;
  readonly events: readonly BridgeEvent[];
  readonly flows: readonly TokenFlow[];
}

/** What `eth_getProof` would show at a block. */
export interface StateFigures {
  readonly lanes: readonly OutboundLaneState[];
  readonly supply: SupplyState;
}

export interface SimBlock {
  readonly ref: BlockRef;
  /** How many blocks there are below it; where no height is skipped, its height. */
  readonly number: bigint;
  readonly baseFeePerGas: bigint;
  readonly gasUsed: bigint;
  /** Tells blocks apart that would otherwise be the same after a reorg. */
  readonly salt: number;
  readonly transactions: readonly IncludedTransaction[];
  readonly figures: StateFigures;
  /** The state right after this block. */
  readonly mark: JournalMark;
}

/** The figures as they stand now. */
export function readFigures(at: { config: GatewayConfig; state: GatewayState }): StateFigures {
  const { config, state } = at;
  const lanes = [...config.peers.keys()].map((dstEid) => {
    const { nonce, laneHash } = state.outboundLane(dstEid);
    return { dstEid, nonce, laneHash };
  });
  const atHome = isHome(config);
  const outstandingWei = new Map(
    atHome ? [...config.peers.keys()].map((eid) => [eid, (state.outstandingWei.get(eid) ?? 0n) as Wei]) : [],
  );
  const supply: SupplyState = {
    totalSupplyWei: state.figure('totalSupplyWei') as Wei,
    vaultWei: (atHome ? (state.tokenWei.get(config.gateway) ?? 0n) : 0n) as Wei,
    lockedWei: (atHome ? state.lockedWei() : 0n) as Wei,
    outstandingWei,
  };
  return { lanes, supply };
}

/** Hash of a block. */
export function blockHash(block: {
  eid: number;
  parentHash: Hex;
  height: bigint;
  timestamp: bigint;
  salt: number;
  baseFeePerGas: bigint;
  transactions: readonly IncludedTransaction[];
  figures: StateFigures;
}): Hex {
  const { lanes, supply } = block.figures;
  const text = [
    `${block.eid}|${block.parentHash}|${block.height}|${block.timestamp}|${block.salt}|${block.baseFeePerGas}`,
    ...block.transactions.map((entry) => `${entry.tx.hash},${entry.success},${entry.gasUsed}`),
    ...lanes.map((lane) => `${lane.dstEid},${lane.nonce},${lane.laneHash}`),
    `${supply.totalSupplyWei},${supply.vaultWei},${supply.lockedWei}`,
    ...[...supply.outstandingWei].map(([eid, amountWei]) => `${eid},${amountWei}`),
  ];
  return keccakText(text.join('|'));
}
