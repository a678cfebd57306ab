/**
 * Real processes against a real Solana runtime: a relayer that dies by kill -9 again and again while it submits there loses nothing and
 * delivers nothing twice.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { MessageView } from '../../relayer/src/engine/readModel.ts';
import { CXT } from '../devnet/deploy/parameters.ts';
import { type Devnet, startDevnet } from '../devnet/devnet.ts';
import { nodeBinary } from '../devnet/process/nodeBinary.ts';
import type { RelayerProcess } from '../devnet/relayer/relayerProcess.ts';
import { silentProgress } from '../devnet/terminal/progress.ts';
import { sendTransfers, type SentBy } from '../devnet/users/sendTransfers.ts';
import type { TransferRecord } from '../devnet/watch/transferRecord.ts';
import { journaledLeaves } from './journaledLeaves.ts';
import { until } from './until.ts';

const COMMAND = fileURLToPath(new URL('../../relayer/bin/cxt-relayer.js', import.meta.url));
const KILLS = 10;
/** Messages a round; more than one transaction takes. */
const ROUND = 6;
const ARRIVAL_MS = 60_000;

const dir = mkdtempSync(join(tmpdir(), 'cxt-e2e-solana-'));
const { signal } = new AbortController();
let devnet: Devnet;

beforeAll(async () => {
  devnet = await startDevnet({ dir, portBase: null, signal, progress: silentProgress, solana: true });
}, 90_000);

afterAll(async () => {
  await devnet?.stop();
  rmSync(dir, { recursive: true, force: true });
}, 30_000);

async function send(transfers: readonly SentBy[]): Promise<TransferRecord[]> {
  const hashes = await sendTransfers({ devnet, transfers });
  const { book } = devnet.watcher;
  const condition = (): boolean => hashes.every((hash) => book.bySendTx(hash) !== undefined);
  expect(await devnet.watcher.until({ condition, timeoutMs: 10_000, signal })).toBe(true);
  return hashes.map((hash) => book.bySendTx(hash) as TransferRecord);
}

async function arrive(records: readonly TransferRecord[]): Promise<void> {
  const condition = (): boolean => records.every(({ delivered }) => delivered.length > 0);
  expect(await devnet.watcher.until({ condition, timeoutMs: ARRIVAL_MS, signal })).toBe(true);
}

/** The relayer that has handed over a delivery of one of these and has not seen it final. */
async function submitterOf(records: readonly TransferRecord[]): Promise<RelayerProcess | undefined> {
  const guid = records[0]?.guid ?? '';
  const statuses = await Promise.all(
    devnet.relayers.map((one) =>
      one.get<MessageView>(`/v1/messages/${guid}`).then(
        ({ body }) => body.status,
        () => null,
      ),
    ),
  );
  return devnet.relayers[statuses.indexOf('submitted')];
}

/** Transfers of 1, 2, 3 … CXT to the users' own wallets, token accounts bought. */
function round(from: 'ethereum' | 'solana'): SentBy[] {
  return Array.from({ length: ROUND }, (_, index) => {
    const user = devnet.user(index);
    const amountWei = BigInt(index + 1) * CXT;
    if (from === 'solana') {
      return { from, user, transfer: { to: 'ethereum', recipient: user.address, amountWei } };
    }
    const recipient = user.solana.publicKey.toBase58();
    return {
      from,
      user,
      transfer: { to: 'solana', recipient, amountWei: 2n * amountWei, openTokenAccount: true },
    };
  });
}

/** `cxt-relayer config check` with another network: its exit code and the last line. */
async function configCheck(
  change: (solana: { genesisHash: string; contracts: Record<string, string> }) => void,
): Promise<{ code: number | null; line: string }> {
  const { configFile } = devnet.relayers[0] as RelayerProcess;
  const config = JSON.parse(readFileSync(configFile, 'utf8')) as { network: string };
  const network = JSON.parse(readFileSync(config.network, 'utf8'));
  change(network.chains.solana);
  const paths = { network: join(dir, 'other-network.json'), config: join(dir, 'other-config.json') };
  writeFileSync(paths.network, JSON.stringify(network));
  writeFileSync(paths.config, JSON.stringify({ ...config, network: paths.network }));
  const child = spawn(nodeBinary(), [COMMAND, 'config', 'check', '--config', paths.config], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, line: text.trimEnd().split('\n').at(-1) ?? '' };
}

describe('a devnet with Solana', () => {
  it.each<[string, Parameters<typeof configCheck>[0], RegExp]>([
    [
      'another cluster',
      (solana) => {
        solana.genesisHash = '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d';
      },
      /serves the cluster with genesis hash \w+, not 5eykt4U\w+: chain solana: correct the config/,
    ],
    [
      'other code',
      (solana) => {
        solana.contracts['codeHash'] = `0x${'11'.repeat(32)}`;
      },
      /has no program or not the expected code, or its mint is not \w+: chain solana/,
    ],
    [
      'another mint',
      (solana) => {
        solana.contracts['token'] = '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d';
      },
      /the token of program \w+ is \w+, not 5eykt4U\w+: .*chains\.solana/,
    ],
  ])('says in one line that it is %s', async (_, change, expected) => {
    const { code, line } = await configCheck(change);
    expect(code).toBe(1);
    expect(line).toMatch(expected);
  });

  it('loses nothing and delivers nothing twice when a relayer is killed ten times while it submits', async () => {
    const all: TransferRecord[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const records = await send(round('ethereum'));
      all.push(...records);
      const victim = await until({
        what: 'a relayer has transactions on their way to Solana',
        timeoutMs: ARRIVAL_MS,
        condition: () => submitterOf(records),
      });
      await victim.kill();
      victim.start();
      await victim.untilReady(signal);
    }
    await arrive(all);
    const back = await send(round('solana'));
    await arrive(back);
    for (const { guid, delivered } of [...all, ...back])
      expect({ guid, deliveries: delivered.length }).toEqual({ guid, deliveries: 1 });
    for (const { dataDir } of devnet.relayers) {
      for (const [place, leaves] of journaledLeaves(dataDir))
        expect({ place, leaves: leaves.size }).toEqual({ place, leaves: 1 });
    }
    await until({
      what: 'the supply is exact, nothing is in flight, and every relayer agrees',
      timeoutMs: 30_000,
      condition: async () => {
        const proof = await devnet.proveSupply();
        expect(proof.faults).toEqual([]);
        const faults = await Promise.all(devnet.relayers.map((one) => one.supplyFault(proof)));
        const isQuiet = [...proof.perChain.values()].every(({ pendingInWei }) => pendingInWei === 0n);
        return isQuiet && faults.every((fault) => fault === null);
      },
    });
  }, 240_000);
});
