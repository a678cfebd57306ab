import { describe, expect, it } from 'vitest';
import type { Hex } from '../core/index.ts';
import { type Eid, WEI_PER_CXT } from '../protocol/index.ts';
import type { GatewayState } from './gatewayState.ts';
import { encodeTransaction } from './simTransaction.ts';
import type { SimWorld } from './simWorld.ts';
import { JournaledMap } from './stateJournal.ts';
import { deliverNow, fundSpokes, HOME, SPOKE_A, sendNow, testWorld } from './testWorld.ts';

const CXT = WEI_PER_CXT;

/** Every map of the state, as text: anything that a rollback forgets shows up here. */
function dump(state: GatewayState): string {
  const maps = Object.entries(state).filter(([, value]) => value instanceof JournaledMap);
  const rows = maps.map(([name, map]) => [
    name,
    [...(map as JournaledMap<string, unknown>).entries()].toSorted(([left], [right]) =>
      left < right ? -1 : 1,
    ),
  ]);
  return JSON.stringify(rows, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

function user(world: SimWorld, index: number): Hex {
  return world.users[index] as Hex;
}

function balances(world: SimWorld, eid: Eid): bigint[] {
  return world.users.map((account) => world.tokenBalance({ eid, account }));
}

describe('SimChain.reorg', () => {
  it('restores state and blocks exactly when everything of the lost blocks is dropped', () => {
    const { world } = testWorld();
    fundSpokes(world);
    const chain = world.chain(SPOKE_A);
    const incoming = sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: 5n * CXT });
    const before = dump(chain.ledger.state);
    const { height, hash } = chain.head.ref;
    sendNow(world, { srcEid: SPOKE_A, dstEid: HOME, amountWei: 3n * CXT });
    deliverNow(world, { eid: SPOKE_A, packets: [incoming] });
    world.burn({ eid: SPOKE_A, from: user(world, 0), amountWei: CXT });
    chain.mine();
    expect(dump(chain.ledger.state)).not.toBe(before);
    const result = chain.reorg({ depth: 3, dropRate: 1 });
    expect(dump(chain.ledger.state)).toBe(before);
    expect(chain.head.ref.height).toBe(height + 3n);
    expect(result.replacements[0]?.ref.parentHash).toBe(hash);
    expect(result.replacements.map((block) => block.ref.hash)).not.toContain(result.orphaned[0]?.ref.hash);
    expect(result.dropped).toHaveLength(3);
  });

  it('brings the same transactions back to the same state when none is dropped', () => {
    const { world } = testWorld();
    const chain = world.chain(HOME);
    for (let index = 0; index < 4; index++) {
      world.send({
        from: user(world, index),
        srcEid: HOME,
        dstEid: SPOKE_A,
        to: user(world, 0),
        amountWei: CXT,
      });
      chain.mine();
    }
    const before = balances(world, HOME);
    const { replacements } = chain.reorg({ depth: 3 });
    expect(replacements.flatMap((block) => block.transactions)).toHaveLength(3);
    expect(balances(world, HOME)).toEqual(before);
    expect(chain.ledger.state.outboundLane(SPOKE_A).nonce).toBe(4n);
    world.assertConservation();
  });

  it('keeps delayed transactions for later blocks, and gaps wait for what was dropped', () => {
    const { world } = testWorld();
    const chain = world.chain(HOME);
    const [first, second] = [1n, 2n].map((amountWei) => {
      const sent = world.burn({ eid: HOME, from: user(world, 0), amountWei });
      chain.mine();
      return sent;
    });
    chain.reorg({ depth: 1, delayRate: 1 });
    expect(chain.txStatus(second?.hash as Hex)).toEqual({ state: 'pending' });
    chain.mine();
    expect(chain.txStatus(second?.hash as Hex)).toMatchObject({ state: 'included' });
    chain.reorg({ depth: 3, dropRate: 1 });
    expect([first, second].map((sent) => chain.txStatus(sent?.hash as Hex).state)).toEqual([
      'unknown',
      'unknown',
    ]);
  });

  it('refuses to touch final blocks, unless that is the fault under test', () => {
    const { world } = testWorld({ finalityDepth: 2 });
    const chain = world.chain(HOME);
    for (let block = 0; block < 5; block++) chain.mine();
    const final = chain.blockAt(chain.finalizedHeight)?.ref;
    expect(() => chain.reorg({ depth: 3 })).toThrow(RangeError);
    chain.reorg({ depth: 2 });
    expect(chain.blockAt(final?.height ?? 0n)?.ref).toEqual(final);
    chain.reorg({ depth: 3, violateFinality: true });
    expect(chain.blockAt(final?.height ?? 0n)?.ref.hash).not.toBe(final?.hash);
    expect(chain.finalizedHeight).toBe(final?.height);
  });

  it('runs system calls again', () => {
    const { world } = testWorld();
    const chain = world.chain(HOME);
    chain.system({ kind: 'fundNative', account: 'somebody', amountWei: 5n });
    chain.mine();
    chain.reorg({ depth: 1, dropRate: 1 });
    expect(chain.account('somebody').nativeWei).toBe(5n);
  });
});

describe('SimChain', () => {
  it('is a function of seed and calls', () => {
    const run = (seed: number): string => {
      const { world } = testWorld({ seed });
      const chain = world.chain(HOME);
      for (let step = 0; step < 12; step++) {
        const from = user(world, step % 4);
        world.send({ from, srcEid: HOME, dstEid: SPOKE_A, to: from, amountWei: BigInt(step + 1) * CXT });
        chain.mine();
        if (step % 4 === 3) chain.reorg({ depth: 3, dropRate: 0.3, delayRate: 0.3 });
      }
      return chain.head.ref.hash;
    };
    expect(run(7)).toBe(run(7));
    expect(run(7)).not.toBe(run(8));
  });

  it('charges gas and uses the nonce of a failing transaction, and leaves nothing else', () => {
    const { world } = testWorld();
    const chain = world.chain(SPOKE_A);
    const before = dump(chain.ledger.state);
    const { nativeWei, nonce } = chain.account(user(world, 0));
    const { hash } = world.burn({ eid: SPOKE_A, from: user(world, 0), amountWei: CXT });
    chain.mine();
    expect(chain.receipt(hash)).toMatchObject({
      success: false,
      reason: 'InsufficientBalance',
      events: [],
      flows: [],
    });
    const paid = chain.receipt(hash) as { gasUsed: bigint; gasPriceWei: bigint };
    const after = chain.account(user(world, 0));
    expect(after).toEqual({ nonce: nonce + 1n, nativeWei: nativeWei - paid.gasUsed * paid.gasPriceWei });
    chain.reorg({ depth: 1, dropRate: 1 });
    expect(dump(chain.ledger.state)).toBe(before);
  });

  it('fills blocks up to the gas limit, dearest first, and moves the base fee', () => {
    const { world } = testWorld({ blockGasLimit: 1_200_000n });
    const chain = world.chain(HOME);
    const floor = chain.baseFee();
    for (const from of world.users) world.burn({ eid: HOME, from, amountWei: 1n });
    const { transactions } = chain.mine();
    expect(transactions.length).toBeGreaterThan(0);
    expect(transactions.length).toBeLessThan(world.users.length);
    const tips = transactions.map(({ tx }) => tx.maxPriorityFeePerGas);
    expect(tips).toEqual([...tips].toSorted((left, right) => (left > right ? -1 : 1)));
    chain.spikeBaseFee(floor * 100n);
    expect(chain.mine().transactions).toEqual([]);
    expect(chain.baseFee()).toBeLessThan(floor * 100n);
    expect(chain.baseFee()).toBeGreaterThan(floor * 80n);
    for (let block = 0; block < 60; block++) chain.mine();
    expect(chain.pool.size).toBe(0);
    expect(chain.baseFee()).toBe(floor);
  });

  it('stops finality when told and catches up after', () => {
    const { world } = testWorld({ finalityDepth: 1 });
    const chain = world.chain(HOME);
    chain.mine();
    chain.mine();
    chain.stallFinality(true);
    for (let block = 0; block < 5; block++) chain.mine();
    expect(chain.finalizedHeight).toBe(1n);
    chain.stallFinality(false);
    expect(chain.finalizedHeight).toBe(6n);
  });

  it('refuses bytes that are no transaction of this chain', () => {
    const { world } = testWorld();
    const chain = world.chain(HOME);
    const fields = {
      from: user(world, 0),
      nonce: 0n,
      gasLimit: 30_000n,
      maxFeePerGas: 10n ** 10n,
      maxPriorityFeePerGas: 1n,
    };
    const sign = (change: object): Hex =>
      encodeTransaction({
        networkId: chain.options.genesis.networkId,
        ...fields,
        call: { kind: 'selfSend' },
        ...change,
      }).raw;
    expect(chain.broadcast('0x00')).toMatchObject({ reason: 'other' });
    expect(chain.broadcast(sign({ networkId: '1' }))).toMatchObject({ reason: 'other' });
    expect(chain.broadcast(sign({ gasLimit: 20_000n }))).toMatchObject({ reason: 'other' });
    const forged = { kind: 'fundNative', account: user(world, 0), amountWei: 1n };
    expect(chain.broadcast(sign({ call: forged }))).toMatchObject({ reason: 'other' });
    expect(chain.broadcast(sign({ from: 'system', call: forged }))).toMatchObject({ reason: 'other' });
    expect(chain.broadcast(sign({}))).toEqual({ outcome: 'accepted' });
  });
});
