/** The demo: what is sent, what is broken on purpose, what is waited for. Ends when everything arrived or the time is over. */
import type { Devnet } from '../devnet.ts';
import { DevnetError } from '../devnetError.ts';
import type { Progress } from '../terminal/progress.ts';
import { sendTransfers } from '../users/sendTransfers.ts';
import { isDone, type TransferRecord } from '../watch/transferRecord.ts';
import { ComposeCallee } from './composeCallee.ts';
import { ACT_ONE, ACT_TWO, type PlannedTransfer } from './demoPlan.ts';

const ARRIVAL_TIMEOUT_MS = 60_000;
/** The relayer that is killed. */
const VICTIM = 1;

export interface DemoTransfer {
  readonly plan: PlannedTransfer;
  readonly record: TransferRecord;
}

export interface DemoOutcome {
  readonly transfers: readonly DemoTransfer[];
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
  const callee = await progress.step('preparing a contract that refuses its first call', () =>
    ComposeCallee.deploy({ devnet, chainKey: 'arbitrum' }),
  );
  const one = await progress.step(`sending ${ACT_ONE.length} transfers out of Ethereum`, () =>
    sendPlanned({ devnet, plans: ACT_ONE, callee, signal }),
  );
  const needed = one.filter(({ plan }) => plan.remark === '');
  await progress.step('waiting for the first credits on BSC and Arbitrum', (report) =>
    arrive({ devnet, transfers: needed, report, signal, faults }),
  );
  const two = await progress.step(
    `sending ${ACT_TWO.length} transfers back and between BSC and Arbitrum`,
    () => sendPlanned({ devnet, plans: ACT_TWO, callee, signal }),
  );
  await progress.step('killing relayer-2 (SIGKILL) and starting it again', () =>
    killAndRestart({ devnet, transfers: two, signal }),
  );
  const call = one.find(({ plan }) => plan.isCall) as DemoTransfer;
  await progress.step('repairing the contract and retrying its call', () =>
    callee.repairAndRetry({ devnet, record: call.record, signal }),
  );
  const transfers = [...one, ...two];
  await progress.step('waiting for everything to arrive', (report) =>
    arrive({ devnet, transfers, report, signal, faults }),
  );
  return { transfers, faults };
}

async function sendPlanned(parameters: {
  devnet: Devnet;
  plans: readonly PlannedTransfer[];
  callee: ComposeCallee;
  signal: AbortSignal;
}): Promise<DemoTransfer[]> {
  const { devnet, plans, callee, signal } = parameters;
  const hashes = await sendTransfers({
    devnet,
    transfers: plans.map(({ from, to, amountWei, user, isCall }) => ({
      from,
      user: devnet.user(user),
      transfer: isCall
        ? { to, amountWei, recipient: callee.address, compose: callee.call() }
        : { to, amountWei, recipient: devnet.user(user).address },
    })),
  });
  return recordsOf({ devnet, plans, hashes, signal });
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
