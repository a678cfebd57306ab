/** Attested roots: one check of signatures, then messages with proofs; expiry, replay, rent back. */
import { Keypair, type PublicKey } from '@solana/web3.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { BSC_EID, CXT, HOME_EID } from './support/deployment.ts';
import { GatewayWorld } from './support/gatewayWorld.ts';
import type { Batch } from './support/inbound.ts';
import { event, eventNames } from './support/outcomes.ts';

let world: GatewayWorld;
let to: PublicKey;
let batch: Batch;

beforeEach(() => {
  world = new GatewayWorld();
  to = Keypair.generate().publicKey;
  world.openToken(to);
  const home = [1n, 2n, 3n, 4n].map((nonce) => ({ srcEid: HOME_EID, nonce, to, amountUnits: CXT }));
  batch = world.batch([...home, { srcEid: BSC_EID, nonce: 1n, to, amountUnits: CXT }]);
});

describe('a stored root', () => {
  test('carries each of its messages once', () => {
    const attested = world.must(world.attestCall(batch));
    expect(event(world, attested, 'rootAttested')).toMatchObject({
      root: batch.fields.root,
      count: 5,
      bitmap: 0b11111,
      attester: world.payerKey.toBase58(),
    });
    for (const index of batch.messages.keys()) {
      const receipt = world.must(world.deliverProvenCall(batch, index));
      expect(eventNames(world, receipt)).toEqual(['packetDelivered', 'batchAccepted']);
      expect(event(world, receipt, 'batchAccepted')).toMatchObject({ done: 1, failed: 0, bitmap: 0b11111 });
      expect(eventNames(world, world.must(world.deliverProvenCall(batch, index)))).toEqual([]);
    }
    expect(world.balance(to)).toBe(5n * CXT);
  });

  test('shares its nonces with deliver', () => {
    world.must(world.deliverCall(batch));
    world.must(world.attestCall(batch));
    expect(eventNames(world, world.must(world.deliverProvenCall(batch, 2)))).toEqual([]);
    expect(world.balance(to)).toBe(5n * CXT);
  });

  test('refuses a message that is not at its place', () => {
    world.must(world.attestCall(batch));
    const call = world.deliverProvenCall(batch, 1);
    const refused = (args: Record<string, unknown>): string => {
      const receipt = world.send({ ...call, args: { ...call.args, ...args } });
      expect(receipt.ok).toBe(false);
      return world.gateway.errorName(receipt);
    };
    expect(refused({ index: 0 })).toBe('RootMismatch');
    expect(refused({ index: 5 })).toBe('IndexOutOfRange');
    expect(refused({ proof: [] })).toBe('ProofLengthInvalid');
    expect(refused({ proof: Array(4).fill(Array(32).fill(0)) })).toBe('ProofLengthInvalid');
    expect(refused({ proof: Array(3).fill(Array(32).fill(0)) })).toBe('RootMismatch');
    const forged = world.seal({ srcEid: HOME_EID, nonce: 9n, to, amountUnits: 1_000n * CXT });
    expect(refused({ item: Buffer.from(forged.item) })).toBe('RootMismatch');
    expect(world.supply()).toBe(0n);
  });

  test('names why a message may not be delivered now, and leaves its nonce free', () => {
    world.must(world.attestCall(batch));
    const receipt = world.send(world.deliverProvenCall(batch, 0, {}));
    expect(world.gateway.errorName(receipt)).toBe('TokenAccountRequired');
    world.must(world.deliverProvenCall(batch, 0));
    expect(world.balance(to)).toBe(CXT);
  });

  test('ends with its attestation, then gives its rent back to whoever paid', () => {
    const relayer = world.chain.newWallet('relayer');
    world.must(world.attestCall(batch, { payer: relayer.publicKey }), { signers: [relayer] });
    const address = world.root(batch.fields.root);
    const rent = world.chain.account(address)?.lamports ?? 0n;
    const early = world.send(world.closeRootCall(batch.fields.root, relayer.publicKey));
    expect(world.gateway.errorName(early)).toBe('RootStillValid');
    world.chain.setTime(batch.fields.notAfter);
    world.must(world.deliverProvenCall(batch, 0));
    world.chain.setTime(batch.fields.notAfter + 1n);
    const late = world.send(world.deliverProvenCall(batch, 1));
    expect(world.gateway.errorName(late)).toBe('AttestationExpired');
    const before = world.chain.lamports(relayer.publicKey);
    world.must(world.closeRootCall(batch.fields.root, relayer.publicKey));
    expect(world.chain.lamports(relayer.publicKey)).toBe(before + rent);
    expect(world.chain.account(address)).toBeUndefined();
  });

  test('is not taken over while it is good, and replaced when it is over', () => {
    const [first, second] = [world.chain.newWallet('first'), world.chain.newWallet('second')];
    world.must(world.attestCall(batch, { payer: first.publicKey }), { signers: [first] });
    const taken = world.send(world.attestCall(batch, { payer: second.publicKey }), { signers: [second] });
    expect(world.gateway.errorName(taken)).toBe('RootAlreadyAttested');
    world.chain.setTime(batch.fields.notAfter + 1n);
    const again = world.batch(batch.messages);
    expect(again.fields.root).toBe(batch.fields.root);
    world.must(world.attestCall(again, { payer: second.publicKey }), { signers: [second] });
    const stored = world.read('attestedRoot', world.root(batch.fields.root));
    expect(String(stored?.['attester'])).toBe(second.publicKey.toBase58());
    expect(String(stored?.['payer'])).toBe(first.publicKey.toBase58());
    world.must(world.deliverProvenCall(again, 0));
    expect(world.balance(to)).toBe(CXT);
  });
});

test('256 messages with proofs of eight nodes', () => {
  const many = world.batch(
    Array.from({ length: 256 }, (_, index) => ({
      srcEid: HOME_EID,
      nonce: BigInt(index + 1),
      to,
      amountUnits: 1n,
    })),
  );
  world.must(world.attestCall(many));
  for (const index of [0, 1, 127, 128, 255]) world.must(world.deliverProvenCall(many, index));
  expect(world.balance(to)).toBe(5n);
});
