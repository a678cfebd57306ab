/** Publishes the blobs of jobs and submits them on home, one user for all: their ids follow from the market's counter. */
import { jobId } from '@cxt-bridge/adapters/protocol';
import { bridgeId } from '@cxt-bridge/adapters/protocol';
import { type Address, encodeFunctionData, type Hex, maxUint256, pad, zeroAddress, zeroHash } from 'viem';

import { cxtAbi } from '../../../adapters/evm/abi/cxt.ts';
import { jobMarketAbi } from '../../../adapters/evm/abi/jobMarket.ts';
import { createBlobClient } from '../../../worker/src/blobs/index.ts';
import { JOB_CODES, keccakHex } from '../../../worker/src/work/index.ts';
import { chainSpec, HOME } from '../chain/chainSpec.ts';
import type { Devnet } from '../devnet.ts';
import { DevnetError } from '../devnetError.ts';
import type { TestUser } from '../users/testUser.ts';
import type { PlannedJob } from './jobPlan.ts';
import type { JobWork } from './jobWork.ts';

const UNIT_WEI = 10n ** 9n;
const APPROVE_GAS = 100_000n;
const SUBMIT_GAS = 600_000n;
const ACCEPT_SECONDS = 5;
const MAX_UNITS = 1_024n;
/** Bit 0 of `flags`. */
const NAMED_EXECUTOR = 1;

export interface SubmittedJob {
  readonly plan: PlannedJob;
  readonly work: JobWork;
  readonly jobId: Hex;
  readonly submittedAtMs: number;
}

/** @throws DevnetError when the market refuses one */
export async function submitJobs(parameters: {
  devnet: Devnet;
  user: TestUser;
  plans: readonly PlannedJob[];
}): Promise<SubmittedJob[]> {
  const { devnet, user, plans } = parameters;
  const home = devnet.chain(HOME);
  const { jobMarket, token } = devnet.addresses;
  const works = plans.map((plan) => plan.work());
  await publish(devnet, works);
  const approve = encodeFunctionData({ abi: cxtAbi, functionName: 'approve', args: [jobMarket, maxUint256] });
  const hashes = [await user.submit(home, { to: token, data: approve, gas: APPROVE_GAS })];
  const ids = await nextJobIds(devnet, plans.length);
  const submittedAtMs = Date.now();
  for (const [index, plan] of plans.entries()) {
    const id = ids[index] as Hex;
    const work = works[index] as JobWork;
    const data = encodeFunctionData({
      abi: jobMarketAbi,
      functionName: 'submit',
      args: [requestOf({ devnet, user, plan, work, id }), `cxt-blob:${keccakHex(work.spec)}`],
    });
    hashes.push(await user.submit(home, { to: jobMarket, data, gas: SUBMIT_GAS }));
  }
  const receipts = await Promise.all(hashes.map((hash) => home.receipt(hash)));
  const failed = receipts.findIndex(({ status }) => status !== 'success');
  if (failed >= 0)
    throw new DevnetError(
      `submitting job ${failed} of the demo failed (${hashes[failed]})`,
      'see the log of ethereum for the reason',
    );
  return plans.map((plan, index) => ({
    plan,
    work: works[index] as JobWork,
    jobId: ids[index] as Hex,
    submittedAtMs,
  }));
}

async function publish(devnet: Devnet, works: readonly JobWork[]): Promise<void> {
  const client = createBlobClient({ stores: [], servers: [devnet.workers.blobUrl], allowLoopback: true });
  for (const { spec, blobs } of works) for (const bytes of [spec, ...blobs]) await client.publish(bytes);
}

/** Ids of the next local jobs (docs/compute.md §5): the counter starts at 1. */
async function nextJobIds(devnet: Devnet, count: number): Promise<Hex[]> {
  const { jobMarket, networkName } = devnet.addresses;
  const idOf = (srcNonce: bigint): Hex =>
    jobId({
      bridgeId: bridgeId(networkName),
      srcEid: chainSpec(HOME).eid,
      srcRouter: pad(jobMarket),
      srcNonce,
    });
  const next = await devnet.chain(HOME).client.readContract({
    address: jobMarket,
    abi: jobMarketAbi,
    functionName: 'nextJobId',
  });
  let counter = 1n;
  while (idOf(counter) !== next) counter++;
  return Array.from({ length: count }, (_, index) => idOf(counter + BigInt(index)));
}

function requestOf(parameters: { devnet: Devnet; user: TestUser; plan: PlannedJob; work: JobWork; id: Hex }) {
  const { devnet, user, plan, work, id } = parameters;
  const executor: Address | null =
    plan.executor === null ? null : devnet.workers.worker(plan.executor).address;
  return {
    jobId: id,
    requester: pad(user.address),
    refundee: user.address,
    jobType: JOB_CODES[work.type],
    redundancy: plan.redundancy,
    window: plan.window,
    flags: executor === null ? 0 : NAMED_EXECUTOR,
    namedExecutor: executor ?? zeroAddress,
    maxUnits: MAX_UNITS,
    price: plan.priceWei / UNIT_WEI,
    acceptSeconds: ACCEPT_SECONDS,
    computeSeconds: plan.computeSeconds,
    specHash: keccakHex(work.spec),
    inputHash: work.inputHash,
    canary: zeroHash,
  } as const;
}
