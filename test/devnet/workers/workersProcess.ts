/** The compute nodes of the devnet as a child process: started, waited for, stopped. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Address } from 'viem';

import { workerAccounts } from '../chain/devAccounts.ts';
import type { DevChain } from '../chain/devChain.ts';
import type { DeploymentAddresses } from '../deploy/addresses.ts';
import { WORKERS } from '../deploy/economyParameters.ts';
import type { DevnetFolder } from '../devnetFolder.ts';
import { DevnetError } from '../devnetError.ts';
import { FRUGAL, nodeBinary } from '../process/nodeBinary.ts';
import { OwnedProcess } from '../process/ownedProcess.ts';
import type { Watchdog } from '../process/watchdog.ts';
import type { NodeCharacter, Payout, WorkersConfig, WorkersReady } from './workersConfig.ts';

const SCRIPT = fileURLToPath(new URL('workersMain.ts', import.meta.url));
const START_TIMEOUT_MS = 30_000;
const STOP_GRACE_MS = 8_000;
const POLL_MS = 50;

/** The last two are there to be caught. */
const CHARACTERS: readonly NodeCharacter[] = [
  ...Array<NodeCharacter>(WORKERS - 2).fill('honest'),
  'silent',
  'lying',
];

export interface DevnetWorker {
  readonly name: string;
  readonly address: Address;
  readonly character: NodeCharacter;
}

export class WorkersProcess {
  readonly workers: readonly DevnetWorker[];
  readonly blobUrl: string;
  readonly logFile: string;
  readonly #process: OwnedProcess;

  constructor(parts: {
    workers: readonly DevnetWorker[];
    blobUrl: string;
    logFile: string;
    process: OwnedProcess;
  }) {
    this.workers = parts.workers;
    this.blobUrl = parts.blobUrl;
    this.logFile = parts.logFile;
    this.#process = parts.process;
  }

  /** 0 when it has ended. */
  get pid(): number {
    return this.#process.end === null ? this.#process.pid : 0;
  }

  async stop(): Promise<void> {
    await this.#process.stop({ graceMs: STOP_GRACE_MS });
  }

  /** The node of that character. */
  worker(character: NodeCharacter): DevnetWorker {
    return this.workers.find((worker) => worker.character === character) as DevnetWorker;
  }
}

/** @throws DevnetError when it ends or does not come up */
export async function startWorkers(parameters: {
  home: DevChain;
  addresses: DeploymentAddresses;
  payouts: readonly Payout[];
  folder: DevnetFolder;
  watchdog: Watchdog;
  signal: AbortSignal;
}): Promise<WorkersProcess> {
  const { home, addresses, payouts, folder, watchdog, signal } = parameters;
  const logFile = folder.logFile('workers');
  const dataDir = join(folder.path, 'workers');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const readyFile = join(dataDir, 'ready.json');
  const nodes = workerAccounts(WORKERS).map(({ address, privateKey }, index) => ({
    name: `worker-${index + 1}`,
    address,
    privateKey,
    character: CHARACTERS[index] as NodeCharacter,
  }));
  const config: WorkersConfig = {
    rpcUrl: home.rpcUrl,
    chainId: home.chainId,
    miningPool: addresses.miningPool,
    fromBlock: '0',
    dataDir,
    readyFile,
    nodes: nodes.map(({ name, privateKey, character }) => ({ name, privateKey, character })),
    payouts,
  };
  const child = new OwnedProcess({
    name: 'workers',
    command: nodeBinary(),
    args: [...FRUGAL, SCRIPT, folder.writeJson(join('workers', 'config.json'), config)],
    watchdog,
    logFile,
    env: { NODE_OPTIONS: '', NO_COLOR: '1' },
  });
  const { blobUrl } = await untilReady({ child, readyFile, logFile, signal });
  return new WorkersProcess({ workers: nodes, blobUrl, logFile, process: child });
}

async function untilReady(parameters: {
  child: OwnedProcess;
  readyFile: string;
  logFile: string;
  signal: AbortSignal;
}): Promise<WorkersReady> {
  const { child, readyFile, logFile, signal } = parameters;
  const deadline = Date.now() + START_TIMEOUT_MS;
  try {
    for (;;) {
      signal.throwIfAborted();
      if (existsSync(readyFile)) return JSON.parse(readFileSync(readyFile, 'utf8')) as WorkersReady;
      if (child.end !== null || Date.now() > deadline)
        throw new DevnetError('the compute nodes did not start', `see their log: ${logFile}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } catch (error) {
    await child.kill();
    throw error;
  }
}
