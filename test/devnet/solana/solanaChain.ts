/** The running Solana of the devnet: node, connection, and the few things that are done on it outside the bridge. */
import {
  Connection,
  type Keypair,
  type PublicKey,
  Transaction,
  type TransactionInstruction,
  type VersionedTransactionResponse,
} from '@solana/web3.js';

import { SOLANA } from '../chain/chainSpec.ts';
import { rpcSingle } from '../chain/jsonRpc.ts';
import { DevnetError } from '../devnetError.ts';
import type { OwnedProcess } from '../process/ownedProcess.ts';
import type { SurfpoolProcess } from './startSurfpool.ts';

const CONFIRM_TIMEOUT_MS = 20_000;
const POLL_MS = 30;
const STOP_GRACE_MS = 2_000;

export class SolanaChain {
  readonly key = SOLANA.key;
  readonly eid = SOLANA.eid;
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly genesisHash: string;
  readonly process: OwnedProcess;
  readonly connection: Connection;

  constructor(surfpool: SurfpoolProcess) {
    this.rpcUrl = surfpool.rpcUrl;
    this.wsUrl = surfpool.wsUrl;
    this.genesisHash = surfpool.genesisHash;
    this.process = surfpool.process;
    this.connection = new Connection(surfpool.rpcUrl, {
      commitment: 'confirmed',
      wsEndpoint: surfpool.wsUrl,
      disableRetryOnRateLimit: true,
    });
  }

  /** Signs and hands over; the signature comes back before any block. The first signer pays. @throws web3.js' error when refused */
  async submit(parameters: {
    instructions: readonly TransactionInstruction[];
    signers: readonly [Keypair, ...Keypair[]];
  }): Promise<string> {
    const { instructions, signers } = parameters;
    const { blockhash, lastValidBlockHeight } = await this.connection.getLatestBlockhash();
    const [payer] = signers;
    const transaction = new Transaction({ feePayer: payer.publicKey, blockhash, lastValidBlockHeight });
    transaction.add(...instructions).sign(...signers);
    return this.connection.sendRawTransaction(transaction.serialize());
  }

  /** As {@link submit}, and waits for the block. @throws DevnetError when it fails or is in no block after 20 s */
  async execute(parameters: Parameters<SolanaChain['submit']>[0] & { what: string }): Promise<string> {
    const signature = await this.submit(parameters);
    const deadline = Date.now() + CONFIRM_TIMEOUT_MS;
    for (;;) {
      const { value } = await this.connection.getSignatureStatuses([signature]);
      const status = value[0];
      if (status != null && status.err !== null)
        throw new DevnetError(`${parameters.what} failed on solana`, JSON.stringify(status.err));
      if (status?.confirmationStatus === 'confirmed' || status?.confirmationStatus === 'finalized')
        return signature;
      if (Date.now() > deadline)
        throw new DevnetError(`${parameters.what}: solana did not include ${signature}`, 'is it stuck?');
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Lamports out of nothing, as only a development node gives them. */
  async airdrop(accounts: readonly PublicKey[], lamports: bigint): Promise<void> {
    for (const account of accounts) {
      await rpcSingle(this.rpcUrl, {
        method: 'surfnet_setAccount',
        params: [account.toBase58(), { lamports: Number(lamports) }],
      });
    }
  }

  /** Transactions that name the account, oldest first, from after `until` on; without those that are `known`. */
  async transactionsOf(parameters: {
    account: PublicKey;
    until: string | null;
    known?: { has(signature: string): boolean };
    commitment?: 'confirmed' | 'finalized';
  }): Promise<VersionedTransactionResponse[]> {
    const { account, until, known, commitment = 'confirmed' } = parameters;
    const all: { signature: string }[] = [];
    for (let before: string | undefined; ; before = all.at(-1)?.signature) {
      const options = {
        limit: 1000,
        ...(until === null ? {} : { until }),
        ...(before === undefined ? {} : { before }),
      };
      const page = await this.connection.getSignaturesForAddress(account, options, commitment);
      all.push(...page);
      if (page.length < 1000) break;
    }
    const wanted = all.toReversed().filter(({ signature }) => known?.has(signature) !== true);
    const answers = await Promise.all(
      wanted.map(({ signature }) =>
        this.connection.getTransaction(signature, { commitment, maxSupportedTransactionVersion: 0 }),
      ),
    );
    return answers.map((answer, index) => {
      if (answer !== null) return answer;
      throw new Error(`solana does not know ${wanted[index]?.signature}`);
    });
  }

  async stop(): Promise<void> {
    await this.process.stop({ graceMs: STOP_GRACE_MS });
  }
}
