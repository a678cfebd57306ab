import { join } from 'node:path';
import type { Hex } from '@cxt-bridge/adapters/protocol';
import { BridgeError } from '../errors/index.ts';
import { type ProcessLock, tryProcessLock } from '../store/processLock.ts';

/**
 * Makes sure that one process of this machine signs with a key for a deployment, whatever its data folder. `folder` is shared by
 * all processes of the machine: the system's folder for temporary files.
 * @throws CXT_KEY_IN_USE
 */
export function lockSignerKey(options: { address: Hex; bridgeId: Hex; folder: string }): ProcessLock {
  const { address, bridgeId, folder } = options;
  const path = join(folder, `cxt-relayer-${bridgeId.slice(2, 18)}-${address.toLowerCase()}.lock`);
  let lock: ProcessLock | null = null;
  try {
    lock = tryProcessLock(path);
  } catch (error) {
    // WHY: a lock file that we may not open belongs to another user's process.
    throw new BridgeError('CXT_KEY_IN_USE', { context: { address, path }, cause: error });
  }
  if (lock === null) throw new BridgeError('CXT_KEY_IN_USE', { context: { address, path } });
  return lock;
}
