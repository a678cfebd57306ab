/** The sender for expiring transactions on a Solana-like chain: write-ahead, same bytes, new ones only after expiry, steps across crashes. */
import type {
  BridgeCall,
  ChainProvider,
  ExpiringTxSigner,
  PacketSentEvent,
  TxAnchor,
} from '@cxt-bridge/adapters/core';
import { createTestQuorum } from '@cxt-bridge/adapters/core/testing';
import {
  bridgeId,
  bytesToHex,
  eid,
  encodeItems,
  itemFromPacket,
  leafHash,
  merkleRoot,
  WEI_PER_CXT,
} from '@cxt-bridge/adapters/protocol';
import {
  createSimWorld,
  namedAddress,
  seededRandomness,
  type SimProvider,
  type SvmRules,
  VirtualClock,
} from '@cxt-bridge/adapters/sim';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore, MemoryDisk } from '../store/memoryStore.ts';
import type { Store } from '../store/store.ts';
import { createExpiringSender } from './expiringSender.ts';
import { createProviderQuorum } from './providerQuorum.ts';
import type { TxOutcome, TxSender } from './txSender.ts';

const HOME = eid(40161);
const SVM = eid(40168);
const ACCOUNT = namedAddress('submitter');
const RULES: SvmRules = { anchorLifeBlocks: 4, skippedSlotRate: 0, dropRate: 0 };
const FINALITY = 2;

const OTHER = namedAddress('another submitter');
const QUORUM = createTestQuorum({ bridgeId: bridgeId('simulation'), size: 4, threshold: 3 });

function setUp() {
  const clock = new VirtualClock();
  const world = createSimWorld({
    clock,
    randomness: seededRandomness(1),
    homeEid: HOME,
    spokeEids: [SVM],
    svmEids: [SVM],
    svm: RULES,
    signerSet: { epoch: 1n, threshold: 3, members: QUORUM.members },
    finalityDepth: FINALITY,
    nativeAccounts: [ACCOUNT, OTHER].map((account) => ({ account, nativeWei: 10n ** 24n })),
  });
  const signer = world.expiringSigner({ eid: SVM, account: ACCOUNT });
  const signed: { label: string; hash: string }[] = [];
  const counting: ExpiringTxSigner = {
    account: ACCOUNT,
    plan: (call) => signer.plan(call),
    async sign(at) {
      const result = await signer.sign(at);
      signed.push({ label: at.step.label, hash: result.hash });
      return result;
    },
  };
  return {
    clock,
    world,
    chain: world.chain(SVM),
    provider: world.provider({ eid: SVM, label: 'node' }),
    disk: new MemoryDisk(),
    signer: counting,
    signed,
    outcomes: [] as TxOutcome[],
    warnings: [] as string[],
  };
}

type Bench = ReturnType<typeof setUp>;
interface Opening {
  signer?: ExpiringTxSigner;
  providers?: readonly ChainProvider[];
  store?: Store;
}

function open(bench: Bench, opening: Opening = {}): Promise<TxSender> {
  const { clock, disk, outcomes, warnings } = bench;
  const { signer = bench.signer, providers = [bench.provider] } = opening;
  return createExpiringSender({
    eid: SVM,
    view: createProviderQuorum({ eid: SVM, chain: 'solana', providers, required: 1, clock }),
    signer,
    store: opening.store ?? createMemoryStore({ disk }),
    onOutcome: (outcome) => outcomes.push(outcome),
    onWarning: (message) => warnings.push(message),
  });
}

async function look({ chain }: Bench, sender: TxSender): Promise<void> {
  await sender.onBlock({ latestHeight: chain.head.ref.height, finalizedHeight: chain.finalizedHeight });
}

async function block(bench: Bench, sender: TxSender): Promise<void> {
  bench.chain.mine();
  await look(bench, sender);
}

/** That many packets from home to one owner, sent now. */
function send({ world }: Bench, count: number): PacketSentEvent[] {
  const from = world.users[0] as `0x${string}`;
  const to = world.account({ eid: SVM, user: from });
  const hashes = Array.from(
    { length: count },
    () => world.send({ from, srcEid: HOME, dstEid: SVM, to, amountWei: WEI_PER_CXT }).hash,
  );
  const home = world.chain(HOME);
  home.mine();
  return hashes.flatMap(
    (hash) => home.receipt(hash)?.events.filter((event) => event.type === 'packetSent') ?? [],
  );
}

/** The call that delivers these packets, signed by the fixture's quorum. */
function delivery({ chain }: Bench, packets: readonly PacketSentEvent[]): BridgeCall {
  const { attestation, signatures } = QUORUM.attestBatch({
    dstEid: SVM,
    root: merkleRoot(packets.map((sent) => leafHash(sent))),
    count: packets.length,
    notAfter: chain.head.ref.timestamp + 3_600n,
  });
  const items = bytesToHex(encodeItems(packets.map((sent) => itemFromPacket(sent))));
  return { kind: 'deliver', attestation, signatures, items };
}

function credits({ world }: Bench, packets: readonly PacketSentEvent[]): number[] {
  return packets.map((sent) => world.deliveryCount(sent));
}

/** Labels of what was signed here and stands on the chain. */
function included({ chain, signed }: Bench): string[] {
  return signed.filter(({ hash }) => chain.receipt(hash) !== null).map(({ label }) => label);
}

const intent = (call: BridgeCall) => ({ id: 'work', call, gasLimit: 0n });

describe('the sender for expiring transactions', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = setUp();
  });

  it('reports inclusion, then finality, and forgets the row only then', async () => {
    const sender = await open(bench);
    const packets = send(bench, 2);
    const hash = await sender.submit(intent(delivery(bench, packets)));
    await block(bench, sender);
    await look(bench, sender);
    expect(bench.outcomes).toMatchObject([{ state: 'included', success: true, txHash: hash }]);
    expect(sender.isOpen('work')).toBe(true);
    await block(bench, sender);
    await block(bench, sender);
    expect(bench.outcomes.at(-1)).toMatchObject({ state: 'final', success: true, txHash: hash });
    expect([sender.isOpen('work'), sender.openRows]).toEqual([false, 0]);
    expect(credits(bench, packets)).toEqual([1, 1]);
    expect(bench.signed).toHaveLength(1);
  });

  it('ends at once where there is nothing left to do', async () => {
    const sender = await open(bench);
    const call = delivery(bench, send(bench, 1));
    await sender.submit(intent(call));
    await block(bench, sender);
    expect(await sender.submit({ ...intent(call), id: 'again' })).toBe('');
    expect(bench.outcomes.at(-1)).toMatchObject({ intentId: 'again', state: 'final', success: true });
    expect(bench.signed).toHaveLength(1);
  });

  describe('writes ahead', () => {
    it('and shows nobody the bytes that could not be written', async () => {
      const store = failingStore(bench, { commits: [1] });
      const sender = await open(bench, { store });
      const call = delivery(bench, send(bench, 1));
      await expect(sender.submit(intent(call))).rejects.toThrow('disk full');
      await block(bench, sender);
      await block(bench, sender);
      expect(included(bench)).toEqual([]);
      expect(sender.isOpen('work')).toBe(false);
    });

    it('also before a later step', async () => {
      const store = failingStore(bench, { commits: [2] });
      const sender = await open(bench, { store });
      const packets = send(bench, 6);
      await sender.submit(intent(delivery(bench, packets)));
      bench.chain.mine();
      await look(bench, sender);
      expect(bench.signed.map(({ label }) => label)).toEqual(['attest', 'deliver 1–4']);
      const unwritten = bench.signed[1]?.hash ?? '';
      for (let blocks = 0; blocks < 8; blocks += 1) await block(bench, sender);
      expect(bench.chain.receipt(unwritten)).toBeNull();
      expect(credits(bench, packets)).toEqual([1, 1, 1, 1, 1, 1]);
    });

    it('also before bytes that take the place of expired ones', async () => {
      const store = failingStore(bench, { commits: [2] });
      const sender = await open(bench, { store });
      bench.chain.setSlotFaults({ dropRate: 1 });
      const packets = send(bench, 1);
      await sender.submit(intent(delivery(bench, packets)));
      while (bench.signed.length < 2) await block(bench, sender);
      bench.chain.setSlotFaults({ dropRate: 0 });
      for (let blocks = 0; blocks < 8; blocks += 1) await block(bench, sender);
      expect(bench.chain.receipt(bench.signed[1]?.hash ?? '')).toBeNull();
      expect(credits(bench, packets)).toEqual([1]);
    });

    it('and offers the same bytes again after a crash between journal and broadcast', async () => {
      bench.provider.setFaults({ broadcastLostRate: 1 });
      const packets = send(bench, 1);
      const first = await open(bench);
      const hash = await first.submit(intent(delivery(bench, packets)));
      bench.disk.crash();
      bench.provider.setFaults({ broadcastLostRate: 0 });
      const second = await open(bench);
      expect(second.isOpen('work')).toBe(true);
      await look(bench, second);
      await block(bench, second);
      expect(bench.chain.receipt(hash)?.success).toBe(true);
      expect(bench.signed).toHaveLength(1);
    });
  });

  describe('offers the same bytes again', () => {
    it('until they are included', async () => {
      const sender = await open(bench);
      bench.chain.setSlotFaults({ dropRate: 1 });
      const hash = await sender.submit(intent(delivery(bench, send(bench, 1))));
      await block(bench, sender);
      await block(bench, sender);
      bench.chain.setSlotFaults({ dropRate: 0 });
      await block(bench, sender);
      expect(bench.chain.receipt(hash)?.success).toBe(true);
      expect(bench.signed).toHaveLength(1);
    });

    it('after a fork took them out', async () => {
      const sender = await open(bench);
      bench.chain.mine();
      const hash = await sender.submit(intent(delivery(bench, send(bench, 1))));
      await block(bench, sender);
      bench.chain.reorg({ depth: 1, dropRate: 1 });
      expect(bench.chain.receipt(hash)).toBeNull();
      await look(bench, sender);
      await block(bench, sender);
      expect(bench.chain.receipt(hash)?.success).toBe(true);
      expect(bench.outcomes.map(({ state }) => state)).toEqual(['included', 'included']);
    });

    it('when the node that it asked first was behind and did not know their anchor', async () => {
      const providers = [
        bench.world.provider({ eid: SVM, label: 'behind', faults: { lagBlocks: 2 } }),
        bench.provider,
      ];
      const sender = await open(bench, { providers: [bench.provider] });
      for (let blocks = 0; blocks < 4; blocks += 1) bench.chain.mine();
      bench.provider.setFaults({ broadcastLostRate: 1 });
      const hash = await sender.submit(intent(delivery(bench, send(bench, 1))));
      bench.disk.crash();
      const again = await open(bench, { providers: providers.slice(0, 1) });
      await look(bench, again);
      expect(bench.warnings).toContain('transaction refused');
      expect(again.blocked).toBeNull();
      await block(bench, again);
      await block(bench, again);
      await block(bench, again);
      expect(bench.chain.receipt(hash)?.success).toBe(true);
      expect(bench.signed).toHaveLength(1);
    });
  });

  describe('signs anew', () => {
    it('only when the expiry is final', async () => {
      const sender = await open(bench);
      bench.chain.setSlotFaults({ dropRate: 1 });
      const anchor = bench.chain.anchor();
      await sender.submit(intent(delivery(bench, send(bench, 1))));
      const at: bigint[] = [];
      for (let blocks = 0; blocks < 12; blocks += 1) {
        const before = bench.signed.length;
        await block(bench, sender);
        if (bench.signed.length > before) at.push(bench.chain.head.number);
      }
      const firstSafe = (anchor?.expiresAt ?? 0n) + BigInt(FINALITY);
      expect(at[0]).toBe(firstSafe);
      expect((at[1] ?? 0n) - firstSafe).toBe(firstSafe - 0n);
      expect(new Set(bench.signed.map(({ hash }) => hash)).size).toBe(bench.signed.length);
    });

    it('not when a node in front tells of the expiry and only one behind is left to tell of the inclusion', async () => {
      const front = bench.provider;
      const behind = bench.world.provider({ eid: SVM, label: 'behind', faults: { lagBlocks: 12 } });
      const sender = await open(bench, { providers: [stumbling(front), behind] });
      const packets = send(bench, 1);
      await sender.submit(intent(delivery(bench, packets)));
      for (let blocks = 0; blocks < 9; blocks += 1) bench.chain.mine();
      await look(bench, sender);
      expect(included(bench)).toEqual(['deliver']);
      expect(bench.signed).toHaveLength(1);
    });

    it('what is left of the call, when a fork took out a step before', async () => {
      bench.provider.setFaults({ preflight: true });
      const sender = await open(bench);
      const packets = send(bench, 6);
      bench.chain.mine();
      await sender.submit(intent(delivery(bench, packets)));
      await block(bench, sender);
      expect(bench.signed.map(({ label }) => label)).toEqual(['attest', 'deliver 1–4']);
      bench.chain.reorg({ depth: 1, dropRate: 1 });
      for (let blocks = 0; blocks < 24; blocks += 1) await block(bench, sender);
      expect(credits(bench, packets)).toEqual([1, 1, 1, 1, 1, 1]);
      expect(sender.openRows).toBe(0);
      expect(bench.outcomes.at(-1)).toMatchObject({ state: 'final', success: true });
    });

    it('nothing when somebody else has done the work meanwhile', async () => {
      const sender = await open(bench);
      bench.provider.setFaults({ broadcastLostRate: 1 });
      const packets = send(bench, 1);
      const call = delivery(bench, packets);
      await sender.submit(intent(call));
      await deliverAsOther(bench, call);
      for (let blocks = 0; blocks < 10; blocks += 1) await block(bench, sender);
      expect(bench.signed).toHaveLength(1);
      expect(sender.openRows).toBe(0);
      expect(bench.outcomes).toMatchObject([{ state: 'final', success: true }]);
      expect(credits(bench, packets)).toEqual([1]);
    });

    it('nothing that the chain refuses by now: the work is given back', async () => {
      bench.provider.setFaults({ preflight: true, broadcastLostRate: 1 });
      const sender = await open(bench);
      const call = delivery(bench, send(bench, 1));
      await sender.submit(intent(call));
      await bench.clock.advance(3_700_000);
      bench.chain.mine();
      bench.provider.setFaults({ broadcastLostRate: 0 });
      for (let blocks = 0; blocks < 10; blocks += 1) await block(bench, sender);
      expect(bench.outcomes).toMatchObject([{ state: 'lost', success: false, call }]);
      expect(sender.openRows).toBe(0);
      expect(bench.signed).toHaveLength(1);
    });

    it('too early without harm: the chain credits the work once', async () => {
      bench.provider.setFaults({ anchorsExpireAtOnce: true, broadcastLostRate: 0.5 });
      const stubborn = { ...bench.signer, plan: async () => steps };
      const packets = send(bench, 6);
      const call = delivery(bench, packets);
      const steps = await bench.signer.plan(call);
      const sender = await open(bench, { signer: stubborn });
      await sender.submit(intent(call));
      for (let looks = 0; looks < 3; looks += 1) await look(bench, sender);
      for (let blocks = 0; blocks < 20; blocks += 1) await block(bench, sender);
      expect(included(bench).length).toBeGreaterThan(steps.length);
      expect(credits(bench, packets)).toEqual([1, 1, 1, 1, 1, 1]);
      bench.world.assertConservation();
    });
  });

  describe('a call of several steps', () => {
    it('goes on with each step when the one before it is included', async () => {
      const sender = await open(bench);
      const packets = send(bench, 8);
      await sender.submit(intent(delivery(bench, packets)));
      for (let blocks = 0; blocks < 6; blocks += 1) await block(bench, sender);
      expect(included(bench)).toEqual(['attest', 'deliver 1–4', 'deliver 5–8']);
      expect(bench.signed).toHaveLength(3);
      expect(bench.outcomes.map(({ state }) => state)).toEqual(['included', 'final']);
      const gasUsed = bench.signed.map(({ hash }) => bench.chain.receipt(hash)?.gasUsed ?? 0n);
      expect(bench.outcomes.at(-1)?.gasUsed).toBe(gasUsed.reduce((sum, gas) => sum + gas));
      expect(credits(bench, packets)).toEqual(packets.map(() => 1));
    });

    it('keeps its place over a crash after every block', async () => {
      const packets = send(bench, 8);
      await (await open(bench)).submit(intent(delivery(bench, packets)));
      for (let blocks = 0; blocks < 8; blocks += 1) {
        bench.disk.crash();
        await block(bench, await open(bench));
      }
      expect(bench.signed.map(({ label }) => label)).toEqual(['attest', 'deliver 1–4', 'deliver 5–8']);
      expect(credits(bench, packets)).toEqual(packets.map(() => 1));
      bench.disk.crash();
      expect((await open(bench)).openRows).toBe(0);
    });
  });

  it('reports a failure when it is final, and not before', async () => {
    const sender = await open(bench);
    const call = delivery(bench, send(bench, 1));
    await bench.clock.advance(3_700_000);
    const hash = await sender.submit(intent(call));
    await block(bench, sender);
    expect(bench.chain.receipt(hash)?.reason).toBe('AttestationExpired');
    await block(bench, sender);
    expect(bench.outcomes).toEqual([]);
    await block(bench, sender);
    expect(bench.outcomes).toMatchObject([{ state: 'final', success: false, txHash: hash }]);
    expect(sender.openRows).toBe(0);
  });

  it('does not let one row that cannot go on hold up the others', async () => {
    const packets = send(bench, 2);
    const [stuck, healthy] = packets.map((sent) => delivery(bench, [sent])) as [BridgeCall, BridgeCall];
    let broken = false;
    const signer: ExpiringTxSigner = {
      ...bench.signer,
      plan: (call) =>
        broken && call === stuck ? Promise.reject(new Error('no such account')) : bench.signer.plan(call),
      sign: (at) => (broken ? Promise.reject(new Error('no such account')) : bench.signer.sign(at)),
    };
    const sender = await open(bench, { signer });
    bench.chain.setSlotFaults({ dropRate: 1 });
    await sender.submit({ ...intent(stuck), id: 'stuck' });
    for (let blocks = 0; blocks < 5; blocks += 1) bench.chain.mine();
    await sender.submit({ ...intent(healthy), id: 'healthy' });
    broken = true;
    bench.chain.setSlotFaults({ dropRate: 0 });
    for (let blocks = 0; blocks < 4; blocks += 1) await block(bench, sender);
    expect(bench.outcomes.map(({ intentId, state }) => `${intentId} ${state}`)).toContain('healthy final');
    expect(sender.isOpen('stuck')).toBe(true);
  });

  it('says that it is blocked while its account has nothing, and goes on when it has', async () => {
    const poor = namedAddress('poor');
    const signer = bench.world.expiringSigner({ eid: SVM, account: poor });
    const sender = await open(bench, { signer });
    await sender.submit(intent(delivery(bench, send(bench, 1))));
    expect(sender.blocked).toContain('no funds');
    bench.chain.system({ kind: 'fundNative', account: poor, amountWei: 10n ** 12n });
    await block(bench, sender);
    expect(sender.blocked).toBeNull();
    for (let blocks = 0; blocks < 3; blocks += 1) await block(bench, sender);
    expect(bench.outcomes.at(-1)).toMatchObject({ state: 'final', success: true });
  });
});

/** A store on the bench's disk whose n-th commits fail. */
function failingStore({ disk }: Bench, at: { commits: readonly number[] }): Store {
  const store = createMemoryStore({ disk });
  let count = 0;
  return {
    commit: (writes) => {
      count += 1;
      return at.commits.includes(count) ? Promise.reject(new Error('disk full')) : store.commit(writes);
    },
    get: (table, key) => store.get(table, key),
    scan: (table, options) => store.scan(table, options),
    count: (table, prefix) => store.count(table, prefix),
    check: () => store.check(),
    close: () => store.close(),
  };
}

/** Answers everything but where a transaction is. */
function stumbling(provider: SimProvider): ChainProvider {
  return new Proxy<ChainProvider>(provider, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (key === 'txStatus') return () => Promise.reject(new Error('node restarts'));
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

/** Another operator delivers the same call. */
async function deliverAsOther({ world, chain }: Bench, call: BridgeCall): Promise<void> {
  const other = world.expiringSigner({ eid: SVM, account: OTHER });
  for (const step of await other.plan(call)) {
    chain.broadcast((await other.sign({ step, anchor: chain.anchor() as TxAnchor })).raw);
    chain.mine();
  }
}
