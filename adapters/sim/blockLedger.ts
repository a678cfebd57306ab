/**
 * Blocks on top of a journaled state: append, and unwind to any kept block with the state restored exactly. Heights may be
 * skipped: then there is no block at them, and parents link over them.
 *
 * Refuses to unwind past the kept history.
 */
import type { Hex } from '../core/index.ts';
import { ZERO_BYTES32 } from '../protocol/index.ts';
import { type ExecutionFrame, type ExecutionResult, executeCall } from './executeTransaction.ts';
import { type GatewayConfig, isHome } from './gatewayConfig.ts';
import { GatewayState, GENESIS_SUPPLY_WEI } from './gatewayState.ts';
import { calldataBytes } from './calldataBytes.ts';
import { effectivePrice } from './gasPrice.ts';
import type { SignatureCheck } from './signatureCheck.ts';
import { blockHash, type IncludedTransaction, readFigures, type SimBlock } from './simBlock.ts';
import { type KnownTransaction, type SimCall, SYSTEM_ACCOUNT } from './simTransaction.ts';

/** What an account holds before the first block. */
export interface GenesisAccount {
  readonly account: string;
  readonly nativeWei: bigint;
  /** Home only: taken from the whole supply. */
  readonly tokenWei: bigint;
}

/** What one chain starts from. */
export interface Genesis {
  readonly config: GatewayConfig;
  readonly networkId: string;
  readonly timestamp: bigint;
  readonly baseFeePerGas: bigint;
  readonly accounts: readonly GenesisAccount[];
  /** Owners that have a token account from the start; Solana-like chains only. */
  readonly tokenAccounts: readonly string[];
  /** Holds what no account was given. */
  readonly pool: string;
  readonly checkSignatures: SignatureCheck;
}

/** Head of a block that is being filled. */
export interface BlockDraft {
  readonly height: bigint;
  readonly number: bigint;
  readonly parentHash: Hex;
  readonly timestamp: bigint;
  readonly baseFeePerGas: bigint;
  readonly salt: number;
  readonly transactions: IncludedTransaction[];
  gasUsed: bigint;
}

const SYSTEM_GAS = 10n ** 12n;

/** The chain as a row of blocks. */
export class BlockLedger {
  readonly genesis: Genesis;
  readonly state = new GatewayState();
  /** By height; `null` where a height was skipped. */
  readonly #blocks: (SimBlock | null)[] = [];
  readonly #byHash = new Map<string, SimBlock>();

  constructor(genesis: Genesis) {
    this.genesis = genesis;
    this.#allot();
    this.seal({
      height: 0n,
      number: 0n,
      parentHash: ZERO_BYTES32,
      timestamp: genesis.timestamp,
      baseFeePerGas: genesis.baseFeePerGas,
      salt: 0,
      transactions: [],
      gasUsed: 0n,
    });
  }

  get head(): SimBlock {
    return this.#blocks[this.#blocks.length - 1] as SimBlock;
  }

  /** `null` where there is no such block (yet). */
  blockAt(height: bigint): SimBlock | null {
    if (height < 0n) return null;
    return this.#blocks[Number(height)] ?? null;
  }

  /** The newest block at or below a height; the head above it. Throws `RangeError` below genesis. */
  blockAtOrBefore(height: bigint): SimBlock {
    const { head } = this;
    if (height >= head.ref.height) return head;
    for (let at = height; at >= 0n; at--) {
      const block = this.blockAt(at);
      if (block !== null) return block;
    }
    throw new RangeError(`no block at or below ${height}`);
  }

  /** The block of this hash on the chain as it is now. */
  blockByHash(hash: string): SimBlock | null {
    return this.#byHash.get(hash) ?? null;
  }

  /** Starts the next block; heights between the head and `height` stay without one. */
  draft(fields: { timestamp: bigint; baseFeePerGas: bigint; salt: number; height?: bigint }): BlockDraft {
    const { ref, number } = this.head;
    const { height = ref.height + 1n } = fields;
    return {
      ...fields,
      height,
      number: number + 1n,
      parentHash: ref.hash,
      transactions: [],
      gasUsed: 0n,
    };
  }

  /** Runs a transaction in the draft, charges its gas and uses its nonce. */
  execute(draft: BlockDraft, tx: KnownTransaction): IncludedTransaction {
    const isSystem = tx.from === SYSTEM_ACCOUNT;
    const result = executeCall(this.#frame(draft, tx.from), {
      call: tx.call,
      gasLimit: isSystem ? SYSTEM_GAS : tx.gasLimit,
      calldataBytes: isSystem ? 0 : calldataBytes(tx.call),
    });
    const gasPriceWei = isSystem ? 0n : effectivePrice(tx, draft.baseFeePerGas);
    if (!isSystem) this.#charge({ tx, feeWei: result.gasUsed * gasPriceWei });
    const { success, reason, gasUsed, events, flows } = result;
    const index = draft.transactions.length;
    const included = { tx, index, success, reason, gasUsed, gasPriceWei, events, flows };
    draft.transactions.push(included);
    if (!isSystem) draft.gasUsed += gasUsed;
    return included;
  }

  /** Runs a call on top of the head and undoes it. */
  dryRun(at: { from: string; call: SimCall; timestamp: bigint; gasLimit: bigint }): ExecutionResult {
    const draft = this.draft({ timestamp: at.timestamp, baseFeePerGas: 0n, salt: 0 });
    const before = this.state.journal.mark();
    const { call, gasLimit } = at;
    const result = executeCall(this.#frame(draft, at.from), {
      call,
      gasLimit,
      calldataBytes: calldataBytes(call),
    });
    this.state.journal.rollback(before);
    return result;
  }

  /** Closes the draft and makes it the head. */
  seal(draft: BlockDraft): SimBlock {
    const { config } = this.genesis;
    const { height, number, parentHash, timestamp, baseFeePerGas, salt, transactions, gasUsed } = draft;
    const mark = this.state.journal.mark();
    const isUnchanged = height > 0n && mark === this.head.mark;
    const figures = isUnchanged ? this.head.figures : readFigures({ config, state: this.state });
    const fields = { parentHash, height, timestamp, salt, baseFeePerGas, transactions, figures };
    const hash = blockHash({ ...fields, eid: config.localEid });
    const block: SimBlock = {
      ref: { height, hash, parentHash, timestamp },
      number,
      baseFeePerGas,
      gasUsed,
      salt,
      transactions,
      figures,
      mark,
    };
    while (this.#blocks.length < Number(height)) this.#blocks.push(null);
    this.#blocks.push(block);
    this.#byHash.set(hash, block);
    return block;
  }

  /** Removes all blocks above `height` and returns them, oldest first; the state is what it was after that block. */
  unwind(height: bigint): SimBlock[] {
    const base = this.blockAt(height);
    if (base === null) throw new RangeError(`no block at height ${height}`);
    this.state.journal.rollback(base.mark);
    const gone = this.#blocks.splice(Number(height) + 1).filter((block) => block !== null);
    for (const { ref } of gone) this.#byHash.delete(ref.hash);
    return gone;
  }

  /** Gives up the way back to blocks below `height`. */
  forgetBelow(height: bigint): void {
    this.state.journal.forget(this.blockAtOrBefore(height).mark);
  }

  #frame(draft: BlockDraft, sender: string): ExecutionFrame {
    const { config, checkSignatures } = this.genesis;
    return { config, state: this.state, checkSignatures, now: draft.timestamp, height: draft.height, sender };
  }

  #charge(at: { tx: KnownTransaction; feeWei: bigint }): void {
    const { nativeWei, accountNonces } = this.state;
    const { from, nonce } = at.tx;
    nativeWei.set(from, (nativeWei.get(from) ?? 0n) - at.feeWei);
    if (this.genesis.config.vm === 'evm') accountNonces.set(from, nonce + 1n);
  }

  #allot(): void {
    const { accounts, tokenAccounts, pool, config } = this.genesis;
    for (const owner of tokenAccounts) this.state.tokenAccounts.set(owner, true);
    const { tokenWei, nativeWei } = this.state;
    let leftWei = isHome(config) ? GENESIS_SUPPLY_WEI : 0n;
    for (const entry of accounts) {
      nativeWei.set(entry.account, entry.nativeWei);
      if (entry.tokenWei === 0n) continue;
      leftWei -= entry.tokenWei;
      if (leftWei < 0n) throw new RangeError('genesis gives away more than the supply of this chain');
      tokenWei.set(entry.account, entry.tokenWei);
    }
    if (!isHome(config)) return;
    tokenWei.set(pool, leftWei);
    this.state.addFigure('totalSupplyWei', GENESIS_SUPPLY_WEI);
  }
}
