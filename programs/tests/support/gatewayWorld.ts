/** A deployed gateway on a fresh chain, with three lanes and a signer set, and ways to look at it. */
import { type AddressLookupTableAccount, type Keypair, type PublicKey, SystemProgram } from '@solana/web3.js';
import { type Limits, PEERS, START_TIME, WIDE_LIMITS } from './deployment.ts';
import { GatewayCalls } from './gatewayCalls.ts';
import type { Call } from './idlClient.ts';
import {
  type Batch,
  type BatchOptions,
  type Inbound,
  type SealedInbound,
  sealInbound,
  signBatch,
} from './inbound.ts';
import { readArtifact } from './artifacts.ts';
import { LiteChain, type Receipt, type SendOptions } from './liteChain.ts';
import { makeQuorum, type Quorum } from './quorum.ts';
import {
  ASSOCIATED_TOKEN_PROGRAM,
  mintSupply,
  openAssociated,
  TOKEN_PROGRAM,
  tokenAmount,
} from './splToken.ts';

export interface WorldOptions {
  readonly limits?: Partial<Limits>;
  readonly quorum?: Quorum;
  /** Stops before `initialize`, or before the lanes are open. */
  readonly until?: 'deployed' | 'initialized';
}

export class GatewayWorld extends GatewayCalls {
  readonly chain: LiteChain;
  readonly limits: Limits;
  readonly quorum: Quorum;
  readonly authority: Keypair;
  private table: AddressLookupTableAccount | undefined;

  constructor(options: WorldOptions = {}) {
    super();
    this.chain = new LiteChain(START_TIME);
    this.limits = { ...WIDE_LIMITS, ...options.limits };
    this.quorum = options.quorum ?? makeQuorum({ name: 'relayer', size: 7, threshold: 5 });
    this.authority = this.chain.newWallet('authority');
    const { address, sharedObject } = readArtifact('cxt_gateway');
    this.chain.deploy(address, sharedObject);
    this.setUpgradeAuthority(this.authority.publicKey);
    if (options.until === 'deployed') return;
    this.must(this.initializeCall(), { payer: this.authority });
    if (options.until === 'initialized') return;
    for (const eid of PEERS.keys()) this.must(this.openLaneCall(eid), { payer: this.authority });
  }

  /** Lookup table of what every delivery names, as a relayer keeps one. */
  get lookupTable(): AddressLookupTableAccount {
    this.table ??= this.chain.lookupTable([
      this.config,
      this.signerSet(this.quorum.epoch),
      this.mint,
      this.mintAuthority,
      this.gateway.address('__event_authority'),
      TOKEN_PROGRAM,
      ASSOCIATED_TOKEN_PROGRAM,
      SystemProgram.programId,
      ...[...PEERS.keys()].flatMap((eid) => [this.lane(eid), this.nonces(eid)]),
    ]);
    return this.table;
  }

  get payerKey(): PublicKey {
    return this.chain.payer.publicKey;
  }

  /** Units of an owner's associated token account; 0 when there is none. */
  balance(owner: PublicKey): bigint {
    const account = this.chain.account(this.tokenAccount(owner));
    return account === undefined || account.data.length === 0 ? 0n : tokenAmount(account.data);
  }

  supply(): bigint {
    return mintSupply(this.chain.account(this.mint)?.data ?? new Uint8Array(44));
  }

  read(name: string, address: PublicKey): Record<string, unknown> | undefined {
    const account = this.chain.account(address);
    return account === undefined || account.data.length === 0
      ? undefined
      : this.gateway.decode(name, account.data);
  }

  laneState(eid: number): Record<string, unknown> {
    const state = this.read('lane', this.lane(eid));
    if (state === undefined) throw new Error(`no lane ${eid}`);
    return state;
  }

  send(calls: Call | readonly Call[], options: SendOptions = {}): Receipt {
    const list = 'name' in calls ? [calls] : calls;
    return this.chain.send(
      list.map((call) => this.gateway.instruction(call)),
      { lookupTable: this.lookupTable, ...options },
    );
  }

  must(calls: Call | readonly Call[], options: SendOptions = {}): Receipt {
    const receipt = this.send(calls, options);
    if (!receipt.ok) throw new Error(`${receipt.error}\n${receipt.logs.join('\n')}`);
    return receipt;
  }

  /** Opens the owner's associated token account. */
  openToken(owner: PublicKey): PublicKey {
    this.chain.mustSend([openAssociated({ payer: this.chain.payer.publicKey, owner, mint: this.mint })]);
    return this.tokenAccount(owner);
  }

  /** The message as this gateway will rebuild it. */
  seal(inbound: Inbound): SealedInbound {
    return sealInbound({ inbound, config: this.config });
  }

  /** A signed batch of these messages, good for an hour. */
  batch(inbound: readonly Inbound[], options: BatchOptions = {}): Batch {
    return signBatch({
      quorum: this.quorum,
      notAfter: this.chain.time + 3_600n,
      ...options,
      messages: inbound.map((message) => this.seal(message)),
    });
  }

  setUpgradeAuthority(authority: PublicKey | undefined): void {
    const address = this.programData();
    const account = this.chain.account(address);
    if (account === undefined) throw new Error('the program is not deployed');
    const data = Uint8Array.from(account.data);
    data[12] = authority === undefined ? 0 : 1;
    data.set(authority?.toBytes() ?? new Uint8Array(32), 13);
    this.chain.setAccount(address, { ...account, data });
  }
}
