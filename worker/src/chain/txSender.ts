/**
 * Gets the transactions of one key included on home.
 *
 * Order of writes: simulate → sign → journal (synced) → broadcast. On every head: included rows are kept until their block is final,
 * unknown ones are broadcast again with the same bytes, slow ones are replaced at higher fees with the same nonce.
 * SAFETY: a row is durable before its bytes reach any node, so a crash at any instruction can only broadcast the same bytes again.
 */
import { type Address, type Hex, keccak256, type LocalAccount, type TransactionReceipt } from 'viem';
import { WorkerError } from '../errors/workerError.ts';
import type { TxAttempt, TxBook, TxRow } from '../journal/txBook.ts';
import { type CallRefused, refusalOf } from './callRefused.ts';
import { openingFees, replacementFees, type TxFees } from './feeEscalator.ts';
import type { Head, HomeClient } from './homeClient.ts';
import { createMutex } from './mutex.ts';
import type { Logger } from '@cxt-bridge/relayer/logging';

export interface TxIntent {
  /** Names the work; the same id while it is under way is the same transaction. */
  readonly id: string;
  readonly to: Address;
  readonly data: Hex;
}

export interface TxOutcome {
  readonly hash: Hex;
  readonly blockNumber: bigint;
  readonly gasUsed: bigint;
}

export interface TxSenderParameters {
  readonly client: HomeClient;
  readonly chainId: number;
  readonly account: LocalAccount;
  readonly book: TxBook;
  readonly log: Logger;
  /** The most this key pays per gas. */
  readonly capWei: bigint;
  /** Blocks without inclusion before a replacement. */
  readonly replaceAfterBlocks: bigint;
  /** Latest block at construction. */
  readonly latestBlock: bigint;
}

interface Waiter {
  readonly promise: Promise<TxOutcome>;
  readonly resolve: (outcome: TxOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Anvil and geth estimate exactly; state may move before inclusion. */
const GAS_MARGIN_PERCENT = 125n;

export class TxSender {
  readonly #parameters: TxSenderParameters;
  readonly #rows: Map<number, TxRow>;
  readonly #included = new Map<number, Hex>();
  readonly #waiters = new Map<string, Waiter>();
  readonly #exclusive = createMutex();
  #latest: bigint;

  constructor(parameters: TxSenderParameters) {
    this.#parameters = parameters;
    this.#latest = parameters.latestBlock;
    this.#rows = new Map(parameters.book.all().map((row) => [row.nonce, row]));
  }

  /** Transactions that are not final yet. */
  get openRows(): number {
    return this.#rows.size;
  }

  /** True while a transaction of that id waits for its block. */
  isOpen(intentId: string): boolean {
    return [...this.#rows.values()].some(
      (row) => row.intentId === intentId && !this.#included.has(row.nonce),
    );
  }

  /**
   * Resolves when the transaction is in a block and succeeded.
   * @throws CallRefused when simulation or execution reverts; WORKER_TX_LOST; WORKER_NO_GAS_MONEY; what the transport throws
   */
  async send(intent: TxIntent): Promise<TxOutcome> {
    return this.#exclusive(async () => this.#begin(intent)).then((waiter) => waiter.promise);
  }

  /** Call when the chain has a new head. */
  async onHead(head: Head): Promise<void> {
    await this.#exclusive(async () => {
      this.#latest = head.number;
      for (const row of [...this.#rows.values()].toSorted((a, b) => a.nonce - b.nonce))
        await this.#follow(row, head);
    });
  }

  /** Rejects who waits; rows stay in the journal and go on at the next start. */
  stop(): void {
    const error = new WorkerError('WORKER_STOPPED', {
      message: 'the node is stopping',
      hint: 'what is signed goes on at the next start',
    });
    for (const waiter of this.#waiters.values()) waiter.reject(error);
    this.#waiters.clear();
  }

  async #begin(intent: TxIntent): Promise<{ promise: Promise<TxOutcome> }> {
    const known = this.#waiters.get(intent.id);
    if (known !== undefined) return { promise: known.promise };
    const waiter = this.#wait(intent.id);
    // WHY: after a restart the journal may hold this very work; its bytes are on their way.
    if (this.isOpen(intent.id)) return { promise: waiter.promise };
    try {
      const gas = await this.#simulate(intent);
      const row = await this.#sign({ intent, gas, nonce: await this.#nextNonce() });
      await this.#broadcast(row);
    } catch (error) {
      this.#settle(intent.id, (own) => own.reject(error));
    }
    return { promise: waiter.promise };
  }

  #wait(intentId: string): Waiter {
    const { promise, resolve, reject } = Promise.withResolvers<TxOutcome>();
    promise.catch(() => undefined);
    const waiter = { promise, resolve, reject };
    this.#waiters.set(intentId, waiter);
    return waiter;
  }

  #settle(intentId: string, end: (waiter: Waiter) => void): void {
    const waiter = this.#waiters.get(intentId);
    this.#waiters.delete(intentId);
    if (waiter !== undefined) end(waiter);
  }

  async #simulate(intent: TxIntent): Promise<bigint> {
    const { client, account } = this.#parameters;
    try {
      const gas = await client.estimateGas({ account: account.address, to: intent.to, data: intent.data });
      return (gas * GAS_MARGIN_PERCENT) / 100n;
    } catch (error) {
      throw refusalOf({ error, what: intent.id }) ?? error;
    }
  }

  /** After the last journaled nonce, never below what the chain has seen. */
  async #nextNonce(): Promise<number> {
    const { client, account } = this.#parameters;
    const seen = await client.getTransactionCount({ address: account.address });
    return Math.max(seen, ...[...this.#rows.keys()].map((nonce) => nonce + 1));
  }

  async #sign(parameters: { intent: TxIntent; gas: bigint; nonce: number }): Promise<TxRow> {
    const { intent, gas, nonce } = parameters;
    const fees = openingFees({ estimate: await this.#estimateFees(), capWei: this.#parameters.capWei });
    const { id, to, data } = intent;
    const bare = { nonce, intentId: id, to, data, gas: gas.toString(), attempts: [] };
    const row = { ...bare, attempts: [await this.#attempt(bare, fees)] };
    this.#keep(row);
    return row;
  }

  async #attempt(row: TxRow, fees: TxFees): Promise<TxAttempt> {
    const { account, chainId } = this.#parameters;
    const { nonce, to, data } = row;
    const raw = await account.signTransaction({
      type: 'eip1559',
      chainId,
      nonce,
      to,
      data,
      gas: BigInt(row.gas),
      ...fees,
    });
    return {
      hash: keccak256(raw),
      raw,
      maxFeePerGas: fees.maxFeePerGas.toString(),
      maxPriorityFeePerGas: fees.maxPriorityFeePerGas.toString(),
      atBlock: this.#latest.toString(),
    };
  }

  #keep(row: TxRow): void {
    this.#parameters.book.put(row);
    this.#rows.set(row.nonce, row);
  }

  async #estimateFees(): Promise<TxFees> {
    const { maxFeePerGas, maxPriorityFeePerGas } = await this.#parameters.client.estimateFeesPerGas();
    return { maxFeePerGas, maxPriorityFeePerGas };
  }

  /** A refusal is no error: the row stays and is looked at again at the next head. */
  async #broadcast(row: TxRow): Promise<void> {
    const { client, log, account } = this.#parameters;
    const last = row.attempts.at(-1) as TxAttempt;
    try {
      await client.sendRawTransaction({ serializedTransaction: last.raw });
    } catch (error) {
      const text = String((error as { details?: unknown }).details ?? (error as Error).message);
      if (/already (known|imported)/i.test(text)) return;
      if (/insufficient funds/i.test(text)) {
        log.error(
          { account: account.address, intent: row.intentId },
          'no gas money: send ETH to this account',
        );
      } else if (/underpriced/i.test(text)) await this.#replace(row);
      else
        log.warn({ intent: row.intentId, detail: text }, 'transaction refused, the same bytes go out again');
    }
  }

  async #replace(row: TxRow): Promise<void> {
    const { log, capWei, client } = this.#parameters;
    const last = row.attempts.at(-1) as TxAttempt;
    const old = {
      maxFeePerGas: BigInt(last.maxFeePerGas),
      maxPriorityFeePerGas: BigInt(last.maxPriorityFeePerGas),
    };
    const fees = replacementFees({ old, estimate: await this.#estimateFees(), capWei });
    if (fees === null) {
      log.warn({ intent: row.intentId, maxFeePerGas: last.maxFeePerGas }, 'fee cap reached, waiting');
      return;
    }
    const attempt = await this.#attempt(row, fees);
    this.#keep({ ...row, attempts: [...row.attempts, attempt] });
    try {
      await client.sendRawTransaction({ serializedTransaction: attempt.raw });
    } catch (error) {
      log.warn({ intent: row.intentId, detail: (error as Error).message }, 'replacement refused');
    }
  }

  async #follow(row: TxRow, head: Head): Promise<void> {
    const receipt = await this.#receiptOf(row);
    if (receipt !== null) {
      this.#onIncluded(row, receipt, head);
      return;
    }
    // A reorganisation took it out again, or it never was in: the same bytes go back.
    this.#included.delete(row.nonce);
    const { client, account } = this.#parameters;
    const last = row.attempts.at(-1) as TxAttempt;
    const used = await client.getTransactionCount({ address: account.address });
    if (used > row.nonce) {
      // SAFETY: concluded only after a second look: the receipt may have come between the two answers.
      if ((await this.#receiptOf(row)) === null) this.#onLost(row);
      return;
    }
    if (head.number - BigInt(last.atBlock) >= this.#parameters.replaceAfterBlocks) await this.#replace(row);
    else await this.#broadcast(row);
  }

  async #receiptOf(row: TxRow): Promise<TransactionReceipt | null> {
    for (const { hash } of row.attempts.toReversed()) {
      const receipt = await this.#parameters.client.getTransactionReceipt({ hash }).catch((error: Error) => {
        if (error.name === 'TransactionReceiptNotFoundError') return null;
        throw error;
      });
      if (receipt !== null) return receipt;
    }
    return null;
  }

  #onIncluded(row: TxRow, receipt: TransactionReceipt, head: Head): void {
    if (receipt.blockNumber <= head.finalized) {
      this.#parameters.book.remove(row.nonce);
      this.#rows.delete(row.nonce);
      this.#included.delete(row.nonce);
    } else this.#included.set(row.nonce, receipt.transactionHash);
    const { blockNumber, gasUsed, transactionHash: hash } = receipt;
    if (receipt.status === 'success') {
      this.#settle(row.intentId, (waiter) => waiter.resolve({ hash, blockNumber, gasUsed }));
      return;
    }
    if (!this.#waiters.has(row.intentId)) return;
    const error = this.#whyReverted(row, receipt);
    this.#settle(row.intentId, (waiter) => void error.then(waiter.reject));
  }

  async #whyReverted(row: TxRow, receipt: TransactionReceipt): Promise<CallRefused | WorkerError> {
    const { client, account } = this.#parameters;
    try {
      await client.call({
        account: account.address,
        to: row.to,
        data: row.data,
        blockNumber: receipt.blockNumber,
      });
    } catch (error) {
      const refusal = refusalOf({ error, what: row.intentId });
      if (refusal !== null) return refusal;
    }
    return new WorkerError('WORKER_CALL_REFUSED', {
      message: `${row.intentId}: reverted in ${receipt.transactionHash}`,
      hint: 'somebody else was first, or it ran out of gas; it is looked at again',
    });
  }

  #onLost(row: TxRow): void {
    this.#parameters.book.remove(row.nonce);
    this.#rows.delete(row.nonce);
    this.#settle(row.intentId, (waiter) =>
      waiter.reject(
        new WorkerError('WORKER_TX_LOST', {
          message: `${row.intentId}: its nonce ${row.nonce} was used by another transaction`,
          hint: 'use this key in one program only; the work is looked at again',
        }),
      ),
    );
  }
}
