import { addressOfKey, isWellKnownDevKey, privateKeyBytes } from '@cxt-bridge/relayer/keystore';
import { type Address, bytesToHex, getAddress, type LocalAccount } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { WorkerError } from '../errors/workerError.ts';

/** One key is one node is one staker: it holds gas money, CXT and stake, and signs votes. */
export interface WorkerKey {
  /** Checksummed. */
  readonly address: Address;
  readonly account: LocalAccount;
  /** 32 bytes; salts of commitments are derived from it. */
  readonly secret: Uint8Array;
}

/**
 * Key of a node from its secret.
 * @throws CXT_KEY_INVALID; WORKER_DEV_KEY for a published development key on a chain that is no devnet
 */
export function workerKey(options: { privateKey: Uint8Array | string; allowDevKey: boolean }): WorkerKey {
  const secret = privateKeyBytes({ privateKey: options.privateKey, path: 'key' });
  const address = getAddress(addressOfKey(secret));
  // SAFETY: a key that everybody has, with stake behind it, is lost stake.
  if (!options.allowDevKey && isWellKnownDevKey(address.toLowerCase() as Address)) {
    throw new WorkerError('WORKER_DEV_KEY', {
      message: `the key ${address} is a well-known development key`,
      hint: 'make one of your own with "cxt-worker keys create"; everybody has this one',
    });
  }
  return { address, account: privateKeyToAccount(bytesToHex(secret)), secret };
}
