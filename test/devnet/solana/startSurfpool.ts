/** Starts the devnet's Solana as a child process and waits until it answers. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { DevnetError } from '../devnetError.ts';
import { rpcSingle } from '../chain/jsonRpc.ts';
import { nodeBinary } from '../process/nodeBinary.ts';
import { OwnedProcess } from '../process/ownedProcess.ts';
import type { Watchdog } from '../process/watchdog.ts';
import { surfpoolPath } from './surfpoolPackage.ts';

const SCRIPT = fileURLToPath(new URL('surfpoolMain.ts', import.meta.url));
const START_TIMEOUT_MS = 15_000;
const POLL_MS = 20;

export interface SurfpoolProcess {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  /** Base58; another one at every start. */
  readonly genesisHash: string;
  readonly process: OwnedProcess;
}

export interface StartSurfpoolParameters {
  readonly watchdog: Watchdog;
  readonly logFile: string;
  /** Written by the child; must not exist. */
  readonly readyFile: string;
  readonly signal: AbortSignal;
}

/** @throws DevnetError when there is no runtime for this machine, or it does not come up. */
export async function startSurfpool(parameters: StartSurfpoolParameters): Promise<SurfpoolProcess> {
  // WHY here: a person reads this error, not the child's log.
  surfpoolPath();
  const { watchdog, logFile, readyFile, signal } = parameters;
  const child = new OwnedProcess({
    name: 'solana',
    command: nodeBinary(),
    args: [SCRIPT, readyFile],
    watchdog,
    logFile,
    env: { NODE_OPTIONS: '' },
  });
  try {
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      signal.throwIfAborted();
      const running = await answering(readyFile);
      if (running !== null) return { ...running, process: child };
      if (child.end !== null || Date.now() > deadline) {
        throw new DevnetError('solana did not start', `see its log: ${logFile}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } catch (error) {
    await child.kill();
    throw error;
  }
}

/** Null until it has blocks that are final. */
async function answering(readyFile: string): Promise<Omit<SurfpoolProcess, 'process'> | null> {
  if (!existsSync(readyFile)) return null;
  const urls = JSON.parse(readFileSync(readyFile, 'utf8')) as { rpcUrl: string; wsUrl: string };
  try {
    const finalized = await rpcSingle<number>(urls.rpcUrl, {
      method: 'getSlot',
      params: [{ commitment: 'finalized' }],
    });
    if (finalized < 1) return null;
    return { ...urls, genesisHash: await rpcSingle<string>(urls.rpcUrl, { method: 'getGenesisHash' }) };
  } catch {
    return null;
  }
}
