/** The demo: what is sent, what is broken on purpose, what is waited for. Ends when everything arrived or the time is over. */
import type { ChainKey } from '../chain/chainSpec.ts';
import type { Devnet } from '../devnet.ts';
import { DevnetError } from '../devnetError.ts';
import type { Progress } from '../terminal/progress.ts';
import { claimCredit } from '../solana/claimCredit.ts';
import { InboxCallee } from '../solana/inboxCallee.ts';
import type { SolanaBridge } from '../solana/solanaBridge.ts';
import { sendTransfers } from '../users/sendTransfers.ts';
import type { TestUser } from '../users/testUser.ts';
import type { Transfer } from '../users/transferCall.ts';
import { isDone, type TransferRecord } from '../watch/transferRecord.ts';
import { type JobAct, jobFaults, startJobAct } from '../jobs/jobAct.ts';
import type { JobOutcome } from '../jobs/jobOutcome.ts';
import { ComposeCallee } from './composeCallee.ts';
import { ACT_ONE, ACT_ONE_SOLANA, ACT_TWO, ACT_TWO_SOLANA, type PlannedTransfer } from './demoPlan.ts';

const ARRIVAL_TIMEOUT_MS = 60_000;
/** The relayer that is killed. */
const VICTIM = 1;

export interface DemoTransfer {
  readonly plan: PlannedTransfer;
  readonly record: TransferRecord;
}

export interface DemoOutcome {
  readonly transfers: readonly DemoTransfer[];
  readonly jobs: readonly JobOutcome[];
  /** What did not happen in time; empty when all is well. */
  readonly faults: readonly string[];
}

/** @throws the signal's reason when aborted; DevnetError when a send is refused. */
export async function runDemo(parameters: {
  devnet: Devnet;
  progress: Progress;
  signal: AbortSignal;
}): Promise<DemoOutcome> {
  const { devnet, progress, signal } = parameters;
  const faults: string[] = [];
  const { solana } = devnet;
  const jobAct = startJobAct({ devnet, signal });
  const plansOne = solana === null ? ACT_ONE : [...ACT_ONE, ...ACT_ONE_SOLANA];
  const plansTwo = solana === null ? ACT_TWO : [...ACT_TWO, ...ACT_TWO_SOLANA];
  const spokes = solana === null ? 'BSC and Arbitrum' : 'BSC, Arbitrum and Solana';
  const callees = await progress.step('preparing receivers that refuse their first call', () =>
    prepareCallees(devnet),
  );
  const one = await progress.step(`sending ${plansOne.length} transfers out of Ethereum`, () =>
    sendPlanned({ devnet, plans: plansOne, callees, signal }),
  );
  const needed = one.filter(({ plan }) => plan.remark === '');
  await progress.step(`waiting for the first credits on ${spokes}`, (report) =>
    arrive({ devnet, transfers: needed, report, signal, faults }),
  );
  const two = await progress.step(`sending ${plansTwo.length} transfers back and between ${spokes}`, () =>
    sendPlanned({ devnet, plans: plansTwo, callees, signal }),
  );
  await progress.step('killing relayer-2 (SIGKILL) and starting it again', () =>
    killAndRestart({ devnet, transfers: two, signal }),
  );
  await progress.step('repairing the receivers and retrying their calls', () =>
    repairAndRetry({ devnet, transfers: one, callees, signal }),
  );
  if (solana !== null) {
    await progress.step('opening a token account on Solana and claiming what waits for it', () =>
      claim({ devnet, solana, transfers: one, signal }),
    );
  }
  const transfers = [...one, ...two];
  await progress.step('waiting for everything to arrive', (report) =>
    arrive({ devnet, transfers, report, signal, faults }),
  );
  const jobs = await progress.step('waiting for the jobs', (report) => watched({ jobAct, report }));
  return { transfers, jobs, faults: [...faults, ...jobFaults(jobs)] };
}

async function watched(parameters: {
  jobAct: JobAct;
  report: (text: string) => void;
}): Promise<readonly JobOutcome[]> {
  const { jobAct, report } = parameters;
  const timer = setInterval(() => report(jobAct.news()), 200);
  try {
    return await jobAct.ended;
  } finally {
    clearInterval(timer);
    report(jobAct.news());
  }
}

/** Receivers of calls: those of the first act refuse until they are repaired. */
interface Callees {
  readonly arbitrum: ComposeCallee;
  readonly solana: InboxCallee | null;
  /** Never refuses. */
  readonly bsc: ComposeCallee | null;
}

async function prepareCallees(devnet: Devnet): Promise<Callees> {
  const { solana } = devnet;
  const [arbitrum, inbox, bsc] = await Promise.all([
    ComposeCallee.deploy({ devnet, chainKey: 'arbitrum', failing: true }),
    solana === null ? null : InboxCallee.open(solana),
    solana === null ? null : ComposeCallee.deploy({ devnet, chainKey: 'bsc', failing: false }),
  ]);
  return { arbitrum, solana: inbox, bsc };
}

async function repairAndRetry(parameters: {
  devnet: Devnet;
  transfers: readonly DemoTransfer[];
  callees: Callees;
  signal: AbortSignal;
}): Promise<void> {
  const { devnet, transfers, callees, signal } = parameters;
  await Promise.all(
    transfers
      .filter(({ plan }) => plan.isCall)
      .map(async ({ record }) => calleeOf(callees, record.to).repairAndRetry({ devnet, record, signal })),
  );
}

function calleeOf(callees: Callees, to: ChainKey): ComposeCallee | InboxCallee {
  const callee = to === 'ethereum' ? null : callees[to];
  if (callee === null) throw new Error(`there is no receiver of calls on ${to}`);
  return callee;
}

/** What came for people without a token account. */
async function claim(parameters: {
  devnet: Devnet;
  solana: SolanaBridge;
  transfers: readonly DemoTransfer[];
  signal: AbortSignal;
}): Promise<void> {
  const { devnet, solana, transfers, signal } = parameters;
  for (const { plan, record } of transfers.filter(({ plan: { isClaimed } }) => isClaimed)) {
    const condition = (): boolean => record.claimable !== null;
    if (!(await devnet.watcher.until({ condition, timeoutMs: ARRIVAL_TIMEOUT_MS, signal })))
      throw new DevnetError(`${record.guid} did not become claimable`, 'see the logs of the relayers');
    await claimCredit({ solana, user: devnet.user(plan.user), record });
  }
}

async function sendPlanned(parameters: {
  devnet: Devnet;
  plans: readonly PlannedTransfer[];
  callees: Callees;
  signal: AbortSignal;
}): Promise<DemoTransfer[]> {
  const { devnet, plans, callees, signal } = parameters;
  const hashes = await sendTransfers({
    devnet,
    transfers: plans.map((plan) => ({
      from: plan.from,
      user: devnet.user(plan.user),
      transfer: transferOf({ plan, user: devnet.user(plan.user), callees }),
    })),
  });
  return recordsOf({ devnet, plans, hashes, signal });
}

function transferOf(parameters: { plan: PlannedTransfer; user: TestUser; callees: Callees }): Transfer {
  const { plan, user, callees } = parameters;
  const { to, amountWei } = plan;
  const opening = plan.opensAccount === undefined ? {} : { openTokenAccount: plan.opensAccount };
  if (plan.isCall) {
    const callee = calleeOf(callees, to);
    return { to, amountWei, recipient: callee.address, compose: callee.call(), ...opening };
  }
  const recipient = to === 'solana' ? user.solana.publicKey.toBase58() : user.address;
  return { to, amountWei, recipient, ...opening };
}

async function recordsOf(parameters: {
  devnet: Devnet;
  plans: readonly PlannedTransfer[];
  hashes: readonly string[];
  signal: AbortSignal;
}): Promise<DemoTransfer[]> {
  const { devnet, plans, hashes, signal } = parameters;
  const { book } = devnet.watcher;
  const condition = (): boolean => hashes.every((hash) => book.bySendTx(hash) !== undefined);
  await devnet.watcher.until({ condition, timeoutMs: 10_000, signal });
  return plans.map((plan, index) => {
    const record = book.bySendTx(hashes[index] as string);
    if (record !== undefined) return { plan, record };
    throw new DevnetError(
      `the send ${hashes[index]} on ${plan.from} left no PacketSent`,
      'its transaction was refused: see the balance and allowance of its sender',
    );
  });
}

async function arrive(parameters: {
  devnet: Devnet;
  transfers: readonly DemoTransfer[];
  report: (text: string) => void;
  signal: AbortSignal;
  faults: string[];
}): Promise<void> {
  const { devnet, transfers, report, signal, faults } = parameters;
  const condition = (): boolean => {
    const done = transfers.filter(({ record }) => isDone(record)).length;
    report(`${done} of ${transfers.length} transfers arrived`);
    return done === transfers.length;
  };
  if (await devnet.watcher.until({ condition, timeoutMs: ARRIVAL_TIMEOUT_MS, signal })) return;
  for (const { record } of transfers) {
    if (!isDone(record)) faults.push(`${record.guid} (${record.from} → ${record.to}) did not arrive`);
  }
}

/** While one is dead the other three go on: three of four signatures are enough. */
async function killAndRestart(parameters: {
  devnet: Devnet;
  transfers: readonly DemoTransfer[];
  signal: AbortSignal;
}): Promise<void> {
  const { devnet, transfers, signal } = parameters;
  const victim = devnet.relayers[VICTIM];
  if (victim === undefined) throw new DevnetError('there is no relayer to kill', 'the demo needs all four');
  await victim.kill();
  const condition = (): boolean => transfers.some(({ record }) => isDone(record));
  await devnet.watcher.until({ condition, timeoutMs: ARRIVAL_TIMEOUT_MS, signal });
  victim.start();
  await victim.untilReady(signal);
  devnet.refreshManifest();
}
