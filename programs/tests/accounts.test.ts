/**
 * Every account of every instruction, as the IDL lists them, replaced by what it must not be. A replacement that is taken is a
 * failure, unless it is named as harmless here with the reason.
 */
import { type AccountMeta, Keypair, type PublicKey, TransactionInstruction } from '@solana/web3.js';
import { describe, expect, test } from 'vitest';
import { readArtifact } from './support/artifacts.ts';
import { IdlClient, type IdlAccount } from './support/idlClient.ts';
import { SCENARIOS, type Scenario } from './support/scenarios.ts';
import { TOKEN_2022_PROGRAM } from './support/splToken.ts';

/** Accounts of which another one of the same kind is as good: what the mutation makes is a second valid account. */
const ANY_OF_ITS_KIND: Readonly<Record<string, string>> = {
  from: 'any token account of the owner can be debited',
  tokenAccount: 'any token account of the recipient can be credited',
};
/** Accounts that hold nothing: what counts is the address. */
const PROGRAMS = ['program', 'target', 'tokenProgram', 'associatedTokenProgram', 'systemProgram'];

interface Mutation {
  readonly what: string;
  readonly keys: AccountMeta[];
}

function stranger(): PublicKey {
  return Keypair.generate().publicKey;
}

/** All replacements of one account. */
function mutationsOf(at: { scenario: Scenario; listed: readonly IdlAccount[]; index: number }): Mutation[] {
  const { scenario, listed, index } = at;
  const { world, call } = scenario;
  const { keys } = world.gateway.instruction(call);
  const account = listed[index] as IdlAccount;
  const meta = keys[index] as AccountMeta;
  const isAbsent = account.optional === true && meta.pubkey.equals(world.gateway.program);
  if (isAbsent) return [];
  const mutations: Mutation[] = [];
  const replace = (what: string, change: Partial<AccountMeta>): void => {
    mutations.push({ what, keys: keys.map((key, at_) => (at_ === index ? { ...key, ...change } : key)) });
  };
  if (account.signer === true) {
    replace('does not sign', { isSigner: false, pubkey: world.chain.newWallet('silent').publicKey });
    return mutations;
  }
  replace('is an address without an account', { pubkey: stranger() });
  if (account.writable === true) replace('is not writable', { isWritable: false });
  const existing = world.chain.account(meta.pubkey);
  if (PROGRAMS.includes(account.name)) {
    replace('is another program', { pubkey: TOKEN_2022_PROGRAM });
    return mutations;
  }
  if (existing !== undefined && existing.data.length > 0) {
    const copy = (owner: PublicKey): PublicKey => {
      const address = stranger();
      world.chain.setAccount(address, { ...existing, owner });
      return address;
    };
    replace('is a copy that another program owns', { pubkey: copy(TOKEN_2022_PROGRAM) });
    if (!(account.name in ANY_OF_ITS_KIND)) {
      replace('is a copy of the same owner at another address', { pubkey: copy(existing.owner) });
      const cut = stranger();
      world.chain.setAccount(cut, { ...existing, data: existing.data.slice(0, 8) });
      replace('is cut after its type', { pubkey: cut });
    }
  }
  for (const [other, { name }] of listed.entries()) {
    const otherKey = keys[other]?.pubkey;
    if (otherKey === undefined || other === index || otherKey.equals(meta.pubkey)) continue;
    replace(`is the ${name}`, { pubkey: otherKey });
  }
  return mutations;
}

/** The program itself where events are emitted: the runtime wants it among the accounts, nobody reads what stands there. */
function isHarmless(at: { listed: readonly IdlAccount[]; account: string }): boolean {
  return at.account === 'program' && at.listed.some(({ name }) => name === 'eventAuthority');
}

const gateway = new IdlClient(readArtifact('cxt_gateway'));

test('every instruction has a scenario, and every optional account is used in one', () => {
  const covered = new Set(Object.keys(SCENARIOS).map((name) => name.split('/')[0]));
  expect([...covered].toSorted()).toEqual(gateway.idl.instructions.map(({ name }) => name).toSorted());
  const used = new Set<string>();
  for (const make of Object.values(SCENARIOS)) {
    const { call } = make();
    for (const [name, key] of Object.entries(call.accounts))
      if (key !== undefined) used.add(`${call.name}.${name}`);
  }
  for (const { name } of gateway.idl.instructions) {
    for (const account of gateway.accountsOf(name)) {
      if (account.optional === true) expect(used).toContain(`${name}.${account.name}`);
    }
  }
});

describe.each(Object.keys(SCENARIOS))('%s', (name) => {
  const [instruction = ''] = name.split('/');
  test('refuses every replacement of every account, and takes the right ones', () => {
    const scenario = SCENARIOS[name]?.() as Scenario;
    const { world, call, options } = scenario;
    const listed = gateway.accountsOf(instruction);
    const supply = world.supply();
    let tried = 0;
    const taken: string[] = [];
    for (const index of listed.keys()) {
      const account = listed[index]?.name ?? '';
      for (const { what, keys } of mutationsOf({ scenario, listed, index })) {
        if (isHarmless({ listed, account })) continue;
        const { programId, data } = world.gateway.instruction(call);
        const mutated = new TransactionInstruction({ programId, data, keys });
        tried += 1;
        if (world.chain.send([mutated], { lookupTable: world.lookupTable, ...options }).ok) {
          taken.push(`${account} ${what}`);
        }
      }
    }
    expect(taken).toEqual([]);
    expect(tried).toBeGreaterThan(listed.length);
    expect(world.supply()).toBe(supply);
    world.must(call, options);
  });
});
