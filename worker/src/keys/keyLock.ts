import { join } from 'node:path';
import { type ProcessLock, tryProcessLock } from '@cxt-bridge/relayer/lock';
import type { Address } from 'viem';
import { WorkerError } from '../errors/workerError.ts';

/**
 * Makes sure that one process of this machine works with a key on a chain, whatever its data folder: two would use the same nonces
 * and could vote twice. `folder` is shared by all processes of the machine, as the system's folder for temporary files is.
 * @throws WORKER_KEY_IN_USE
 */
export function lockWorkerKey(options: { address: Address; chainId: number; folder: string }): ProcessLock {
  const { address, chainId, folder } = options;
  const path = join(folder, `cxt-worker-${chainId}-${address.toLowerCase()}.lock`);
  const refuse = (cause?: unknown) =>
    new WorkerError('WORKER_KEY_IN_USE', {
      message: `another process on this machine works with ${address}: ${path}`,
      hint: 'stop it first: one key runs in one process',
      cause,
    });
  let lock: ProcessLock | null;
  try {
    lock = tryProcessLock(path);
  } catch (error) {
    // WHY: a lock file that we may not open belongs to another user's process.
    throw refuse(error);
  }
  if (lock === null) throw refuse();
  return lock;
}
