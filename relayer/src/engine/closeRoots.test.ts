/** Stored roots on a Solana-like chain: each relayer closes its own, once, whatever it forgot meanwhile. */
import { type BridgeCall, ChainError, type ChainProvider } from '@cxt-bridge/adapters/core';
import { createTestQuorum } from '@cxt-bridge/adapters/core/testing';
import {
  bridgeId,
  bytesToHex,
  eid,
  encodeItems,
  type Hex,
  itemFromPacket,
  leafHash,
  merkleRoot,
  WEI_PER_CXT,
} from '@cxt-bridge/adapters/protocol';
import { createSimWorld, namedAddress, seededRandomness, VirtualClock } from '@cxt-bridge/adapters/sim';
import { beforeEach, describe, expect, it } from 'vitest';
import { createExpiringSender } from '../chainio/expiringSender.ts';
import { createProviderQuorum } from '../chainio/providerQuorum.ts';
import type { TxSender } from '../chainio/txSender.ts';
import { createMemoryStore, MemoryDisk } from '../store/memoryStore.ts';
import { createRootCloser } from './closeRoots.ts';
import type { EngineContext } from './context.ts';
import type { ChainPort } from './ports.ts';

const HOME = eid(40161);
const SVM = eid(40168);
const OWN = namedAddress('submitter');
const OTHER = namedAddress('another submitter');
const QUORUM = createTestQuorum({ bridgeId: bridgeId('simulation'), size: 4, threshold: 3 });
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

function setUp() {
  const clock = new VirtualClock();
  const world = createSimWorld({
    clock,
    randomness: seededRandomness(1),
    homeEid: HOME,
    spokeEids: [SVM],
    svmEids: [SVM],
    svm: { anchorLifeBlocks: 4, skippedSlotRate: 0, dropRate: 0 },
    signerSet: { epoch: 1n, threshold: 3, members: QUORUM.members },
    finalityDepth: 2,
    nativeAccounts: [OWN, OTHER].map((account) => ({ account, nativeWei: 10n ** 24n })),
  });
  return {
    clock,
    world,
    chain: world.chain(SVM),
    provider: world.provider({ eid: SVM, label: 'node' }),
    disk: new MemoryDisk(),
    halts: new Map<string, unknown>(),
    warnings: [] as string[],
  };
}

type Bench = ReturnType<typeof setUp>;

const roots = ({ chain }: Bench): Hex[] => [...chain.ledger.state.roots.entries()].map(([root]) => root);

/** Six packets from home delivered by this account, whose deposit lies in the root from then on. */
async function deliverBy(bench: Bench, account: string): Promise<Hex> {
  const { world, chain } = bench;
  const from = world.users[0] as Hex;
  const to = world.account({ eid: SVM, user: from });
  const home = world.chain(HOME);
  const hashes = Array.from(
    { length: 6 },
    () => world.send({ from, srcEid: HOME, dstEid: SVM, to, amountWei: WEI_PER_CXT }).hash,
  );
  home.mine();
  const packets = hashes.flatMap(
    (hash) => home.receipt(hash)?.events.filter((event) => event.type === 'packetSent') ?? [],
  );
  const root = merkleRoot(packets.map((sent) => leafHash(sent)));
  const notAfter = chain.head.ref.timestamp + 3_600n;
  const signed = QUORUM.attestBatch({ dstEid: SVM, root, count: packets.length, notAfter });
  const items = bytesToHex(encodeItems(packets.map((sent) => itemFromPacket(sent))));
  const call: BridgeCall = { kind: 'deliver', ...signed, items };
  const signer = world.expiringSigner({ eid: SVM, account });
  for (const step of await signer.plan(call)) {
    const anchor = chain.anchor();
    if (anchor === null) throw new Error('the chain has no anchors');
    chain.broadcast((await signer.sign({ step, anchor })).raw);
    chain.mine();
  }
  return root;
}

async function passTime({ clock, chain }: Bench, ms: number): Promise<void> {
  await clock.advance(ms);
  chain.mine();
}

/** A relayer that has just been started on this disk. */
async function start(bench: Bench, providers: readonly ChainProvider[] = [bench.provider]) {
  const { world, clock, disk, halts, warnings } = bench;
  const signer = world.expiringSigner({ eid: SVM, account: OWN });
  const view = createProviderQuorum({ eid: SVM, chain: 'solana', providers, required: 1, clock });
  const store = createMemoryStore({ disk });
  const quiet = { onOutcome: () => undefined, onWarning: () => undefined };
  const sender = await createExpiringSender({ eid: SVM, view, signer, store, ...quiet });
  const log = {
    info: () => undefined,
    warn: (_: unknown, message: string) => warnings.push(message),
  };
  const context = {
    ports: { clock, log, metrics: { transaction: () => undefined } },
    state: { halts },
    senders: new Map([[SVM, sender]]),
    stop: new AbortController().signal,
  } as unknown as EngineContext;
  const chain = { key: 'solana', eid: SVM, view, signer } as unknown as ChainPort;
  return { sender, closeRoots: createRootCloser({ context, chain }) };
}

async function blocks({ chain }: Bench, at: { sender: TxSender; count: number }): Promise<void> {
  for (let block = 0; block < at.count; block++) {
    chain.mine();
    await at.sender.onBlock({ latestHeight: chain.head.ref.height, finalizedHeight: chain.finalizedHeight });
  }
}

/** Transactions that closed a root. */
function closings({ chain }: Bench): number {
  let count = 0;
  for (let height = 0n; height <= chain.head.ref.height; height += 1n) {
    count += (chain.blockAt(height)?.transactions ?? []).filter(
      ({ tx }) => tx.call.kind === 'closeRoot',
    ).length;
  }
  return count;
}

describe('stored roots', () => {
  let bench: Bench;
  let theirs: Hex;
  beforeEach(async () => {
    bench = setUp();
    await deliverBy(bench, OWN);
    theirs = await deliverBy(bench, OTHER);
  });

  it('stay until their time is over, then those of the own account are closed, once', async () => {
    const { sender, closeRoots } = await start(bench);
    await closeRoots();
    expect(sender.openRows).toBe(0);
    await passTime(bench, HOUR_MS + MINUTE_MS);
    for (let look = 0; look < 3; look++) {
      await closeRoots();
      await blocks(bench, { sender, count: 3 });
      await passTime(bench, MINUTE_MS);
    }
    expect(roots(bench)).toEqual([theirs]);
    expect([sender.openRows, closings(bench)]).toEqual([0, 1]);
  });

  it('are closed by the same bytes after a crash before they went out', async () => {
    await passTime(bench, HOUR_MS + MINUTE_MS);
    bench.provider.setFaults({ broadcastLostRate: 1 });
    const first = await start(bench);
    await first.closeRoots();
    expect(first.sender.openRows).toBe(1);
    bench.disk.crash();
    bench.provider.setFaults({ broadcastLostRate: 0 });
    const { sender, closeRoots } = await start(bench);
    await closeRoots();
    expect(sender.openRows).toBe(1);
    await blocks(bench, { sender, count: 4 });
    expect(roots(bench)).toEqual([theirs]);
    expect([sender.openRows, closings(bench)]).toEqual([0, 1]);
  });

  it('are found again by a relayer that lost its store', async () => {
    bench.disk = new MemoryDisk();
    await passTime(bench, HOUR_MS + MINUTE_MS);
    const { sender, closeRoots } = await start(bench);
    await closeRoots();
    await blocks(bench, { sender, count: 4 });
    expect(roots(bench)).toEqual([theirs]);
  });

  it('are left alone while the relayer is halted', async () => {
    await passTime(bench, HOUR_MS + MINUTE_MS);
    const { sender, closeRoots } = await start(bench);
    bench.halts.set('all', {});
    await closeRoots();
    expect(sender.openRows).toBe(0);
    bench.halts.clear();
    await closeRoots();
    expect(sender.openRows).toBe(1);
  });

  it('wait for a node that serves the search; that there is none is said once', async () => {
    await passTime(bench, HOUR_MS + MINUTE_MS);
    let serves = false;
    const without = async (): Promise<readonly Hex[]> => {
      throw new ChainError('CXT_CHAIN_BAD_ANSWER', 'the node does not serve getProgramAccounts');
    };
    const node = new Proxy<ChainProvider>(bench.provider, {
      get(target, key) {
        if (key === 'closableRoots' && !serves) return without;
        const member: unknown = Reflect.get(target, key, target);
        // WHY: its private members are reached only as itself.
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    const { sender, closeRoots } = await start(bench, [node]);
    for (let look = 0; look < 3; look++) {
      await closeRoots();
      await passTime(bench, MINUTE_MS);
    }
    expect(bench.warnings).toEqual(['stored roots not closed']);
    serves = true;
    await closeRoots();
    await blocks(bench, { sender, count: 4 });
    expect(roots(bench)).toEqual([theirs]);
  });
});
