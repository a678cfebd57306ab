/** Waits until the court can judge: enough validators with enough stake in a snapshot. Jobs are refused before. */
import { workCourtAbi } from '../../../adapters/evm/abi/workCourt.ts';
import { HOME } from '../chain/chainSpec.ts';
import type { Devnet } from '../devnet.ts';
import { DevnetError } from '../devnetError.ts';

const TIMEOUT_MS = 90_000;
const POLL_MS = 300;

/** @throws DevnetError after a minute and a half */
export async function untilCommitteesLive(parameters: {
  devnet: Devnet;
  signal: AbortSignal;
}): Promise<void> {
  const { devnet, signal } = parameters;
  const { client } = devnet.chain(HOME);
  const court = { address: devnet.addresses.workCourt, abi: workCourtAbi } as const;
  const isLive = async (): Promise<boolean> => {
    const epoch = await client.readContract({ ...court, functionName: 'latestSnapshot' });
    return client.readContract({ ...court, functionName: 'isLive', args: [epoch] });
  };
  const deadline = Date.now() + TIMEOUT_MS;
  // WHY a failed read is a no: before the first snapshot the court has no latest one.
  while (!(await isLive().catch(() => false))) {
    signal.throwIfAborted();
    if (Date.now() > deadline)
      throw new DevnetError('the committees did not become live', `see ${devnet.workers.logFile}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
