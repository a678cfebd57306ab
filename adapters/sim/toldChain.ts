/**
 * The chain as one endpoint tells it: how far it has got, which blocks it shows, and in which way it lies.
 *
 * Guarantee: without a lie, blocks and figures are those of the chain, up to the height this endpoint has reached; that height
 * never goes back unless the chain does.
 */
import {
  type BlockRef,
  ChainError,
  type ChainErrorCode,
  type ObservedTransaction,
  type SupplyState,
} from '../core/index.ts';
import { ForgedChain } from './forgedChain.ts';
import type { Lie, ProviderFaults } from './providerFaults.ts';
import type { SimBlock, StateFigures } from './simBlock.ts';
import type { SimChain } from './simChain.ts';

/** What a `SimProvider` shows of its chain. */
export class ToldChain {
  readonly #chain: SimChain;
  readonly #label: string;
  readonly #faults: () => ProviderFaults;
  #forged: { lie: Lie; chain: ForgedChain } | null = null;
  #seenHeight = 0n;

  constructor(options: { chain: SimChain; label: string; faults: () => ProviderFaults }) {
    this.#chain = options.chain;
    this.#label = options.label;
    this.#faults = options.faults;
  }

  /** The newest height this node has come to. */
  latestHeight(): bigint {
    const head = this.#chain.head.ref.height;
    const lagging = head - BigInt(this.#faults().lagBlocks);
    const reached = lagging > this.#seenHeight ? lagging : this.#seenHeight;
    this.#seenHeight = reached > head ? head : reached;
    return this.#seenHeight;
  }

  /** The newest height this node calls final. */
  finalizedHeight(): bigint {
    const { finalizedHeight, options, head } = this.#chain;
    const latest = this.latestHeight();
    const own = latest - BigInt(options.finalityDepth);
    const isLagging = latest < head.ref.height;
    const seen = isLagging && own < finalizedHeight ? own : finalizedHeight;
    const told = seen - BigInt(this.#faults().finalizedBackBlocks);
    return this.#chain.ledger.blockAtOrBefore(told < 0n ? 0n : told).ref.height;
  }

  /** The true block at the head of this node: where it looks for what nobody lies about. */
  latestBlock(): SimBlock {
    return this.#chain.ledger.blockAtOrBefore(this.latestHeight());
  }

  /** The block as it is told; `null` where this node has none. */
  blockAt(height: bigint): SimBlock | null {
    if (height < 0n || height > this.latestHeight()) return null;
    return this.#lyingBlock(height, 'quorum') ?? this.#chain.blockAt(height);
  }

  /** The newest told block at or below a height; `null` where this node has not come that far. */
  blockAtOrBefore(height: bigint): SimBlock | null {
    if (height < 0n || height > this.latestHeight()) return null;
    return this.blockAt(this.#chain.ledger.blockAtOrBefore(height).ref.height);
  }

  /** Throws with `code` unless `ref` is a block of the chain as it is told. */
  demand(ref: BlockRef, code: ChainErrorCode): SimBlock {
    const block = this.blockAt(ref.height);
    if (block?.ref.hash !== ref.hash) throw this.error(code, `does not know block ${ref.height} ${ref.hash}`);
    return block;
  }

  /** Figures at a block, by proof: an `adapter` lie is caught here. */
  figuresAt(ref: BlockRef): StateFigures {
    const { figures } = this.demand(ref, 'CXT_CHAIN_STATE_UNAVAILABLE');
    const forged = this.#lyingBlock(ref.height, 'adapter')?.figures;
    if (forged !== undefined && !isSame(forged, figures)) {
      throw this.error(
        'CXT_CHAIN_PROOF_FORGED',
        `state proof at block ${ref.height} does not match its state root`,
      );
    }
    const told = this.#faults().lie?.kind === 'forgedSupply' ? this.#lyingBlock(ref.height, 'relayer') : null;
    return { lanes: figures.lanes, supply: told?.figures.supply ?? figures.supply };
  }

  /** What happened in a block (nothing at a skipped height), by receipts: an `adapter` lie is caught here. */
  observedAt(height: bigint): ObservedTransaction[] {
    const block = this.blockAt(height);
    if (block === null) return [];
    const { ref, transactions } = block;
    const liar = this.#liar();
    if (liar?.lie.caughtBy === 'adapter' && liar.chain.isTampered(height)) {
      throw this.error(
        'CXT_CHAIN_RECEIPTS_FORGED',
        `receipts of block ${height} do not match its receiptsRoot`,
      );
    }
    return (this.#lyingBlock(height, 'relayer')?.transactions ?? transactions)
      .filter(({ events, flows }) => events.length > 0 || flows.length > 0)
      .map(({ tx, index, gasUsed, events, flows }) => ({
        height,
        blockHash: ref.hash,
        timestamp: ref.timestamp,
        txHash: tx.hash,
        index,
        gasUsed,
        events,
        flows,
      }));
  }

  /** An error of this endpoint. */
  error(code: ChainErrorCode, message: string): ChainError {
    return new ChainError(code, `${this.#label}: ${message}`, { provider: this.#label });
  }

  /** The liar's block, if this endpoint lies in that way about that height. */
  #lyingBlock(height: bigint, caughtBy: Lie['caughtBy']): SimBlock | null {
    const liar = this.#liar();
    if (liar === null || liar.lie.caughtBy !== caughtBy || height < liar.lie.fromHeight) return null;
    return liar.chain.blockAt(height);
  }

  #liar(): { lie: Lie; chain: ForgedChain } | null {
    const { lie } = this.#faults();
    if (lie === null) return null;
    if (this.#forged?.lie !== lie)
      this.#forged = { lie, chain: new ForgedChain({ chain: this.#chain, lie }) };
    return this.#forged;
  }
}

function isSame(left: StateFigures, right: StateFigures): boolean {
  const sameLanes = left.lanes.every((lane, index) => lane.laneHash === right.lanes[index]?.laneHash);
  return sameLanes && isSameSupply(left.supply, right.supply);
}

function isSameSupply(left: SupplyState, right: SupplyState): boolean {
  if (left.totalSupplyWei !== right.totalSupplyWei || left.vaultWei !== right.vaultWei) return false;
  if (left.lockedWei !== right.lockedWei) return false;
  return [...left.outstandingWei].every(([eid, amountWei]) => right.outstandingWei.get(eid) === amountWei);
}
