/**
 * Name of the deployment of one devnet. It is part of everything that is signed, and relayers let one process of a machine sign with a
 * key for a deployment: devnets beside each other, which share the public keys, need names of their own.
 */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

import { bridgeId } from '@cxt-bridge/adapters/protocol';
import { lockSignerKey } from '../../relayer/src/signer/keyLock.ts';
import { attesters } from './chain/devAccounts.ts';

const PLAIN = 'devnet';
/** Where a devnet lives unless told otherwise. */
export const DEFAULT_DIR = fileURLToPath(new URL('../../.devnet', import.meta.url));

/** `devnet` in the usual folder, unless another clone's devnet has that name now; else with a suffix made of the folder. */
export function networkName(dir: string): string {
  if (dir === DEFAULT_DIR && isFree(PLAIN)) return PLAIN;
  return `${PLAIN}-${createHash('sha256').update(dir).digest('hex').slice(0, 8)}`;
}

function isFree(name: string): boolean {
  const id = bridgeId(name);
  try {
    for (const { address } of attesters())
      lockSignerKey({ address, bridgeId: id, folder: tmpdir() }).release();
    return true;
  } catch {
    return false;
  }
}
