/** Delivery: credits, replay, isolation, pages and lanes, accounts that are bought, missing or hostile. */
import { Keypair, type PublicKey, SystemProgram } from '@solana/web3.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { BSC_EID, CXT, HOME_EID } from './support/deployment.ts';
import { GatewayWorld } from './support/gatewayWorld.ts';
import type { Inbound } from './support/inbound.ts';
import { event, eventNames, failureName } from './support/outcomes.ts';
import {
  ASSOCIATED_TOKEN_PROGRAM,
  TOKEN_2022_PROGRAM,
  TOKEN_PROGRAM,
  tokenAccountBytes,
} from './support/splToken.ts';

let world: GatewayWorld;
let to: PublicKey;

beforeEach(() => {
  world = new GatewayWorld();
  to = Keypair.generate().publicKey;
});

const transfer = (nonce: bigint, at: Partial<Inbound> = {}): Inbound => ({
  srcEid: HOME_EID,
  nonce,
  to,
  amountUnits: 7n * CXT,
  ...at,
});

describe('a transfer to an existing token account', () => {
  beforeEach(() => world.openToken(to));

  test('is credited once and reported as it was sent', () => {
    const batch = world.batch([transfer(1n)]);
    const receipt = world.must(world.deliverCall(batch));
    expect(world.balance(to)).toBe(7n * CXT);
    expect(world.supply()).toBe(7n * CXT);
    expect(event(world, receipt, 'packetDelivered')).toEqual({
      srcEid: HOME_EID,
      nonce: 1n,
      guid: batch.messages[0]?.guid,
      leaf: batch.messages[0]?.leaf,
      amountUnits: 7n * CXT,
    });
    expect(event(world, receipt, 'batchAccepted')).toEqual({
      root: batch.fields.root,
      epoch: 1n,
      bitmap: 0b11111,
      submitter: world.payerKey.toBase58(),
      done: 1,
      failed: 0,
    });
  });

  test('is skipped the second time, also by another batch that holds it', () => {
    const first = world.batch([transfer(1n)]);
    world.must(world.deliverCall(first));
    const again = world.must(world.deliverCall(first));
    expect(eventNames(world, again)).toEqual(['batchAccepted']);
    expect(event(world, again, 'batchAccepted')).toMatchObject({ done: 0, failed: 0 });
    const other = world.must(world.deliverCall(world.batch([transfer(1n), transfer(2n)])));
    expect(event(world, other, 'batchAccepted')).toMatchObject({ done: 1, failed: 0 });
    expect(world.balance(to)).toBe(14n * CXT);
  });

  test('is credited once when a batch holds it twice', () => {
    const receipt = world.must(world.deliverCall(world.batch([transfer(1n), transfer(1n)])));
    expect(event(world, receipt, 'batchAccepted')).toMatchObject({ done: 1, failed: 0 });
    expect(world.balance(to)).toBe(7n * CXT);
  });

  test('may come in any order and with any nonce of 64 bits', () => {
    const last = 2n ** 64n - 1n;
    world.must(world.openNoncesCall(HOME_EID, last / 8_192n));
    world.must(world.deliverCall(world.batch([transfer(last)])));
    world.must(world.deliverCall(world.batch([transfer(5n), transfer(3n)])));
    expect(world.balance(to)).toBe(21n * CXT);
    const replay = world.must(world.deliverCall(world.batch([transfer(last)])));
    expect(event(world, replay, 'batchAccepted')).toMatchObject({ done: 0 });
  });

  test('may be one unit or the whole supply', () => {
    world = new GatewayWorld({
      limits: { capacityUnits: 1_000_000_000n * CXT, thresholdUnits: 100_000_000n * CXT },
    });
    world.openToken(to);
    world.must(world.deliverCall(world.batch([transfer(1n, { amountUnits: 1n })])));
    expect(world.supply()).toBe(1n);
    const rest = 100_000_000n * CXT - 1n;
    world.must(world.deliverCall(world.batch([transfer(2n, { amountUnits: rest })])));
    expect(world.balance(to)).toBe(100_000_000n * CXT);
  });

  test('may go to any token account that the recipient owns', () => {
    const other = Keypair.generate().publicKey;
    world.chain.setAccount(other, {
      owner: TOKEN_PROGRAM,
      lamports: world.chain.rentFor(165),
      data: tokenAccountBytes({ mint: world.mint, owner: to }),
      executable: false,
    });
    world.must(world.deliverCall(world.batch([transfer(1n)]), [{ token: other }]));
    expect(world.balance(to)).toBe(0n);
    expect(world.supply()).toBe(7n * CXT);
  });
});

describe('pages and lanes', () => {
  beforeEach(() => world.openToken(to));

  test('8,191 is the last nonce of the first page and 8,192 the first of the second', () => {
    const batch = world.batch([transfer(8_191n), transfer(8_192n)]);
    expect(world.send(world.deliverCall(batch)).ok).toBe(false);
    world.must(world.openNoncesCall(HOME_EID, 1n));
    const receipt = world.must(world.deliverCall(batch));
    expect(event(world, receipt, 'batchAccepted')).toMatchObject({ done: 2, failed: 0 });
    const again = world.must(world.deliverCall(batch));
    expect(event(world, again, 'batchAccepted')).toMatchObject({ done: 0, failed: 0 });
    expect(world.balance(to)).toBe(14n * CXT);
  });

  test('a page of another number or source is refused', () => {
    world.must(world.openNoncesCall(HOME_EID, 1n));
    const batch = world.batch([transfer(1n)]);
    for (const nonces of [world.nonces(HOME_EID, 1n), world.nonces(BSC_EID)]) {
      const receipt = world.send(world.deliverCall(batch, [], { nonces }));
      expect(world.gateway.errorName(receipt)).toBe('AccountOwnedByWrongProgram');
    }
    expect(world.balance(to)).toBe(0n);
  });

  test('one batch may hold messages of several chains', () => {
    const messages = [transfer(1n), transfer(1n, { srcEid: BSC_EID }), transfer(2n)];
    const receipt = world.must(world.deliverCall(world.batch(messages)));
    expect(event(world, receipt, 'batchAccepted')).toMatchObject({ done: 3, failed: 0 });
    expect(world.balance(to)).toBe(21n * CXT);
  });

  test('the message of another chain is none of this lane', () => {
    const batch = world.batch([transfer(1n, { srcEid: BSC_EID })]);
    const accounts = { lane: world.lane(HOME_EID), nonces: world.nonces(HOME_EID) };
    const receipt = world.send(world.deliverCall(batch, [], accounts));
    expect(world.gateway.errorName(receipt)).toBe('AccountOwnedByWrongProgram');
  });
});

describe('a recipient without a token account', () => {
  test('has it opened when the sender bought it, and not otherwise', () => {
    const other = Keypair.generate().publicKey;
    const batch = world.batch([transfer(1n, { buysAccount: true }), transfer(2n, { to: other })]);
    const given = [
      { token: true as const, owner: true },
      { token: true as const, credit: true },
    ];
    const receipt = world.must(world.deliverCall(batch, given));
    expect(eventNames(world, receipt)).toEqual(['packetDelivered', 'packetClaimable', 'batchAccepted']);
    expect(event(world, receipt, 'batchAccepted')).toMatchObject({ done: 2, failed: 0 });
    expect(world.balance(to)).toBe(7n * CXT);
    expect(world.supply()).toBe(7n * CXT);
    expect(world.chain.account(world.tokenAccount(other))).toBeUndefined();
    const credit = world.read('credit', world.leafAddress('credit', batch.messages[1]?.leaf ?? '0x'));
    expect(String(credit?.['amountUnits'])).toBe(String(7n * CXT));
  });

  test('has the bought one opened also where somebody sent lamports before', () => {
    world.chain.mustSend([
      SystemProgram.transfer({
        fromPubkey: world.payerKey,
        toPubkey: world.tokenAccount(to),
        lamports: 890_880,
      }),
    ]);
    const batch = world.batch([transfer(1n, { buysAccount: true })]);
    world.must(world.deliverCall(batch, [{ token: true, owner: true }]));
    expect(world.balance(to)).toBe(7n * CXT);
  });

  test('waits with its nonce free while an account that it needs is not given', () => {
    const plain = world.batch([transfer(1n)]);
    expect(failureName(world, world.must(world.deliverCall(plain, [{}])))).toBe('tokenAccountRequired');
    expect(failureName(world, world.must(world.deliverCall(plain, [{ token: true }])))).toBe(
      'creditAccountRequired',
    );
    const stranger = world.openToken(Keypair.generate().publicKey);
    const toStranger = world.must(world.deliverCall(plain, [{ token: stranger, credit: true }]));
    expect(failureName(world, toStranger)).toBe('tokenAccountRequired');
    const bought = world.batch([transfer(2n, { buysAccount: true })]);
    const ownerMissing = world.must(world.deliverCall(bought, [{ token: true, credit: true }]));
    expect(failureName(world, ownerMissing)).toBe('ownerAccountRequired');
    world.openToken(to);
    world.must(world.deliverCall(plain));
    world.must(world.deliverCall(bought));
    expect(world.balance(to)).toBe(14n * CXT);
  });

  test.each([
    ['frozen', TOKEN_PROGRAM, { state: 2 }],
    ['not initialised', TOKEN_PROGRAM, { state: 0 }],
    ['owned by another wallet', TOKEN_PROGRAM, { foreign: true }],
    ['of another program', TOKEN_2022_PROGRAM, {}],
  ])('keeps the credit claimable when its associated account is %s', (_, program, how) => {
    const owner = 'foreign' in how ? Keypair.generate().publicKey : to;
    const state = 'state' in how ? how.state : 1;
    world.chain.setAccount(world.tokenAccount(to), {
      owner: program,
      lamports: world.chain.rentFor(165),
      data: tokenAccountBytes({ mint: world.mint, owner, state }),
      executable: false,
    });
    const batch = world.batch([transfer(1n, { buysAccount: true })]);
    const receipt = world.must(world.deliverCall(batch, [{ token: true, owner: true, credit: true }]));
    expect(eventNames(world, receipt)).toEqual(['packetClaimable', 'batchAccepted']);
    expect(world.supply()).toBe(0n);
  });

  test('that is a program address or a token account is still claimable', () => {
    world.openToken(world.payerKey);
    for (const [index, recipient] of [
      world.tokenAccount(world.payerKey),
      ASSOCIATED_TOKEN_PROGRAM,
    ].entries()) {
      const batch = world.batch([transfer(BigInt(index + 1), { to: recipient })]);
      const receipt = world.must(world.deliverCall(batch, [{ token: true, credit: true }]));
      expect(eventNames(world, receipt)).toEqual(['packetClaimable', 'batchAccepted']);
    }
  });
});

test('a bad item fails alone', () => {
  world.openToken(to);
  const nobody = Keypair.generate().publicKey;
  const batch = world.batch([transfer(1n), transfer(2n, { to: nobody }), transfer(3n)]);
  const receipt = world.must(world.deliverCall(batch));
  expect(event(world, receipt, 'batchAccepted')).toMatchObject({ done: 2, failed: 1 });
  expect(world.balance(to)).toBe(14n * CXT);
});

test('nothing is delivered before all lanes are open', () => {
  world = new GatewayWorld({ until: 'initialized' });
  world.must(world.openLaneCall(HOME_EID), { payer: world.authority });
  world.openToken(to);
  const receipt = world.send(world.deliverCall(world.batch([transfer(1n)])));
  expect(world.gateway.errorName(receipt)).toBe('NotLive');
});

test('a transaction that is full of messages is within the heap and far below the compute limit', () => {
  const owners = Array.from({ length: 8 }, () => Keypair.generate().publicKey);
  const tokens = owners.map((owner) => world.openToken(owner));
  const batch = world.batch(owners.map((owner, index) => transfer(BigInt(index + 1), { to: owner })));
  const lookupTable = world.chain.lookupTable([...world.lookupTable.state.addresses, ...tokens]);
  const receipt = world.must(world.deliverCall(batch), { lookupTable });
  expect(event(world, receipt, 'batchAccepted')).toMatchObject({ done: 8, failed: 0 });
  expect(receipt.bytes).toBeLessThanOrEqual(1_232);
  expect(receipt.computeUnits).toBeLessThan(1_400_000 * 0.8);
});
