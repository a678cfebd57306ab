/** Six nodes on the real contracts: an honest job is paid to the wei, and who cheats is slashed by the rule's exact amount. */
import { bytesToHex, type Hex, isAddressEqual } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jobMarketAbi } from '../../../adapters/evm/abi/jobMarket.ts';
import { stakeRegistryAbi } from '../../../adapters/evm/abi/stakeRegistry.ts';
import { workCourtAbi } from '../../../adapters/evm/abi/workCourt.ts';
import type { JobRequest, JobView } from '../../../worker/src/chain/jobView.ts';
import {
  CXT,
  deployEconomy,
  ECONOMY,
  type EconomyAddresses,
} from '../../../worker/src/testing/deployEconomy.ts';
import {
  lyingExecutor,
  lyingSeat,
  neverCommits,
  neverReveals,
} from '../../../worker/src/testing/dishonest.ts';
import { HOME_CHAIN_ID, type RunningHome, startHome } from '../../../worker/src/testing/startHome.ts';
import { type Fleet, startFleet, TEST_POLICY } from '../../../worker/src/testing/testFleet.ts';
import { until } from '../until.ts';
import { createRequester, productJob } from './requester.ts';

const MNEMONIC = 'test test test test test test test test test test test junk';
const keyOf = (index: number): Hex =>
  bytesToHex(mnemonicToAccount(MNEMONIC, { addressIndex: index }).getHdKey().privateKey as Uint8Array);
const NODES = Array.from({ length: 6 }, (_, index) => keyOf(index + 5));
const REQUESTER = keyOf(20);
const NEVER_COMMITS = 0;
const NEVER_REVEALS = 1;
const LYING_EXECUTOR = 2;
const LYING_SEAT = 3;
const UNIT = 10n ** 9n;
/** `CXT_LONG=1` (npm run test:long) adds what takes minutes: a rule that another test shows already, and a seat that must first be drawn. */
const longTest = process.env['CXT_LONG'] === '1' ? test : () => undefined;

let home: RunningHome;
let addresses: EconomyAddresses;
let fleet: Fleet;
let requester: ReturnType<typeof createRequester>;
let jobs = 0;

beforeAll(async () => {
  home = await startHome();
  addresses = await deployEconomy({ rpcUrl: home.rpcUrl, chainId: HOME_CHAIN_ID });
  requester = createRequester({ rpcUrl: home.rpcUrl, privateKey: REQUESTER, addresses });
  await earnFirstCxt();
  await requester.approve();
  fleet = await startFleet({
    rpcUrl: home.rpcUrl,
    addresses,
    privateKeys: NODES,
    policies: { [NEVER_COMMITS]: NAMED_ONLY, [NEVER_REVEALS]: NAMED_ONLY, [LYING_EXECUTOR]: NAMED_ONLY },
    behaviours: {
      [NEVER_COMMITS]: neverCommits,
      [NEVER_REVEALS]: neverReveals,
      [LYING_EXECUTOR]: lyingExecutor,
      [LYING_SEAT]: lyingSeat,
    },
    logLevel: (process.env['CXT_TEST_LOG'] ?? 'silent') as 'silent',
  });
}, 300_000);

afterAll(async () => {
  await fleet?.stop();
  await home?.stop();
});

/** Dishonest executors wait for the jobs that name them. */
const NAMED_ONLY = { jobs: { ...TEST_POLICY.jobs, namedOnly: true } };

/** Nobody has any CXT at first: all mine an epoch, claim, stake and join; the requester only mines and claims. */
async function earnFirstCxt(): Promise<void> {
  const first = await startFleet({
    rpcUrl: home.rpcUrl,
    addresses,
    privateKeys: [...NODES, REQUESTER],
    policies: { 6: { stake: { targetWei: 0n, keepWei: 0n }, validate: false } },
  });
  const isReady = async (): Promise<boolean> => {
    const views = first.members.map(({ node }) => node.view);
    const allStake = views.slice(0, 6).every((view) => view?.node.isValidator === true);
    const hasCxt = (views[6]?.node.balanceWei ?? 0n) > 10_000n * CXT;
    return allStake && hasCxt && views[0]?.epochState.latestSnapshot !== null;
  };
  await until({ what: 'six validators and a requester with CXT', timeoutMs: 240_000, condition: isReady });
  await first.stop();
}

async function submit(wanted: Partial<JobRequest>): Promise<Hex> {
  jobs += 1;
  return requester.submit({ specHash: await productJob(fleet.blobs, jobs), ...wanted });
}

function ended(jobId: Hex): Promise<JobView> {
  const condition = async (): Promise<JobView | null> => {
    const job = fleet.chain.jobs.job(jobId);
    return job?.ended == null ? null : job;
  };
  return until({ what: `job ${jobId} has ended`, timeoutMs: 220_000, condition });
}

function addressOf(place: number) {
  return (fleet.members[place] as Fleet['members'][number]).key.address;
}

async function slashesOf(node: `0x${string}`) {
  const logs = await requester.client.getContractEvents({
    address: addresses.stakeRegistry,
    abi: stakeRegistryAbi,
    eventName: 'Slashed',
    args: { node },
    fromBlock: 0n,
    strict: true,
  });
  return logs.map(({ args }) => args);
}

describe('a paid job', () => {
  test('is drawn, computed, judged and paid to the wei', async () => {
    const jobId = await submit({ redundancy: 2, flags: 0 });
    const job = await ended(jobId);
    expect(job.ended).toMatchObject({ status: 'SETTLED', reason: 0 });
    expect(job.attested?.units).toBe(16n);
    const credits = await requester.client.getContractEvents({
      address: addresses.jobMarket,
      abi: jobMarketAbi,
      eventName: 'Credited',
      fromBlock: job.timeline.at(-1)?.block ?? 0n,
      toBlock: job.timeline.at(-1)?.block ?? 0n,
      strict: true,
    });
    const record = await requester.client.readContract({
      address: addresses.jobMarket,
      abi: jobMarketAbi,
      functionName: 'jobOf',
      args: [jobId],
    });
    const poolUnits = (record.price * 500n) / 10_000n;
    const seatUnits = (record.price * 1_000n) / 10_000n;
    const toExecutors = (record.price - poolUnits - seatUnits) * UNIT;
    const ofExecutors = credits.filter(({ args }) =>
      job.executors.some((node) => isAddressEqual(node, args.account)),
    );
    expect(ofExecutors.map(({ args }) => args.amountWei).reduce((sum, wei) => sum + wei, 0n)).toBe(
      toExecutors,
    );
    const back = credits.find(({ args }) => isAddressEqual(args.account, requester.address));
    expect(back?.args.amountWei).toBe((job.request.price - record.price) * UNIT);
  });
});

const BOND_PERCENT = 25n;

describe('who cheats pays', () => {
  test('an executor that never commits loses half of its bond each time it is drawn', async () => {
    const node = addressOf(NEVER_COMMITS);
    const job = await ended(await submitNamed(NEVER_COMMITS, { computeSeconds: 8 }));
    expect(job.ended).toMatchObject({ status: 'EXPIRED', reason: 4 });
    const bonds = bidsOf(job).map((price) => (price * UNIT * BOND_PERCENT) / 100n);
    expect(bonds).toHaveLength(2);
    const slashes = await slashesOf(node);
    expect(slashes.map(({ amountWei }) => amountWei)).toEqual(bonds.map((bond) => bond / 2n));
    for (const { amountWei, paidWei, burnedWei } of slashes) {
      expect(paidWei).toBe(amountWei / 2n);
      expect(burnedWei).toBe(amountWei - paidWei);
    }
    // 7,000, less an eighth, twice.
    expect((await accountOf(node)).reputation).toBe(5_360);
  });

  longTest('an executor that commits to a sole job and never reveals loses the same', async () => {
    const node = addressOf(NEVER_REVEALS);
    const job = await ended(await submitNamed(NEVER_REVEALS, { computeSeconds: 8 }));
    expect(job.ended).toMatchObject({ status: 'EXPIRED', reason: 4 });
    const halves = bidsOf(job).map((price) => (price * UNIT * BOND_PERCENT) / 100n / 2n);
    expect((await slashesOf(node)).map(({ amountWei }) => amountWei)).toEqual(halves);
  });

  test('an executor that reveals a wrong result loses its bond and a twentieth of its stake, and is jailed', async () => {
    const node = addressOf(LYING_EXECUTOR);
    const { stake } = await accountOf(node);
    const job = await ended(await submitNamed(LYING_EXECUTOR, {}));
    expect(job.ended).toMatchObject({ status: 'REJECTED', reason: 4 });
    const [price = 0n] = bidsOf(job);
    const bondWei = (price * UNIT * BOND_PERCENT) / 100n;
    const after = await accountOf(node);
    expect(stake - after.stake).toBe(bondWei + stake / 20n);
    expect(after.reputation).toBe(5_000);
    expect(after.jailedUntil).toBeGreaterThan(0n);
  });

  longTest(
    'a seat that votes against its class loses a twentieth of the seat bond',
    async () => {
      const node = addressOf(LYING_SEAT);
      const fines = () =>
        requester.client.getContractEvents({
          address: addresses.workCourt,
          abi: workCourtAbi,
          eventName: 'SeatIncoherent',
          args: { node },
          fromBlock: 0n,
          strict: true,
        });
      const before = (await slashesOf(node)).length;
      for (let tries = 0; tries < MOST_TRIES && (await fines()).length === 0; tries += 1) {
        await ended(await submit({ price: M_CLASS_PRICE }));
      }
      await until({
        what: 'the lying seat was fined',
        timeoutMs: 30_000,
        condition: async () => (await fines()).length > 0 && (await slashesOf(node)).length > before,
      });
      const amounts = (await slashesOf(node)).map(({ amountWei }) => amountWei);
      expect(amounts).toContain(ECONOMY.court.seatBondWei / 20n);
    },
    600_000,
  );
});

/** 800 CXT: above what the smallest class may judge, so that five seats are drawn. */
const M_CLASS_PRICE = 800n * 10n ** 9n;
/** Each draw of five has the lying node with probability 0.6. */
const MOST_TRIES = 8;

function submitNamed(place: number, wanted: Partial<JobRequest>): Promise<Hex> {
  return submit({ flags: 1, namedExecutor: addressOf(place), ...wanted });
}

function accountOf(node: `0x${string}`) {
  return requester.client.readContract({
    address: addresses.stakeRegistry,
    abi: stakeRegistryAbi,
    functionName: 'accountOf',
    args: [node],
  });
}

/** Prices of the bids on a job, in units of 1e9 wei. */
function bidsOf(job: JobView): bigint[] {
  return job.timeline
    .filter(({ event }) => event === 'BidPlaced')
    .map(({ detail }) => BigInt(detail['price'] ?? '0'));
}
