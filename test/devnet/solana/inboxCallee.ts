/** The example receiver program, told to refuse first: shows that a failed call keeps the credit and can be made good. */
import { itemFromPacket } from '@cxt-bridge/adapters/protocol';
import type { Program } from '@coral-xyz/anchor';
import { PublicKey, Transaction } from '@solana/web3.js';
import { type Hex, hexToBytes, toHex } from 'viem';

import { eidOf } from '../chain/chainSpec.ts';
import type { Devnet } from '../devnet.ts';
import { DevnetError } from '../devnetError.ts';
import type { TransferRecord } from '../watch/transferRecord.ts';
import { anchorProgram, programCall } from './gatewayProgram.ts';
import { RECEIVER_PROGRAM } from './programArtifact.ts';
import type { SolanaBridge } from './solanaBridge.ts';

/** Compute units bought for the call. */
const CALL_UNITS = 60_000;
const TIMEOUT_MS = 60_000;
/** The relayers make a call once by themselves; after that anyone may. */
const RELAYERS_RETRY_MS = 4_000;
const POLL_MS = 100;

export class InboxCallee {
  /** Base58; what senders put down as the recipient. */
  readonly address: string;
  readonly #solana: SolanaBridge;
  readonly #program: Program;
  readonly #inbox: PublicKey;

  constructor(solana: SolanaBridge) {
    this.#solana = solana;
    this.#program = anchorProgram(RECEIVER_PROGRAM, solana.chain.connection);
    [this.#inbox] = PublicKey.findProgramAddressSync([Buffer.from('inbox')], this.#program.programId);
    this.address = this.#inbox.toBase58();
  }

  /** Opens the inbox and switches it to refusing. */
  static async open(solana: SolanaBridge): Promise<InboxCallee> {
    const callee = new InboxCallee(solana);
    const admin = solana.authority.publicKey;
    const inbox = callee.#inbox;
    const instructions = [
      await programCall({
        program: callee.#program,
        name: 'initialize',
        args: [],
        accounts: { admin, inbox },
      }),
      await callee.#refusing(true),
    ];
    const signers = [solana.authority] as const;
    await solana.chain.execute({ instructions, signers, what: 'opening the inbox' });
    return callee;
  }

  /** What a sender buys. */
  call(): { data: Hex; gas: number } {
    return { data: toHex('hello from another chain'), gas: CALL_UNITS };
  }

  /** Waits for the credit, sees the call refused, repairs, and makes the call if the relayers do not. */
  async repairAndRetry(parameters: {
    devnet: Devnet;
    record: TransferRecord;
    signal: AbortSignal;
  }): Promise<void> {
    const { devnet, record, signal } = parameters;
    const { watcher } = devnet;
    const isCredited = (): boolean => record.delivered.length > 0;
    if (!(await watcher.until({ condition: isCredited, timeoutMs: TIMEOUT_MS, signal })))
      throw new DevnetError(`${record.guid} was not credited`, 'see the logs of the relayers');
    await this.#seeRefusal(record);
    const signers = [this.#solana.authority] as const;
    await this.#solana.chain.execute({
      instructions: [await this.#refusing(false)],
      signers,
      what: 'switching the inbox',
    });
    const condition = (): boolean => record.composeOk;
    if (await watcher.until({ condition, timeoutMs: RELAYERS_RETRY_MS, signal })) return;
    // A relayer may be faster after all: then this one fails, and the watcher sees the other.
    await this.#execution(record)
      .then((call) => this.#solana.chain.execute({ instructions: [call], signers, what: 'making the call' }))
      .catch(() => '');
    await watcher.until({ condition, timeoutMs: TIMEOUT_MS, signal });
  }

  /** Messages that the inbox has taken. */
  async count(): Promise<number> {
    const info = await this.#solana.chain.connection.getAccountInfo(this.#inbox);
    if (info === null) return 0;
    const { count } = this.#program.coder.accounts.decode<{ count: { toString(): string } }>(
      'inbox',
      info.data,
    );
    return Number(count.toString());
  }

  /** Makes the call as anyone could, without sending it: the receiver must say no, and nothing may have changed. */
  async #seeRefusal(record: TransferRecord): Promise<void> {
    const { connection } = this.#solana.chain;
    const deadline = Date.now() + TIMEOUT_MS;
    let call = await this.#execution(record).catch(() => null);
    // WHY: the credit is seen before a node shows the account of the call at the commitment of this connection.
    while (call === null && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      call = await this.#execution(record).catch(() => null);
    }
    const transaction = new Transaction().add(call ?? (await this.#execution(record)));
    transaction.feePayer = this.#solana.authority.publicKey;
    for (;;) {
      const { value } = await connection.simulateTransaction(transaction, [this.#solana.authority]);
      if (value.logs?.some((line) => line.includes('Refusing')) === true) break;
      if (Date.now() > deadline)
        throw new DevnetError(`the call of ${record.guid} is not refused`, JSON.stringify(value.err));
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async #refusing(refusing: boolean) {
    const accounts = { admin: this.#solana.authority.publicKey, inbox: this.#inbox };
    return programCall({ program: this.#program, name: 'setRefusing', args: [refusing], accounts });
  }

  async #execution({ packet, execution, leaf, from }: TransferRecord) {
    const solana = this.#solana;
    const compose = solana.address('compose', hexToBytes(leaf));
    const info = await solana.chain.connection.getAccountInfo(compose);
    if (info === null) throw new DevnetError('there is no pending call', 'was it made already?');
    const { payer } = solana.deployment.program.coder.accounts.decode<{ payer: PublicKey }>(
      'compose',
      info.data,
    );
    const target = this.#program.programId;
    return solana.gateway('executeCompose', [Buffer.from(itemFromPacket({ packet, execution }))], {
      lane: solana.lane(eidOf(from)),
      compose,
      rentPayer: payer,
      recipient: this.#inbox,
      target,
      composeAuthority: solana.address('compose_auth', target.toBytes()),
    });
  }
}
