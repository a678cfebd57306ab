/** Bucket, delay, cap, queue, claim, credit: when value waits, for how long, and where the rent goes. */
import { Keypair, type PublicKey } from '@solana/web3.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { CXT, HOME_EID, type Limits } from './support/deployment.ts';
import { GatewayWorld } from './support/gatewayWorld.ts';
import type { Given, Inbound, SealedInbound } from './support/inbound.ts';
import { event, eventNames, failureName } from './support/outcomes.ts';

const NEVER = 2n ** 64n - 1n;
const LIMITS: Partial<Limits> = {
  capacityUnits: 100n * CXT,
  refillUnitsPerSecond: CXT,
  thresholdUnits: 80n * CXT,
  delaySeconds: 600,
};
const QUEUE: Given = { token: true, queued: true };

let world: GatewayWorld;
let to: PublicKey;

const start = (limits: Partial<Limits> = LIMITS): void => {
  world = new GatewayWorld({ limits });
  to = Keypair.generate().publicKey;
  world.openToken(to);
};
beforeEach(() => start());

const inbound = (nonce: bigint, cxt: bigint, at: Partial<Inbound> = {}): Inbound => ({
  srcEid: HOME_EID,
  nonce,
  to,
  amountUnits: cxt * CXT,
  ...at,
});

/** Delivers one message and returns it with what became of it. */
function deliver(message: Inbound, given: Given = QUEUE) {
  const batch = world.batch([message]);
  const receipt = world.must(world.deliverCall(batch, [given]));
  const [sealed] = batch.messages;
  if (sealed === undefined) throw new Error('no message');
  return { receipt, sealed };
}

const claimError = (sealed: SealedInbound, given?: Given): string =>
  world.gateway.errorName(world.send(world.claimQueuedCall(sealed, given)));

describe('over the bucket', () => {
  test('a message waits until the refill has paid the debt, then anyone claims it', () => {
    deliver(inbound(1n, 70n), { token: true });
    const { receipt, sealed } = deliver(inbound(2n, 60n));
    const releaseAt = world.chain.time + 30n;
    expect(event(world, receipt, 'packetQueued')).toMatchObject({
      nonce: 2n,
      amountUnits: 60n * CXT,
      releaseAt,
    });
    expect(event(world, receipt, 'batchAccepted')).toMatchObject({ done: 1, failed: 0 });
    expect(world.balance(to)).toBe(70n * CXT);
    expect(claimError(sealed)).toBe('NotReleasable');
    world.chain.setTime(releaseAt - 1n);
    expect(claimError(sealed)).toBe('NotReleasable');
    world.chain.setTime(releaseAt);
    const claimed = world.must(world.claimQueuedCall(sealed));
    expect(eventNames(world, claimed)).toEqual(['packetDelivered']);
    expect(world.balance(to)).toBe(130n * CXT);
    expect(claimError(sealed)).toBe('AccountNotInitialized');
  });

  test('its rent goes back to whoever paid, whoever claims', () => {
    const relayer = world.chain.newWallet('relayer');
    deliver(inbound(1n, 70n), { token: true });
    const batch = world.batch([inbound(2n, 60n)]);
    world.must(world.deliverCall(batch, [QUEUE], { payer: relayer.publicKey }), { signers: [relayer] });
    const [sealed] = batch.messages;
    if (sealed === undefined) throw new Error('no message');
    const address = world.leafAddress('queued', sealed.leaf);
    const rent = world.chain.account(address)?.lamports ?? 0n;
    world.chain.setTime(world.chain.time + 60n);
    const wrong = world.send(world.claimQueuedCall(sealed));
    expect(world.gateway.errorName(wrong)).toBe('ConstraintAddress');
    const before = world.chain.lamports(relayer.publicKey);
    world.must(world.claimQueuedCall(sealed, { token: true }, { rentPayer: relayer.publicKey }));
    expect(world.chain.lamports(relayer.publicKey)).toBe(before + rent);
    expect(world.chain.account(address)).toBeUndefined();
  });

  test('a message without its queue account keeps its nonce', () => {
    deliver(inbound(1n, 70n), { token: true });
    const { receipt } = deliver(inbound(2n, 60n), { token: true });
    expect(failureName(world, receipt)).toBe('queueAccountRequired');
    const again = deliver(inbound(2n, 60n));
    expect(eventNames(world, again.receipt)).toEqual(['packetQueued', 'batchAccepted']);
  });

  test('what goes out makes room for what comes in', () => {
    const owner = world.chain.newWallet('sender');
    world.openToken(owner.publicKey);
    deliver(inbound(1n, 70n, { to: owner.publicKey }), { token: true });
    const { sealed } = deliver(inbound(2n, 60n));
    expect(claimError(sealed)).toBe('NotReleasable');
    world.must(world.sendCall({ owner: owner.publicKey, amountUnits: 30n * CXT }), { signers: [owner] });
    world.must(world.claimQueuedCall(sealed));
    expect(world.balance(to)).toBe(60n * CXT);
  });

  test('without a refill time alone never releases it', () => {
    start({ ...LIMITS, refillUnitsPerSecond: 0n });
    deliver(inbound(1n, 70n), { token: true });
    const { receipt, sealed } = deliver(inbound(2n, 60n));
    expect(event(world, receipt, 'packetQueued')).toMatchObject({ releaseAt: NEVER });
    world.chain.setTime(world.chain.time + 10_000_000n);
    expect(claimError(sealed)).toBe('NotReleasable');
  });

  test('a debt that no longer fits makes the message fail', () => {
    start({ ...LIMITS, refillUnitsPerSecond: 0n, supplyCapUnits: 100_000_000n * CXT });
    for (let nonce = 1n; nonce <= 10n; nonce += 1n) deliver(inbound(nonce, 100_000_000n));
    const { receipt } = deliver(inbound(11n, 100_000_000n));
    expect(failureName(world, receipt)).toBe('bucketOverflow');
  });
});

test('above the delay threshold a message waits although the bucket has room', () => {
  const { receipt, sealed } = deliver(inbound(1n, 81n));
  const releaseAt = world.chain.time + 600n;
  expect(event(world, receipt, 'packetQueued')).toMatchObject({ releaseAt });
  world.chain.setTime(releaseAt - 1n);
  expect(claimError(sealed)).toBe('NotReleasable');
  world.chain.setTime(releaseAt);
  world.must(world.claimQueuedCall(sealed));
  expect(world.balance(to)).toBe(81n * CXT);
});

test('exactly the threshold does not wait', () => {
  deliver(inbound(1n, 80n), { token: true });
  expect(world.balance(to)).toBe(80n * CXT);
});

test('over the supply cap a message waits until there is room', () => {
  start({ supplyCapUnits: 100n * CXT });
  const owner = world.chain.newWallet('sender');
  world.openToken(owner.publicKey);
  deliver(inbound(1n, 60n, { to: owner.publicKey }), { token: true });
  const { receipt, sealed } = deliver(inbound(2n, 41n));
  expect(eventNames(world, receipt)).toEqual(['packetQueued', 'batchAccepted']);
  expect(claimError(sealed)).toBe('SupplyCapReached');
  world.must(world.sendCall({ owner: owner.publicKey, amountUnits: CXT }), { signers: [owner] });
  world.must(world.claimQueuedCall(sealed));
  expect(world.supply()).toBe(100n * CXT);
});

test('the queued message cannot be claimed with another item', () => {
  deliver(inbound(1n, 70n), { token: true });
  const { sealed } = deliver(inbound(2n, 60n));
  const forged = world.seal(inbound(2n, 99n));
  world.chain.setTime(world.chain.time + 1_000n);
  const call = world.claimQueuedCall(
    forged,
    { token: true },
    { queued: world.leafAddress('queued', sealed.leaf) },
  );
  expect(world.gateway.errorName(world.send(call))).toBe('AccountMismatch');
});

describe('a credit without a token account', () => {
  const nobody = (): PublicKey => Keypair.generate().publicKey;

  test('is paid out when the recipient has one, once, and its rent goes back', () => {
    const recipient = nobody();
    const { sealed } = deliver(inbound(1n, 5n, { to: recipient }), { token: true, credit: true });
    const early = world.send(world.claimCreditCall(sealed));
    expect(world.gateway.errorName(early)).toBe('AccountNotInitialized');
    world.openToken(recipient);
    const address = world.leafAddress('credit', sealed.leaf);
    const rent = world.chain.account(address)?.lamports ?? 0n;
    const before = world.chain.lamports(world.payerKey);
    const stranger = world.chain.newWallet('stranger');
    const receipt = world.must(world.claimCreditCall(sealed, { payer: stranger.publicKey }), {
      payer: stranger,
    });
    expect(eventNames(world, receipt)).toEqual(['packetDelivered']);
    expect(world.balance(recipient)).toBe(5n * CXT);
    expect(world.chain.lamports(world.payerKey)).toBe(before + rent);
    const again = world.send(world.claimCreditCall(sealed));
    expect(world.gateway.errorName(again)).toBe('AccountNotInitialized');
  });

  test('is paid to the recipient only', () => {
    const { sealed } = deliver(inbound(1n, 5n, { to: nobody() }), { token: true, credit: true });
    const thief = world.openToken(nobody());
    const receipt = world.send(world.claimCreditCall(sealed, { tokenAccount: thief }));
    expect(world.gateway.errorName(receipt)).toBe('TokenAccountRequired');
  });

  test('that was queued first becomes claimable at its claim', () => {
    const recipient = nobody();
    deliver(inbound(1n, 70n), { token: true });
    const { sealed } = deliver(inbound(2n, 60n, { to: recipient }));
    world.chain.setTime(world.chain.time + 60n);
    expect(claimError(sealed)).toBe('CreditAccountRequired');
    const claimed = world.must(world.claimQueuedCall(sealed, { token: true, credit: true }));
    expect(eventNames(world, claimed)).toEqual(['packetClaimable']);
    world.openToken(recipient);
    world.must(world.claimCreditCall(sealed));
    expect(world.balance(recipient)).toBe(60n * CXT);
  });

  test('is kept under the supply cap', () => {
    start({ supplyCapUnits: 100n * CXT });
    const recipient = nobody();
    const { sealed } = deliver(inbound(1n, 60n, { to: recipient }), { token: true, credit: true });
    deliver(inbound(2n, 41n), { token: true });
    world.openToken(recipient);
    const receipt = world.send(world.claimCreditCall(sealed));
    expect(world.gateway.errorName(receipt)).toBe('SupplyCapReached');
  });
});

test('accounts of queue and credit can be funded beforehand by anyone', () => {
  const recipient = Keypair.generate().publicKey;
  deliver(inbound(1n, 70n), { token: true });
  const queued = world.seal(inbound(2n, 60n));
  const credited = world.seal(inbound(3n, 0n, { to: recipient, amountUnits: 1n }));
  for (const [kind, message] of [
    ['queued', queued],
    ['credit', credited],
  ] as const) {
    world.chain.svm.airdrop(world.leafAddress(kind, message.leaf).toBase58() as never, 5_000_000n as never);
  }
  expect(eventNames(world, deliver(queued).receipt)).toEqual(['packetQueued', 'batchAccepted']);
  world.chain.setTime(world.chain.time + 100n);
  const receipt = deliver(credited, { token: true, credit: true }).receipt;
  expect(eventNames(world, receipt)).toEqual(['packetClaimable', 'batchAccepted']);
});
