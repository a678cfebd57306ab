/**
 * Compute units, bytes and lamports of the gateway, on LiteSVM with the committed program.
 *
 * Guarantees the steady state of production: a 5-of-7 set, lanes and pages that exist, a lookup table with everything but the
 * recipients. Where an address decides the cost (searching a bump), the worst of several is taken.
 */
import { Keypair, type PublicKey } from '@solana/web3.js';
import { CXT, HOME_EID } from '../tests/support/deployment.ts';
import { GatewayWorld } from '../tests/support/gatewayWorld.ts';
import type { Given, Inbound } from '../tests/support/inbound.ts';
import { MAX_TRANSACTION_BYTES } from '../tests/support/liteChain.ts';
import { deployReceiver } from '../tests/support/receiver.ts';

/** What is measured. */
export interface SolanaFigures {
  readonly deliverSingleCu: number;
  readonly deliverSingleBytes: number;
  readonly deliverNewAccountCu: number;
  readonly perExtraItemCu: number;
  readonly itemsPerTransaction: number;
  readonly sendCu: number;
  readonly rentPaidLamports: number;
  readonly rentReturnedLamports: number;
}

const SAMPLES = 16;
const BASE_FEE_LAMPORTS = 5_000n;
const EXISTING: Given = { token: true };

/** Measures everything, in a few seconds. */
export function measureSolana(): SolanaFigures {
  const bench = new Bench();
  const single = bench.deliver(1);
  const four = bench.deliver(4);
  const openings = Array.from({ length: SAMPLES }, () => bench.openAccount());
  return {
    deliverSingleCu: single.computeUnits,
    deliverSingleBytes: single.bytes,
    deliverNewAccountCu: Math.max(...openings),
    perExtraItemCu: Math.ceil((four.computeUnits - single.computeUnits) / 3),
    itemsPerTransaction: bench.itemsPerTransaction(),
    sendCu: bench.send(),
    ...bench.rent(),
  };
}

class Bench {
  private readonly world = new GatewayWorld({ limits: { thresholdUnits: 1_000n * CXT } });
  private nonce = 0n;
  private wallets = 0;

  constructor() {
    // The first delivery of a lane finds an empty bucket; the steady state does not.
    this.deliver(1);
  }

  deliver(items: number): { computeUnits: number; bytes: number } {
    const { world } = this;
    const recipients = Array.from({ length: items }, () => this.wallet());
    for (const owner of recipients) world.openToken(owner);
    const batch = world.batch(recipients.map((to) => this.transfer(to)));
    return world.must(world.deliverCall(batch));
  }

  openAccount(): number {
    const { world } = this;
    const batch = world.batch([{ ...this.transfer(this.wallet()), buysAccount: true }]);
    return world.must(world.deliverCall(batch, [{ token: true, owner: true }])).computeUnits;
  }

  /** Most plain items to known recipients that fit one transaction. */
  itemsPerTransaction(): number {
    for (let items = 1; ; items += 1) {
      const batch = this.world.batch(Array.from({ length: items }, () => this.transfer(this.wallet())));
      const call = this.world.gateway.instruction(
        this.world.deliverCall(
          batch,
          batch.messages.map(() => EXISTING),
        ),
      );
      if (this.world.chain.bytesOf([call], { lookupTable: this.world.lookupTable }) > MAX_TRANSACTION_BYTES)
        return items - 1;
    }
  }

  send(): number {
    const { world } = this;
    const owner = world.chain.newWallet('sender');
    world.openToken(owner.publicKey);
    world.must(
      world.deliverCall(world.batch([{ ...this.transfer(owner.publicKey), amountUnits: 100n * CXT }])),
    );
    const call = world.sendCall({ owner: owner.publicKey, amountUnits: CXT });
    world.must(call, { signers: [owner] });
    return world.must(call, { signers: [owner] }).computeUnits;
  }

  /** Rent of a root, a queued message, a credit and a call: what whoever delivers pays, and what he has back at the end. */
  rent(): { rentPaidLamports: number; rentReturnedLamports: number } {
    const { world } = this;
    const relayer = world.chain.newWallet('relayer');
    const receiver = deployReceiver(world, 'compose_receiver');
    const payer = { payer: relayer.publicKey };
    const owner = this.wallet();
    const queuedTo = this.wallet();
    world.openToken(queuedTo);
    const batch = world.batch([
      { ...this.transfer(receiver.inbox), composeMsg: Buffer.from('call') },
      { ...this.transfer(owner) },
      { ...this.transfer(queuedTo), amountUnits: 2_000n * CXT },
    ]);
    const [call, credit, queued] = batch.messages;
    if (call === undefined || credit === undefined || queued === undefined) throw new Error('no messages');
    const as = { payer: relayer };
    const paid = this.lamportsOf(relayer.publicKey, () => [
      world.must(world.attestCall(batch, payer), as),
      world.must(world.deliverProvenCall(batch, 0, { token: true, compose: true }, payer), as),
      world.must(world.deliverProvenCall(batch, 1, { token: true, credit: true }, payer), as),
      world.must(world.deliverProvenCall(batch, 2, { token: true, queued: true }, payer), as),
    ]);
    world.openToken(owner);
    world.chain.setTime(world.chain.time + 86_400n);
    const rentPayer = { rentPayer: relayer.publicKey };
    const returned = this.lamportsOf(relayer.publicKey, () => [
      world.must(world.executeComposeCall(call, receiver.program, [], rentPayer), as),
      world.must(world.claimCreditCall(credit, { ...payer, ...rentPayer }), as),
      world.must(world.claimQueuedCall(queued, EXISTING, { ...payer, ...rentPayer }), as),
      world.must(world.closeRootCall(batch.fields.root, relayer.publicKey), as),
    ]);
    return { rentPaidLamports: -paid, rentReturnedLamports: returned };
  }

  /** How a wallet's lamports change beside transaction fees. */
  private lamportsOf(wallet: PublicKey, act: () => readonly unknown[]): number {
    const before = this.world.chain.lamports(wallet);
    const transactions = BigInt(act().length);
    return Number(this.world.chain.lamports(wallet) - before + transactions * BASE_FEE_LAMPORTS);
  }

  private transfer(to: PublicKey): Inbound {
    this.nonce += 1n;
    return { srcEid: HOME_EID, nonce: this.nonce, to, amountUnits: 7n * CXT };
  }

  private wallet(): PublicKey {
    this.wallets += 1;
    return Keypair.fromSeed(new Uint8Array(32).fill(this.wallets)).publicKey;
  }
}
