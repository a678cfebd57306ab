/**
 * Real processes against a real Solana runtime: a relayer that dies by kill -9 again and again while it submits there loses nothing and
 * delivers nothing twice, and gets back what it had to deposit for a time.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PublicKey } from '@solana/web3.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { gatewayAddresses } from '../../adapters/solana/index.ts';
import { startStubNode, type StubNode } from '../../relayer/src/cli/testing/stubNode.ts';
import type { MessageView, StatusView } from '../../relayer/src/engine/readModel.ts';
import { rpcSingle } from '../devnet/chain/jsonRpc.ts';
import { CXT } from '../devnet/deploy/parameters.ts';
import { type Devnet, startDevnet } from '../devnet/devnet.ts';
import { nodeBinary } from '../devnet/process/nodeBinary.ts';
import type { RelayerProcess } from '../devnet/relayer/relayerProcess.ts';
import type { SolanaBridge } from '../devnet/solana/solanaBridge.ts';
import { tokenAccount } from '../devnet/solana/tokenAccount.ts';
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
/** Two calls with so many do not fit one transaction: the root of their bundle is stored first. */
const CALL_BYTES = 400;
/** Longer than an attestation is good for (`attestationSeconds`, default 3,600). */
const LATER_SECONDS = 3_660;

const dir = mkdtempSync(join(tmpdir(), 'cxt-e2e-solana-'));
const { signal } = new AbortController();
let devnet: Devnet;
/** Serves the right cluster and nothing else. */
let bareNode: StubNode;
/** Genesis hash of another cluster, or nobody's key. */
const OTHER_KEY = '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d';

beforeAll(async () => {
  devnet = await startDevnet({ dir, portBase: null, signal, progress: silentProgress, solana: true });
  // They have paid the users; the machine is for the relayers.
  await devnet.workers.stop();
  const { network } = JSON.parse(readFileSync((devnet.relayers[0] as RelayerProcess).configFile, 'utf8'));
  const { genesisHash } = JSON.parse(readFileSync(network, 'utf8')).chains.solana;
  bareNode = await startStubNode({ getGenesisHash: genesisHash });
}, 90_000);

afterAll(async () => {
  await bareNode?.close();
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

interface Rent {
  readonly account: string;
  readonly paid: bigint;
  readonly recovered: bigint;
}

/** Lamports of rent by the API. */
async function rentNow(relayer: RelayerProcess): Promise<Rent> {
  const { body } = await relayer.get<StatusView>('/v1/status');
  const submitter = body.chains.find(({ chain }) => chain === 'solana')?.submitter;
  return {
    account: submitter?.account ?? '',
    paid: BigInt(submitter?.rentPaid ?? ''),
    recovered: BigInt(submitter?.rentRecovered ?? ''),
  };
}

/** The same once the metrics, which are a little later, say it too. */
function rentOf(relayer: RelayerProcess): Promise<Rent> {
  return until({
    what: 'the metrics show the same rent',
    timeoutMs: 15_000,
    condition: async () => {
      const rent = await rentNow(relayer);
      const text = await (await fetch(new URL('/metrics', relayer.apiUrl))).text();
      const [paid, recovered] = ['paid', 'recovered'].map((kind) =>
        BigInt(
          new RegExp(`^cxt_bridge_rent_${kind}_lamports\\{chain="solana"\\} (\\d+)$`, 'm').exec(text)?.[1] ??
            -1,
        ),
      );
      return paid === rent.paid && recovered === rent.recovered && rent;
    },
  });
}

/** Accounts of the roots that are stored now, who paid for each, and how much. */
async function storedRoots({
  chain,
  deployment,
}: SolanaBridge): Promise<{ key: string; payer: string; lamports: bigint }[]> {
  const kind = createHash('sha256').update('account:AttestedRoot').digest().subarray(0, 8);
  const accounts = await chain.connection.getProgramAccounts(deployment.program.programId, 'confirmed');
  return accounts
    .filter(({ account }) => account.data.subarray(0, kind.length).equals(kind))
    .map(({ pubkey, account: { data, lamports } }) => ({
      key: pubkey.toBase58(),
      // The last field.
      payer: new PublicKey(data.subarray(-32)).toBase58(),
      lamports: BigInt(lamports),
    }));
}

interface Written {
  readonly ethereum: { contracts: Record<string, string> };
  readonly solana: { genesisHash: string; contracts: Record<string, string> };
  readonly config: {
    network: string;
    submitters: Record<string, unknown>;
    chains: { solana: { rpc: string[] } };
  };
}

/** `cxt-relayer config check` with a changed config or network file: its exit code and the last line. */
async function configCheck(
  change: (written: Written) => void,
): Promise<{ code: number | null; line: string }> {
  const { configFile } = devnet.relayers[0] as RelayerProcess;
  const config = JSON.parse(readFileSync(configFile, 'utf8')) as Written['config'];
  const network = JSON.parse(readFileSync(config.network, 'utf8'));
  change({ ethereum: network.chains.ethereum, solana: network.chains.solana, config });
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
  it.each<[string, (written: Written) => void, RegExp, number]>([
    [
      'another cluster',
      ({ solana }) => {
        solana.genesisHash = OTHER_KEY;
      },
      /serves the cluster with genesis hash \w+, not 5eykt4U\w+: chain solana: correct the config/,
      1,
    ],
    [
      'other code',
      ({ solana }) => {
        solana.contracts['codeHash'] = `0x${'11'.repeat(32)}`;
      },
      /: the program \w+ has code with hash 0x\w{64}, not 0x1{64}: chain solana: correct the config/,
      1,
    ],
    [
      'a program that is not there',
      ({ solana }) => {
        const { config, mint } = gatewayAddresses(OTHER_KEY);
        const contracts = { program: OTHER_KEY, gateway: config.toBase58(), token: mint.toBase58() };
        Object.assign(solana.contracts, contracts);
      },
      /: there is no program at 5eykt4U\w+: chain solana: correct the config/,
      1,
    ],
    [
      'another mint',
      ({ solana }) => {
        solana.contracts['token'] = OTHER_KEY;
      },
      /the token of program \w+ is \w+, not 5eykt4U\w+: .*chains\.solana/,
      1,
    ],
    [
      'base58 of another length',
      ({ solana }) => {
        solana.contracts['program'] = OTHER_KEY.slice(0, 40);
      },
      /expected a Solana address \(base58 of 32 bytes\), not \w{40}: .*chains\.solana\.contracts\.program: correct/,
      1,
    ],
    [
      'an EVM address',
      ({ solana, ethereum }) => {
        solana.contracts['gateway'] = ethereum.contracts['gateway'] as string;
      },
      /expected a Solana address \(base58\), this is an EVM address: .*chains\.solana\.contracts\.gateway/,
      1,
    ],
    [
      'a Solana address on an EVM chain',
      ({ solana, ethereum }) => {
        ethereum.contracts['gateway'] = solana.contracts['gateway'] as string;
      },
      /expected an EVM address \(0x and 40 hex digits\): .*chains\.ethereum\.contracts\.gateway/,
      1,
    ],
    [
      'a node without a method',
      ({ config }) => {
        config.chains.solana.rpc = [bareNode.url];
      },
      /does not serve getSlot, which is needed: use a provider that does: chain solana/,
      75,
    ],
    [
      'a submitter without SOL',
      ({ config }) => {
        config.submitters = { ...config.submitters, solana: { privateKey: `0x${'5a'.repeat(32)}` } };
      },
      /the submitter \w+ has 0 SOL, less than one delivery costs: solana: send gas money to this address/,
      1,
    ],
  ])('says in one line that it is %s', async (_, change, expected, exitCode) => {
    const { code, line } = await configCheck(change);
    expect(line).toMatch(expected);
    expect(code).toBe(exitCode);
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
    const user = devnet.user(0);
    const wallet = user.solana.publicKey;
    const recipient = tokenAccount({ owner: wallet, mint: (devnet.solana as SolanaBridge).mint }).toBase58();
    const transfer = { to: 'solana', recipient, amountWei: CXT } as const;
    await expect(
      sendTransfers({ devnet, transfers: [{ from: 'ethereum', user, transfer }] }),
    ).rejects.toMatchObject({ code: 'CXT_SEND_RECIPIENT_TOKEN_ACCOUNT', owner: wallet.toBase58() });
    // Token accounts were opened and stored roots paid for, and all relayers saw by whom.
    const rents = await Promise.all(devnet.relayers.map((one) => rentOf(one)));
    expect(rents.reduce((sum, { paid }) => sum + paid, 0n)).toBeGreaterThan(0n);
    for (const { paid, recovered } of rents) expect(recovered).toBeLessThanOrEqual(paid);
  }, 240_000);

  it('closes the stored roots when their hour is over, and every relayer counts what it got back', async () => {
    const solana = devnet.solana as SolanaBridge;
    const { connection, rpcUrl } = solana.chain;
    // Nobody answers at a wallet, and the credit stays all the same.
    const compose = { data: `0x${'c0'.repeat(CALL_BYTES)}`, gas: 60_000 } as const;
    const called = round('ethereum').map((one) => ({ ...one, transfer: { ...one.transfer, compose } }));
    await arrive(await send(called));
    const before = await Promise.all(devnet.relayers.map((one) => rentNow(one)));
    const seen = new Map<string, { payer: string; lamports: bigint }>();
    const look = async (): Promise<number> => {
      const stored = await storedRoots(solana);
      for (const { key, ...deposit } of stored) seen.set(key, deposit);
      return stored.length;
    };
    const depositsOf = (account: string): bigint =>
      [...seen.values()].reduce((sum, { payer, lamports }) => (payer === account ? sum + lamports : sum), 0n);
    expect(await look()).toBeGreaterThan(0);
    const blockTime = await connection.getBlockTime(await connection.getSlot('confirmed'));
    if (blockTime === null) throw new Error('the block has no time');
    const inAnHour = { absoluteTimestamp: (blockTime + LATER_SECONDS) * 1_000 };
    await rpcSingle(rpcUrl, { method: 'surfnet_timeTravel', params: [inAnHour] });
    await until({
      what: 'no root is stored any more, and every relayer has its deposits back',
      timeoutMs: 120_000,
      condition: async () => {
        if ((await look()) > 0) return false;
        const now = await Promise.all(devnet.relayers.map((one) => rentNow(one)));
        return now.every(
          ({ account, recovered }, index) =>
            recovered - (before[index]?.recovered ?? 0n) === depositsOf(account),
        );
      },
    });
    const after = await Promise.all(devnet.relayers.map((one) => rentOf(one)));
    expect(after.some(({ recovered }) => recovered > 0n)).toBe(true);
  }, 180_000);
});
