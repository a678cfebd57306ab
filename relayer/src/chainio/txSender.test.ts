/** The transaction sender on a simulated chain: write-ahead, gaps, replacement, reorgs, crashes between journal and broadcast. */
import type { BridgeCall, TxSigner } from '@cxt-bridge/adapters/core';
import { eid } from '@cxt-bridge/adapters/protocol';
import { createSimWorld, namedAddress, seededRandomness, VirtualClock } from '@cxt-bridge/adapters/sim';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLocalSigner } from '../signer/index.ts';
import { createMemoryStore, MemoryDisk } from '../store/memoryStore.ts';
import { createProviderQuorum } from './providerQuorum.ts';
import { createTxSender, type TxOutcome, type TxSender } from './txSender.ts';

const HOME = eid(40161);
const ACCOUNT = namedAddress('submitter');
const CALL: BridgeCall = { kind: 'selfSend' };

function setUp() {
  const clock = new VirtualClock();
  const members = ['01', '02', '03', '04']
    .map((byte) => createLocalSigner(`0x${byte.repeat(32)}`).address)
    .toSorted();
  const world = createSimWorld({
    clock,
    randomness: seededRandomness(1),
    homeEid: HOME,
    spokeEids: [eid(40102)],
    signerSet: { epoch: 1n, threshold: 3, members },
    finalityDepth: 2,
    nativeAccounts: [{ account: ACCOUNT, nativeWei: 10n ** 24n }],
  });
  const chain = world.chain(HOME);
  const provider = world.provider({ eid: HOME, label: 'node' });
  return {
    clock,
    world,
    chain,
    provider,
    disk: new MemoryDisk(),
    outcomes: [] as TxOutcome[],
    warnings: [] as string[],
  };
}

type Bench = ReturnType<typeof setUp>;

function open(
  bench: Bench,
  signer: TxSigner = bench.world.signer({ eid: HOME, account: ACCOUNT }),
): Promise<TxSender> {
  const { clock, provider, disk, outcomes, warnings } = bench;
  return createTxSender({
    eid: HOME,
    view: createProviderQuorum({ eid: HOME, chain: 'ethereum', providers: [provider], required: 1, clock }),
    signer,
    store: createMemoryStore({ disk }),
    clock,
    cap: { maxFeePerGas: 10n ** 13n },
    replaceAfterBlocks: 3n,
    onOutcome: (outcome) => outcomes.push(outcome),
    onWarning: (message) => warnings.push(message),
  });
}

async function block({ chain }: Bench, sender: TxSender): Promise<void> {
  chain.mine();
  await sender.onBlock({ latestHeight: chain.head.ref.height, finalizedHeight: chain.finalizedHeight });
}

describe('the transaction sender', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = setUp();
  });

  it('reports inclusion, then finality, and forgets the row only then', async () => {
    const sender = await open(bench);
    const hash = await sender.submit({ id: 'work', call: CALL, gasLimit: 30_000n });
    await block(bench, sender);
    expect(bench.outcomes.map(({ state }) => state)).toEqual(['included']);
    expect(sender.isOpen('work')).toBe(true);
    await block(bench, sender);
    await block(bench, sender);
    expect(bench.outcomes.at(-1)).toMatchObject({ state: 'final', success: true, txHash: hash });
    expect(sender.openRows).toBe(0);
  });

  it('gives consecutive nonces to work submitted at once', async () => {
    const sender = await open(bench);
    await Promise.all(['a', 'b', 'c'].map((id) => sender.submit({ id, call: CALL, gasLimit: 30_000n })));
    await block(bench, sender);
    expect(bench.chain.account(ACCOUNT).nonce).toBe(3n);
  });

  it('broadcasts the same bytes again after a crash between journal and broadcast', async () => {
    bench.provider.setFaults({ broadcastLostRate: 1 });
    const first = await open(bench);
    const hash = await first.submit({ id: 'work', call: CALL, gasLimit: 30_000n });
    bench.disk.crash();
    bench.provider.setFaults({ broadcastLostRate: 0 });
    const second = await open(bench);
    expect(second.isOpen('work')).toBe(true);
    await block(bench, second);
    await block(bench, second);
    expect(bench.chain.receipt(hash)?.success).toBe(true);
    expect(bench.chain.account(ACCOUNT).nonce).toBe(1n);
  });

  it('puts the same bytes back after a reorg took them out', async () => {
    const sender = await open(bench);
    const hash = await sender.submit({ id: 'work', call: CALL, gasLimit: 30_000n });
    await block(bench, sender);
    bench.chain.reorg({ depth: 1, dropRate: 1 });
    expect(bench.chain.receipt(hash)).toBeNull();
    await block(bench, sender);
    await block(bench, sender);
    expect(bench.chain.receipt(hash)?.success).toBe(true);
  });

  it('replaces what stays pending, at higher fees and with the same nonce', async () => {
    const sender = await open(bench);
    const hash = await sender.submit({ id: 'work', call: CALL, gasLimit: 30_000n });
    for (let i = 0; i < 2; i += 1) {
      bench.chain.spikeBaseFee(bench.chain.baseFee() * 20n);
      await block(bench, sender);
    }
    for (let i = 0; i < 12; i += 1) await block(bench, sender);
    expect(bench.chain.account(ACCOUNT).nonce).toBe(1n);
    expect(bench.outcomes.at(-1)).toMatchObject({ state: 'final', success: true });
    expect(bench.outcomes.at(-1)?.txHash).not.toBe(hash);
  });

  it('closes a nonce that nobody holds with a transaction to itself', async () => {
    const sender = await open(bench);
    bench.provider.setFaults({ broadcastLostRate: 1 });
    await sender.submit({ id: 'a', call: CALL, gasLimit: 30_000n });
    await sender.submit({ id: 'b', call: CALL, gasLimit: 30_000n });
    bench.disk.crash();
    const rows = bench.disk.tables.get('tx');
    const [lowest] = [...(rows?.keys.range({ from: '', to: '\uffff', reverse: false }) ?? [])];
    rows?.values.delete(String(lowest));
    rows?.keys.delete(String(lowest));
    bench.provider.setFaults({ broadcastLostRate: 0 });
    const again = await open(bench);
    for (let i = 0; i < 4; i += 1) await block(bench, again);
    expect(bench.chain.account(ACCOUNT).nonce).toBe(2n);
  });

  it('calls work lost only when its nonce was spent by something else and that is final', async () => {
    const sender = await open(bench);
    bench.provider.setFaults({ broadcastLostRate: 1 });
    await sender.submit({ id: 'work', call: CALL, gasLimit: 30_000n });
    const other = await bench.world.signer({ eid: HOME, account: ACCOUNT }).sign({
      call: CALL,
      nonce: 0n,
      gasLimit: 40_000n,
      maxFeePerGas: 10n ** 12n,
      maxPriorityFeePerGas: 10n ** 10n,
    });
    bench.chain.broadcast(other.raw);
    await block(bench, sender);
    expect(bench.outcomes).toEqual([]);
    for (let i = 0; i < 3; i += 1) await block(bench, sender);
    expect(bench.outcomes.map(({ state }) => state)).toEqual(['lost']);
    expect(sender.openRows).toBe(0);
  });
});
