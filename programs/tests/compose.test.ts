/** Calls: credit first, then the call in its own transaction; a failing or hostile receiver changes nothing and takes nothing. */
import { createHash } from 'node:crypto';
import { type AccountMeta, PublicKey, SystemProgram } from '@solana/web3.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { bn } from './support/bn.ts';
import { CXT, HOME_EID } from './support/deployment.ts';
import { GatewayWorld } from './support/gatewayWorld.ts';
import { COMPOSE_FROM, type Given, type Inbound, type SealedInbound } from './support/inbound.ts';
import { event, eventNames, failureName, plain } from './support/outcomes.ts';
import { deployReceiver, type Receiver } from './support/receiver.ts';
import { ASSOCIATED_TOKEN_PROGRAM, TOKEN_PROGRAM, tokenAccountBytes } from './support/splToken.ts';

const CALL: Given = { token: true, compose: true };
const BODY = Buffer.from('hello from the other side');

let world: GatewayWorld;
let nonce: bigint;

beforeEach(() => {
  world = new GatewayWorld();
  nonce = 0n;
});

/** Delivers a message with a call and returns it. */
function deliver(
  to: PublicKey,
  composeMsg: Uint8Array,
  at: Partial<Inbound> = {},
  given = CALL,
): SealedInbound {
  nonce += 1n;
  const message = { srcEid: HOME_EID, nonce, to, amountUnits: CXT, composeMsg, composeUnits: 100_000, ...at };
  const batch = world.batch([message]);
  world.must(world.attestCall(batch));
  world.must(world.deliverProvenCall(batch, 0, given));
  const [sealed] = batch.messages;
  if (sealed === undefined) throw new Error('no message');
  return sealed;
}

const meta = (pubkey: PublicKey, isWritable = false): AccountMeta => ({
  pubkey,
  isWritable,
  isSigner: false,
});

describe('the example receiver', () => {
  let receiver: Receiver;
  beforeEach(() => {
    receiver = deployReceiver(world, 'compose_receiver');
  });
  const inbox = (): Record<string, unknown> =>
    receiver.client.decode('inbox', world.chain.account(receiver.inbox)?.data ?? new Uint8Array(0));

  test('is credited first, then called once with what was sent', () => {
    const sealed = deliver(receiver.inbox, BODY);
    expect(world.balance(receiver.inbox)).toBe(CXT);
    expect(String(inbox()['count'])).toBe('0');
    const call = world.executeComposeCall(sealed, receiver.program);
    const before = world.chain.lamports(world.payerKey);
    const rent = world.chain.account(world.leafAddress('compose', sealed.leaf))?.lamports ?? 0n;
    const receipt = world.must(call);
    expect(event(world, receipt, 'composeDelivered')).toEqual({ guid: sealed.guid, leaf: sealed.leaf });
    expect(world.chain.lamports(world.payerKey)).toBe(before + rent - 5_000n);
    const stored = Object.fromEntries(Object.entries(inbox()).map(([name, value]) => [name, plain(value)]));
    expect(stored).toMatchObject({
      count: 1n,
      receivedUnits: CXT,
      guid: sealed.guid,
      srcEid: HOME_EID,
      composeFrom: COMPOSE_FROM,
      message: `0x${BODY.toString('hex')}`,
    });
    expect(world.gateway.errorName(world.send(call))).toBe('AccountNotInitialized');
  });

  test('that fails keeps the call pending and the credit untouched; anyone tries again', () => {
    const sealed = deliver(receiver.inbox, BODY);
    const refuse = (refusing: boolean) =>
      world.chain.mustSend([
        receiver.client.instruction({
          name: 'setRefusing',
          args: { refusing },
          accounts: { admin: world.payerKey, inbox: receiver.inbox },
        }),
      ]);
    refuse(true);
    const failed = world.send(world.executeComposeCall(sealed, receiver.program));
    expect(world.gateway.errorName(failed)).toBe('Refusing');
    expect(world.read('compose', world.leafAddress('compose', sealed.leaf))).toBeDefined();
    expect(world.balance(receiver.inbox)).toBe(CXT);
    refuse(false);
    const stranger = world.chain.newWallet('stranger');
    world.must(world.executeComposeCall(sealed, receiver.program), { payer: stranger });
    expect(String(inbox()['count'])).toBe('1');
  });

  test('cannot be called by anyone but the gateway', () => {
    const accounts = { composeAuthority: world.payerKey, inbox: receiver.inbox };
    const args = { guid: Array(32).fill(1), srcEid: 1, composeFrom: Array(32).fill(2), message: BODY };
    const receipt = world.chain.send([
      receiver.client.instruction({
        name: 'cxtCompose',
        args: { ...args, amountUnits: bn(1n) },
        accounts,
      }),
    ]);
    expect(world.gateway.errorName(receipt)).toBe('ConstraintSeeds');
  });

  test('tells which accounts a call needs', () => {
    const args = { guid: Array(32).fill(1), srcEid: 1, composeFrom: Array(32).fill(2), message: BODY };
    const receipt = world.chain.mustSend([
      receiver.client.instruction({
        name: 'cxtComposeAccounts',
        args: { ...args, amountUnits: bn(1n) },
        accounts: { inbox: receiver.inbox },
      }),
    ]);
    expect([...receipt.returned]).toEqual([0, 0, 0, 0]);
  });

  test('may get a call without an amount and without a token account', () => {
    const sealed = deliver(receiver.inbox, BODY, { amountUnits: 0n }, { compose: true });
    world.must(world.executeComposeCall(sealed, receiver.program));
    expect(String(inbox()['receivedUnits'])).toBe('0');
    expect(world.supply()).toBe(0n);
  });

  test('is called after a credit that had to wait for its token account', () => {
    world.chain.setAccount(world.tokenAccount(receiver.inbox), {
      owner: TOKEN_PROGRAM,
      lamports: world.chain.rentFor(165),
      data: tokenAccountBytes({ mint: world.mint, owner: world.payerKey }),
      executable: false,
    });
    const sealed = deliver(receiver.inbox, BODY, {}, { token: true, credit: true });
    const other = PublicKey.unique();
    world.chain.setAccount(other, {
      owner: TOKEN_PROGRAM,
      lamports: world.chain.rentFor(165),
      data: tokenAccountBytes({ mint: world.mint, owner: receiver.inbox }),
      executable: false,
    });
    const early = world.send(world.executeComposeCall(sealed, receiver.program));
    expect(world.gateway.errorName(early)).toBe('AccountNotInitialized');
    const without = world.send(world.claimCreditCall(sealed, { tokenAccount: other, compose: undefined }));
    expect(world.gateway.errorName(without)).toBe('ComposeAccountRequired');
    world.must(world.claimCreditCall(sealed, { tokenAccount: other }));
    world.must(world.executeComposeCall(sealed, receiver.program));
    expect(String(inbox()['receivedUnits'])).toBe(String(CXT));
  });

  test('gets only the message that is pending, at its recipient', () => {
    const sealed = deliver(receiver.inbox, BODY);
    const other = world.seal({ ...sealed, composeMsg: Buffer.from('forged') });
    const forged = {
      ...world.executeComposeCall(sealed, receiver.program),
      args: { item: Buffer.from(other.item) },
    };
    expect(world.gateway.errorName(world.send(forged))).toBe('AccountMismatch');
    const hostile = deployReceiver(world, 'hostile_receiver');
    const elsewhere = world.executeComposeCall(sealed, hostile.program, [], { recipient: hostile.inbox });
    expect(world.gateway.errorName(world.send(elsewhere))).toBe('AccountMismatch');
    const target = world.executeComposeCall(sealed, hostile.program);
    expect(world.gateway.errorName(world.send(target))).toBe('ConstraintAddress');
  });
});

test('a call without its compose account fails alone', () => {
  const receiver = deployReceiver(world, 'compose_receiver');
  const message = { srcEid: HOME_EID, nonce: 1n, to: receiver.inbox, amountUnits: CXT, composeMsg: BODY };
  const receipt = world.must(world.deliverCall(world.batch([message])));
  expect(failureName(world, receipt)).toBe('composeAccountRequired');
  expect(world.supply()).toBe(0n);
});

describe('programs that may not be called', () => {
  test.each([
    ['system', SystemProgram.programId],
    ['token', TOKEN_PROGRAM],
    ['associated token', ASSOCIATED_TOKEN_PROGRAM],
    ['the gateway itself', undefined],
  ])('%s', (_, owner) => {
    const target = owner ?? world.gateway.program;
    const to = PublicKey.unique();
    world.chain.setAccount(to, {
      owner: target,
      lamports: 10_000_000n,
      data: new Uint8Array(8),
      executable: false,
    });
    const sealed = deliver(to, BODY, { amountUnits: 0n }, { compose: true });
    const receipt = world.send(world.executeComposeCall(sealed, target));
    expect(world.gateway.errorName(receipt)).toBe('TargetForbidden');
  });
});

describe('a hostile receiver', () => {
  let hostile: Receiver;
  beforeEach(() => {
    hostile = deployReceiver(world, 'hostile_receiver');
  });

  /** Message that makes it call `program` (an index, as of the accounts) with these accounts and data. */
  const body = (
    program: number,
    accounts: readonly [index: number, flags: number][],
    data: Uint8Array,
  ): Buffer => Buffer.concat([Buffer.from([1, program, accounts.length, ...accounts.flat()]), data]);
  const run = (message: Uint8Array, following: readonly AccountMeta[], options = {}) => {
    const sealed = deliver(hostile.inbox, message);
    const supply = world.supply();
    const receipt = world.send(world.executeComposeCall(sealed, hostile.program, following), options);
    expect(world.supply()).toBe(supply);
    return { sealed, receipt };
  };
  const mintTo = Buffer.concat([Buffer.from([7]), Buffer.from([0, 202, 154, 59, 0, 0, 0, 0])]);

  test('cannot mint with the signer that it sees, nor with the mint authority', () => {
    const token = world.tokenAccount(hostile.inbox);
    const following = [
      meta(world.mint, true),
      meta(token, true),
      meta(world.mintAuthority),
      meta(TOKEN_PROGRAM),
    ];
    const withSigner = run(
      body(
        5,
        [
          [2, 2],
          [3, 2],
          [0, 1],
        ],
        mintTo,
      ),
      following,
    );
    expect(withSigner.receipt.ok).toBe(false);
    const withAuthority = run(
      body(
        5,
        [
          [2, 2],
          [3, 2],
          [4, 1],
        ],
        mintTo,
      ),
      following,
    );
    expect(withAuthority.receipt.ok).toBe(false);
    expect(withAuthority.receipt.logs.join('\n')).toContain('privilege escalated');
  });

  test('cannot lend its signer to another receiver', () => {
    const victim = deployReceiver(world, 'compose_receiver');
    const data = createHash('sha256').update('global:cxt_compose').digest().subarray(0, 8);
    const args = Buffer.concat([data, Buffer.alloc(32 + 4 + 32 + 8), Buffer.alloc(4)]);
    const { receipt } = run(
      body(
        3,
        [
          [0, 1],
          [2, 2],
        ],
        args,
      ),
      [meta(victim.inbox, true), meta(victim.program)],
    );
    expect(world.gateway.errorName(receipt)).toBe('ConstraintSeeds');
  });

  test('cannot call the gateway again', () => {
    const second = deliver(hostile.inbox, Buffer.from([9]));
    const inner = world.gateway.instruction(world.executeComposeCall(second, hostile.program));
    const following = [
      ...inner.keys.map(({ pubkey, isWritable }) => meta(pubkey, isWritable)),
      meta(world.gateway.program),
    ];
    const accounts = inner.keys.map(({ isWritable }, index): [number, number] => [
      index + 2,
      isWritable ? 2 : 0,
    ]);
    const message = body(following.length + 1, accounts, inner.data);
    const { receipt } = run(message, following);
    expect(receipt.error + receipt.logs.join('\n')).toMatch(/reentrancy/i);
    world.must(world.executeComposeCall(second, hostile.program));
  });

  test('cannot take lamports or signatures of whoever pays for the call', () => {
    const data = Buffer.alloc(12);
    data.writeUInt32LE(2, 0);
    data.writeBigUInt64LE(1_000_000n, 4);
    const following = [meta(world.payerKey, true), meta(SystemProgram.programId)];
    const { receipt } = run(
      body(
        3,
        [
          [2, 3],
          [1, 2],
        ],
        data,
      ),
      following,
    );
    expect(receipt.ok).toBe(false);
    expect(receipt.logs.join('\n')).toContain('privilege escalated');
  });

  test('that eats all compute leaves the call pending and the credit in place', () => {
    const { sealed, receipt } = run(Buffer.from([0]), [], { computeUnitLimit: 400_000 });
    expect(receipt.ok).toBe(false);
    expect(world.balance(hostile.inbox)).toBe(CXT);
    expect(world.read('compose', world.leafAddress('compose', sealed.leaf))).toBeDefined();
  });

  test('that does nothing is done', () => {
    const { receipt } = run(Buffer.from([9]), []);
    expect(eventNames(world, receipt)).toEqual(['composeDelivered']);
  });
});
