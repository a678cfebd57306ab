/**
 * Real processes against real nodes: what the bridge promises when relayers die, forget or are lied to. One devnet, scenarios in order;
 * each leaves all four relayers running.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { MessageView, Page, StatusView } from '../../relayer/src/engine/readModel.ts';
import type { ChainKey } from '../devnet/chain/chainSpec.ts';
import { CXT } from '../devnet/deploy/parameters.ts';
import { type Devnet, startDevnet } from '../devnet/devnet.ts';
import type { RelayerProcess } from '../devnet/relayer/relayerProcess.ts';
import { silentProgress } from '../devnet/terminal/progress.ts';
import { sendTransfers } from '../devnet/users/sendTransfers.ts';
import type { TransferRecord } from '../devnet/watch/transferRecord.ts';
import { forgedPacketAmount } from '../faults/answerFaults.ts';
import { startFaultProxy } from '../faults/jsonRpcFaultProxy.ts';
import { journaledLeaves } from './journaledLeaves.ts';
import { until } from './until.ts';

const START_MS = 90_000;
const SCENARIO_MS = 90_000;
const ARRIVAL_MS = 45_000;

const dir = mkdtempSync(join(tmpdir(), 'cxt-e2e-'));
const { signal } = new AbortController();
let devnet: Devnet;

beforeAll(async () => {
  devnet = await startDevnet({ dir, portBase: null, signal, progress: silentProgress });
  // They have paid the users; the machine is for the relayers.
  await devnet.workers.stop();
}, START_MS);

afterAll(async () => {
  await devnet?.stop();
  rmSync(dir, { recursive: true, force: true });
}, 30_000);

const relayer = (index: number): RelayerProcess => devnet.relayers[index] as RelayerProcess;

/** Sends transfers of 1, 2, 3 … CXT and gives their records as soon as they are in blocks. */
async function send(parameters: { from: ChainKey; to: readonly ChainKey[] }): Promise<TransferRecord[]> {
  const { from, to } = parameters;
  const hashes = await sendTransfers({
    devnet,
    transfers: to.map((destination, index) => {
      const user = devnet.user(index % devnet.users.length);
      const amountWei = BigInt(index + 1) * CXT;
      return { from, user, transfer: { to: destination, recipient: user.address, amountWei } };
    }),
  });
  const records = (): (TransferRecord | undefined)[] =>
    hashes.map((hash) => devnet.watcher.book.bySendTx(hash));
  const condition = (): boolean => records().every((record) => record !== undefined);
  expect(await devnet.watcher.until({ condition, timeoutMs: 10_000, signal })).toBe(true);
  return records() as TransferRecord[];
}

async function arrive(records: readonly TransferRecord[]): Promise<void> {
  const condition = (): boolean => records.every(({ delivered }) => delivered.length > 0);
  expect(await devnet.watcher.until({ condition, timeoutMs: ARRIVAL_MS, signal })).toBe(true);
}

async function messagesOf(one: RelayerProcess): Promise<MessageView[]> {
  const all: MessageView[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path: string = `/v1/messages?limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const { body }: { body: Page<MessageView> } = await one.get<Page<MessageView>>(path);
    all.push(...body.items);
    cursor = body.cursor;
  }
  return all;
}

const status = async (one: RelayerProcess): Promise<StatusView> =>
  (await one.get<StatusView>('/v1/status')).body;

async function expectExactSupply(): Promise<void> {
  await until({
    what: 'the supply is exact and nothing is in flight',
    timeoutMs: 20_000,
    condition: async () => {
      const { faults, perChain } = await devnet.proveSupply();
      expect(faults).toEqual([]);
      return [...perChain.values()].every(({ pendingInWei }) => pendingInWei === 0n);
    },
  });
}

describe('a devnet of three chains and four relayers', () => {
  it(
    'delivers nothing without a quorum, and everything once when the quorum is back',
    async () => {
      await Promise.all([relayer(2).kill(), relayer(3).kill()]);
      const records = await send({
        from: 'ethereum',
        to: [...Array(5).fill('bsc'), ...Array(5).fill('arbitrum')],
      });
      const guids = new Set<string>(records.map(({ guid }) => guid));
      await until({
        what: 'both survivors say that they wait for signatures',
        timeoutMs: ARRIVAL_MS,
        condition: async () => {
          const views = (await Promise.all([messagesOf(relayer(0)), messagesOf(relayer(1))])).flat();
          const waiting = views.filter(
            (view) => guids.has(view.guid) && view.status === 'final' && view.reason !== null,
          );
          return waiting.length === 2 * records.length;
        },
      });
      expect(records.filter(({ delivered }) => delivered.length > 0)).toEqual([]);
      const restartedAtMs = Date.now();
      relayer(2).start();
      await arrive(records);
      for (const { delivered } of records) {
        expect(delivered.length).toBe(1);
        expect(delivered[0]?.atMs).toBeGreaterThan(restartedAtMs);
      }
      relayer(3).start();
      await Promise.all([relayer(2).untilReady(signal), relayer(3).untilReady(signal)]);
      await expectExactSupply();
    },
    SCENARIO_MS,
  );

  it(
    'lets a relayer that lost its store catch up and sign again, never two leaves for one place',
    async () => {
      const patient = relayer(3);
      await patient.kill();
      for (const suffix of ['', '-wal', '-shm'])
        rmSync(join(patient.dataDir, `store.sqlite${suffix}`), { force: true });
      const before = journaledLeaves(patient.dataDir);
      patient.start();
      await patient.untilReady(signal);
      await until({
        what: 'it knows every message again',
        timeoutMs: ARRIVAL_MS,
        condition: async () => {
          const views = await messagesOf(patient);
          return [...devnet.watcher.book.byGuid.keys()].every((guid) =>
            views.some((view) => view.guid === guid),
          );
        },
      });
      // With another one dead its signature is needed.
      await relayer(0).kill();
      const records = await send({ from: 'ethereum', to: ['bsc', 'arbitrum', 'bsc'] });
      await arrive(records);
      const after = journaledLeaves(patient.dataDir);
      for (const [place, leaves] of after)
        expect({ place, leaves: leaves.size }).toEqual({ place, leaves: 1 });
      for (const [place, leaves] of before) expect(after.get(place)).toEqual(leaves);
      const signed = new Set([...after.values()].flatMap((leaves) => [...leaves]));
      for (const { leaf } of records) expect(signed).toContain(leaf);
      relayer(0).start();
      await relayer(0).untilReady(signal);
      await expectExactSupply();
    },
    SCENARIO_MS,
  );

  it(
    'does not sign without its journal, and says what to do',
    async () => {
      const patient = relayer(3);
      await patient.stop();
      const journal = join(patient.dataDir, 'sign.journal');
      copyFileSync(journal, `${journal}.backup`);
      rmSync(journal);
      patient.start();
      const end = await patient.untilEnded(30_000);
      expect(end).toEqual({ code: 70, signal: null });
      expect(patient.lastLogLine()).toMatch(
        /sign journal is missing.*restore .*cxt-relayer acknowledge 0x[0-9a-f]{64}/,
      );
      copyFileSync(`${journal}.backup`, journal);
      patient.start();
      await patient.untilReady(signal);
    },
    SCENARIO_MS,
  );

  it(
    'refuses what one of two nodes forged, says why, and goes on when the lie ends',
    async () => {
      const patient = relayer(3);
      const proxy = await startFaultProxy({ upstreamUrl: devnet.chain('ethereum').rpcUrl });
      const honestConfig = readFileSync(patient.configFile, 'utf8');
      try {
        await patient.stop();
        writeFileSync(patient.configFile, withTwoNodes({ config: honestConfig, second: proxy.url }));
        patient.start();
        await patient.untilReady(signal);
        proxy.setFaults([forgedPacketAmount()]);
        const records = await send({ from: 'ethereum', to: ['bsc'] });
        await arrive(records);
        const problem = await until({
          what: 'it names the problem of the chain',
          timeoutMs: ARRIVAL_MS,
          condition: async () =>
            (await status(patient)).chains.find(({ chain }) => chain === 'ethereum')?.problem,
        });
        expect(problem).toMatch(/receipts|forged|differ|disagree/i);
        const leaves = new Set([...journaledLeaves(patient.dataDir).values()].flatMap((own) => [...own]));
        for (const { leaf } of records) expect(leaves).not.toContain(leaf);
        proxy.setFaults([]);
        await until({
          what: 'it knows the message as delivered',
          timeoutMs: ARRIVAL_MS,
          condition: async () =>
            (await messagesOf(patient)).some(
              ({ guid, status: own }) => guid === records[0]?.guid && own === 'delivered',
            ),
        });
      } finally {
        await patient.stop();
        writeFileSync(patient.configFile, honestConfig);
        await proxy.stop();
      }
      patient.start();
      await patient.untilReady(signal);
      await expectExactSupply();
    },
    SCENARIO_MS,
  );
});

function withTwoNodes(parameters: { config: string; second: string }): string {
  const config = JSON.parse(parameters.config) as {
    chains: Record<string, { rpc: string[]; quorum?: number }>;
  };
  const { ethereum } = config.chains;
  if (ethereum === undefined) throw new Error('the config has no ethereum');
  ethereum.rpc.push(parameters.second);
  ethereum.quorum = 2;
  return JSON.stringify(config);
}
