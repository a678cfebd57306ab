/** A node of its own process, killed by SIGKILL where it hurts: it loses no bond and reveals what it committed to. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { type Address, bytesToHex, type Hex, parseEther } from 'viem';
import { mnemonicToAccount, privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stakeRegistryAbi } from '../../../adapters/evm/abi/stakeRegistry.ts';
import { type BlobServer, startBlobServer } from '../../../worker/src/blobs/index.ts';
import type { JobView } from '../../../worker/src/chain/jobView.ts';
import { deployEconomy, type EconomyAddresses } from '../../../worker/src/testing/deployEconomy.ts';
import { HOME_CHAIN_ID, type RunningHome, startHome } from '../../../worker/src/testing/startHome.ts';
import { type Fleet, startFleet, TEST_POLICY } from '../../../worker/src/testing/testFleet.ts';
import { until } from '../until.ts';
import { createRequester, productJob } from './requester.ts';

const BINARY = fileURLToPath(new URL('../../../worker/bin/cxt-worker.js', import.meta.url));
const MNEMONIC = 'test test test test test test test test test test test junk';
const keyOf = (index: number): Hex =>
  bytesToHex(mnemonicToAccount(MNEMONIC, { addressIndex: index }).getHdKey().privateKey as Uint8Array);
const CHILD = keyOf(11);
const child: Address = privateKeyToAccount(CHILD).address;

let home: RunningHome;
let addresses: EconomyAddresses;
let fleet: Fleet;
let blobs: BlobServer;
let folder: string;
let requester: ReturnType<typeof createRequester>;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cxt-crash-'));
  home = await startHome();
  addresses = await deployEconomy({ rpcUrl: home.rpcUrl, chainId: HOME_CHAIN_ID });
  requester = createRequester({ rpcUrl: home.rpcUrl, privateKey: keyOf(20), addresses });
  const privateKeys = [5, 6, 7, 8, 20].map(keyOf);
  const logLevel = (process.env['CXT_TEST_LOG'] ?? 'silent') as 'silent';
  const judge = { jobs: { ...TEST_POLICY.jobs, namedOnly: true } };
  const miner = { ...judge, stake: { targetWei: 0n, keepWei: 0n }, validate: false };
  const first = await startFleet({
    rpcUrl: home.rpcUrl,
    addresses,
    privateKeys,
    policies: { 4: miner },
    logLevel,
  });
  await until({
    what: 'four validators and a requester with CXT',
    timeoutMs: 240_000,
    condition: async () => {
      const views = first.members.map(({ node }) => node.view);
      const isStaked = views.slice(0, 4).every((view) => view?.node.isValidator === true);
      return isStaked && views[4]?.node.balanceWei !== 0n && views[0]?.epochState.latestSnapshot !== null;
    },
  });
  await first.stop();
  await requester.approve();
  const policies = { 1: judge, 2: judge, 3: judge };
  fleet = await startFleet({
    rpcUrl: home.rpcUrl,
    addresses,
    privateKeys: privateKeys.slice(0, 4),
    policies,
  });
  blobs = await startBlobServer({ store: fleet.blobs });
  await writeConfig();
}, 400_000);

afterAll(async () => {
  for (const one of running) one.kill('SIGKILL');
  await blobs?.close();
  await fleet?.stop();
  await home?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function writeConfig(): Promise<void> {
  await writeFile(join(folder, 'key.hex'), CHILD);
  const config = {
    chain: {
      id: HOME_CHAIN_ID,
      rpc: [home.rpcUrl],
      miningPool: addresses.miningPool,
      pollMs: 150,
      isDevnet: true,
    },
    key: { privateKeyFile: './key.hex' },
    dataDir: './data',
    mine: { rows: 8, threads: 1 },
    stake: { targetCxt: '1000' },
    staggerSeconds: 1,
    blobs: { port: 0, servers: [blobs.url] },
  };
  await writeFile(join(folder, 'cxt-worker.json'), JSON.stringify(config));
}

function startChild(): ChildProcess {
  const args = [BINARY, 'serve', '--config', join(folder, 'cxt-worker.json')];
  const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  started.stdout?.resume();
  started.stderr?.on('data', (chunk: Buffer) => {
    if (process.env['CXT_TEST_LOG'] !== undefined) process.stderr.write(chunk);
  });
  running.add(started);
  return started;
}

async function kill(started: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => started.once('exit', resolve));
  started.kill('SIGKILL');
  await gone;
  running.delete(started);
}

function journaledResult(jobId: Hex): string | null {
  const database = new DatabaseSync(join(folder, 'data', 'journal.sqlite'), { readOnly: true });
  try {
    const row = database.prepare('SELECT result_hash FROM commits WHERE job_id = ?').get(jobId);
    return (row?.['result_hash'] as string | undefined) ?? null;
  } finally {
    database.close();
  }
}

function jobWhen(jobId: Hex, what: string, is: (job: JobView) => boolean): Promise<JobView> {
  const condition = async (): Promise<JobView | null> => {
    const job = fleet.chain.jobs.job(jobId);
    return job !== undefined && is(job) ? job : null;
  };
  return until({ what, timeoutMs: 220_000, condition });
}

test('killed between journal and commitment, and between commitment and reveal', async () => {
  let node = startChild();
  await until({
    what: 'the child has stake',
    timeoutMs: 240_000,
    condition: async () => {
      const { stake } = await requester.client.readContract({
        address: addresses.stakeRegistry,
        abi: stakeRegistryAbi,
        functionName: 'accountOf',
        args: [child],
      });
      return stake >= parseEther('1000');
    },
  });
  const jobId = await requester.submit({
    specHash: await productJob(fleet.blobs, 99),
    redundancy: 2,
    acceptSeconds: 10,
  });
  const own = child.toLowerCase();
  const resultHash = await until({
    what: 'the journal has the commitment',
    timeoutMs: 220_000,
    condition: async () => journaledResult(jobId),
  });
  await kill(node);
  node = startChild();
  await jobWhen(jobId, 'the child committed', (job) => job.commitments.has(own));
  await kill(node);
  node = startChild();
  const revealed = await jobWhen(jobId, 'the child revealed', (job) => job.reveals.has(own));
  expect(revealed.reveals.get(own)?.resultHash).toBe(resultHash);
  const job = await jobWhen(jobId, 'the job ended', ({ ended }) => ended !== null);
  expect(job.ended?.status).toBe('SETTLED');
  const slashes = await requester.client.getContractEvents({
    address: addresses.stakeRegistry,
    abi: stakeRegistryAbi,
    eventName: 'Slashed',
    args: { node: child },
    fromBlock: 0n,
  });
  expect(slashes).toHaveLength(0);
  await kill(node);
}, 900_000);

test('a second process with the same key is refused, in one line', async () => {
  const first = startChild();
  await new Promise((resolve) => first.stdout?.once('data', resolve));
  const second = startChild();
  let text = '';
  second.stderr?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const code = await new Promise((resolve) => second.once('exit', resolve));
  expect(code).toBe(1);
  expect(text).toMatch(/^error: another process on this machine works with 0x[0-9a-fA-F]{40}: .*\n$/);
  await kill(first);
}, 120_000);
