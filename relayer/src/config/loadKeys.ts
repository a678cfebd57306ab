/** Opens the keys of a config and refuses those that must not be used. */
import type { Hex } from '@cxt-bridge/adapters/protocol';
import { BridgeError } from '../errors/index.ts';
import { addressOfKey, isWellKnownDevKey, privateKeyBytes, readKeystoreFile } from '../signer/index.ts';
import type { Profile } from './networkSchema.ts';
import type { KeyReference, RelayerConfig } from './relayerConfig.ts';

export interface LoadedKey {
  /** Lower case. */
  readonly address: Hex;
  readonly privateKey: Uint8Array;
}

export interface RelayerKeys {
  readonly attester: LoadedKey;
  /** By chain key. */
  readonly submitters: ReadonlyMap<string, LoadedKey>;
}

/**
 * All keys of a config.
 * @throws CXT_KEYSTORE_UNREADABLE, CXT_KEY_INVALID; outside devnets CXT_CONFIG_DEV_KEY, CXT_CONFIG_KEY_SHARED
 */
export async function loadKeys(
  config: Pick<RelayerConfig, 'attester' | 'chains' | 'network'>,
): Promise<RelayerKeys> {
  const { profile } = config.network;
  const attester = await openKey({ reference: config.attester, path: 'attester' });
  assertAllowed({ key: attester, role: 'attester', profile });
  const submitters = new Map<string, LoadedKey>();
  const opened = new Map<string, LoadedKey>();
  for (const { key: chain, submitter: reference } of config.chains) {
    // A keystore takes a second to open; chains often share one.
    const id = reference.kind === 'keystore' ? reference.path : '';
    const submitter = opened.get(id) ?? (await openKey({ reference, path: `submitters.${chain}` }));
    if (id !== '') opened.set(id, submitter);
    assertAllowed({ key: submitter, role: 'submitter', profile });
    if (profile !== 'devnet' && submitter.address === attester.address) {
      throw new BridgeError('CXT_CONFIG_KEY_SHARED', {
        context: { chain, address: attester.address, profile },
      });
    }
    submitters.set(chain, submitter);
  }
  return { attester, submitters };
}

async function openKey(options: { reference: KeyReference; path: string }): Promise<LoadedKey> {
  const { reference, path } = options;
  const privateKey =
    reference.kind === 'keystore'
      ? await readKeystoreFile({ path: reference.path, password: reference.password.reveal() })
      : privateKeyBytes({ privateKey: reference.privateKey.reveal(), path });
  return { address: addressOfKey(privateKey), privateKey };
}

// SAFETY: a key that everybody has, as a member of a real signer set, is a stolen key.
function assertAllowed(options: { key: LoadedKey; role: 'attester' | 'submitter'; profile: Profile }): void {
  const { key, role, profile } = options;
  if (profile === 'devnet' || !isWellKnownDevKey(key.address)) return;
  throw new BridgeError('CXT_CONFIG_DEV_KEY', { context: { role, address: key.address, profile } });
}
