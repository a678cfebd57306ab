/**
 * 2,000 random sequences of deliveries, replays, claims and sends against the ledger model. `CXT_FUZZ_SEED` and
 * `CXT_FUZZ_SEQUENCES` run others; a failure names its seed and step.
 */
import { quoteFee } from '@cxt-bridge/adapters/protocol';
import type { Keypair, PublicKey } from '@solana/web3.js';
import { expect, test } from 'vitest';
import { ARBITRUM_EID, BSC_EID, CXT, FEES_WEI, HOME_EID, type Limits } from './support/deployment.ts';
import { GatewayWorld } from './support/gatewayWorld.ts';
import type { Given, SealedInbound } from './support/inbound.ts';
import { keyOf, LedgerModel } from './support/ledgerModel.ts';
import { plain } from './support/outcomes.ts';
import { makeQuorum } from './support/quorum.ts';
import { Random } from './support/random.ts';
import { tokenAmount } from './support/splToken.ts';

const SEED = Number(process.env['CXT_FUZZ_SEED'] ?? 1);
const SEQUENCES = Number(process.env['CXT_FUZZ_SEQUENCES'] ?? 2_000);
const SEQUENCES_PER_WORLD = 40;
const STEPS = 6;
const EIDS = [HOME_EID, BSC_EID, ARBITRUM_EID];
const [base, perByte, perGas, account, transit, returnBase, returnPerByte, returnPerGas] = FEES_WEI;
const TABLE = { base, perByte, perGas, account, transit, returnBase, returnPerByte, returnPerGas };
const QUORUM = makeQuorum({ name: 'fuzz', size: 4, threshold: 3 });
const EVENT_OF = {
  packetDelivered: 'delivered',
  packetQueued: 'queued',
  packetClaimable: 'claimable',
  packetFailed: 'failed',
};

/** How often each outcome was seen: a run that never queues proves nothing about the queue. */
const tally = new Map<string, number>();
const count = (what: string): void => void tally.set(what, (tally.get(what) ?? 0) + 1);

class Fuzz {
  readonly world: GatewayWorld;
  readonly model: LedgerModel;
  private readonly random: Random;
  private readonly wallets: Keypair[];
  private readonly sealed = new Map<string, SealedInbound>();
  private nonce = 8_150n;

  constructor(seed: number) {
    this.random = new Random(seed);
    const limits: Limits = {
      capacityUnits: this.random.pick([100n, 10_000n, 1_000_000n]) * CXT,
      refillUnitsPerSecond: this.random.pick([0n, CXT / 1_000n, 3n * CXT, 1_000n * CXT]),
      thresholdUnits: this.random.pick([50n, 1_000n, 100_000n]) * CXT,
      delaySeconds: this.random.pick([0, 60, 3_600]),
      supplyCapUnits: this.random.pick([5_000n, 500_000n, 100_000_000n]) * CXT,
    };
    this.world = new GatewayWorld({ limits, quorum: QUORUM });
    this.model = new LedgerModel(limits);
    this.wallets = ['ann', 'ben', 'cid', 'dan', 'eve'].map((name) =>
      this.world.chain.newWallet(`${seed}/${name}`),
    );
    for (const wallet of this.wallets.slice(0, 3)) this.open(wallet.publicKey);
    for (const eid of EIDS) this.world.must(this.world.openNoncesCall(eid, 1n));
  }

  step(): void {
    const act = this.random.pick([
      () => this.deliver(),
      () => this.deliver(),
      () => this.deliver(),
      () => this.send(),
      () => this.send(),
      () => this.claimQueued(),
      () => this.claimQueued(),
      () => this.claimCredit(),
      () => this.world.chain.setTime(this.now + BigInt(this.random.below(2_000))),
    ]);
    act();
  }

  /** Compares everything. */
  compare(): void {
    const { world, model } = this;
    expect(world.supply()).toBe(model.supply);
    expect(model.minted - model.burned).toBe(model.supply);
    const vault = world.chain.account(world.feeVault);
    expect(tokenAmount(vault?.data ?? new Uint8Array(0))).toBe(model.vault);
    let held = model.vault;
    for (const { publicKey } of this.wallets) {
      const balance = model.balances.get(publicKey.toBase58());
      expect(world.balance(publicKey)).toBe(balance ?? 0n);
      held += balance ?? 0n;
    }
    expect(held).toBe(model.supply);
    for (const eid of EIDS) {
      const lane = world.laneState(eid);
      expect(plain(lane['outboundNonce'])).toBe(model.outboundNonces.get(eid) ?? 0n);
      const stored = {
        debtMilli: plain(lane['debtMilli']) as bigint,
        updatedAt: plain(lane['debtUpdatedAt']) as bigint,
      };
      const restored = new LedgerModel(world.limits);
      restored.buckets.set(eid, stored);
      expect(restored.debtMilli(eid, this.now)).toBe(model.debtMilli(eid, this.now));
    }
  }

  private get now(): bigint {
    return this.world.chain.time;
  }

  private open(owner: PublicKey): void {
    this.world.openToken(owner);
    this.model.openAccount(owner.toBase58());
  }

  private deliver(): void {
    const { world, random } = this;
    const messages = Array.from({ length: 1 + random.below(2) }, () => this.message());
    const batch = world.batch(messages);
    const given = batch.messages.map(({ buysAccount }): Given => {
      return { token: true, queued: true, credit: true, owner: buysAccount === true };
    });
    const receipt = world.must(world.deliverCall(batch, given));
    const expected = batch.messages.map((message) => this.model.deliver(modelOf(message), this.now));
    for (const result of expected) count(result);
    const reported = world.gateway.events(receipt).flatMap(({ name }) => {
      return name in EVENT_OF ? [EVENT_OF[name as keyof typeof EVENT_OF]] : [];
    });
    expect(reported).toEqual(expected.filter((result) => result !== 'skipped'));
  }

  /** A new message, or one that was delivered before. */
  private message(): SealedInbound {
    const { random } = this;
    if (this.sealed.size > 0 && random.chance(15)) return random.pick([...this.sealed.values()]);
    this.nonce += BigInt(random.below(3) + 1);
    const message = this.world.seal({
      srcEid: random.pick(EIDS),
      nonce: this.nonce % 16_384n || 1n,
      to: random.pick(this.wallets).publicKey,
      amountUnits: random.amount(random.chance(5) ? 100_000_000n * CXT : 200n * CXT),
      buysAccount: random.chance(10),
    });
    const known = this.sealed.get(keyOf(message));
    if (known !== undefined) return known;
    this.sealed.set(keyOf(message), message);
    return message;
  }

  private send(): void {
    const { world, random } = this;
    const wallet = random.pick(this.wallets);
    const owner = wallet.publicKey.toBase58();
    if (!this.model.balances.has(owner)) return;
    const dstEid = random.pick(EIDS);
    const amountUnits = random.amount((this.model.balances.get(owner) ?? 0n) + CXT);
    const transits = dstEid !== HOME_EID;
    const fee = quoteFee({
      table: TABLE,
      messageLength: 40,
      composeGas: 0,
      openAccount: false,
      transit: transits,
    });
    const call = world.sendCall({ owner: wallet.publicKey, dstEid, amountUnits });
    const receipt = world.send(call, { signers: [wallet] });
    const feeUnits = fee / 10n ** 9n;
    count(`send ${receipt.ok}`);
    expect(receipt.ok).toBe(this.model.send({ owner, dstEid, amountUnits, feeUnits, now: this.now }));
  }

  private claimQueued(): void {
    const keys = [...this.model.queue.keys()];
    if (keys.length === 0) return;
    const key = this.random.pick(keys);
    const message = this.sealed.get(key) as SealedInbound;
    const given = { token: true, credit: true, owner: message.buysAccount === true } as const;
    const receipt = this.world.send(this.world.claimQueuedCall(message, given));
    count(`claim queued ${receipt.ok}`);
    expect(receipt.ok).toBe(this.model.claimQueued(key, this.now));
  }

  private claimCredit(): void {
    const keys = [...this.model.credits.keys()];
    if (keys.length === 0) return;
    const key = this.random.pick(keys);
    const message = this.sealed.get(key) as SealedInbound;
    if (this.random.chance(30) && !this.model.balances.has(message.to.toBase58())) this.open(message.to);
    const receipt = this.world.send(this.world.claimCreditCall(message));
    count(`claim credit ${receipt.ok}`);
    expect(receipt.ok).toBe(this.model.claimCredit(key));
  }
}

function modelOf(message: SealedInbound) {
  const { srcEid, nonce, amountUnits, buysAccount = false } = message;
  return { srcEid, nonce, amountUnits, buysAccount, to: message.to.toBase58() };
}

test(`${SEQUENCES} sequences agree with the ledger model`, { timeout: 600_000 }, () => {
  let fuzz = new Fuzz(SEED);
  for (let sequence = 0; sequence < SEQUENCES; sequence += 1) {
    if (sequence % SEQUENCES_PER_WORLD === 0) fuzz = new Fuzz(SEED + sequence);
    try {
      for (let step = 0; step < STEPS; step += 1) fuzz.step();
      fuzz.compare();
    } catch (error) {
      throw new Error(`CXT_FUZZ_SEED=${SEED} sequence ${sequence}`, { cause: error });
    }
  }
  console.log(`seed ${SEED}:`, Object.fromEntries([...tally].toSorted()));
  if (SEQUENCES < 2_000) return;
  const outcomes = ['delivered', 'queued', 'claimable', 'skipped'];
  const verdicts = ['send', 'claim queued', 'claim credit'].flatMap((what) => [
    `${what} true`,
    `${what} false`,
  ]);
  for (const what of [...outcomes, ...verdicts]) expect(tally.get(what) ?? 0, what).toBeGreaterThan(50);
});
