import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addressOfKey, encryptKeystore, writeKeystoreFile } from '../signer/index.ts';
import { loadKeys } from './loadKeys.ts';
import { loadNetwork } from './loadNetwork.ts';
import type { ChainConfig, KeyReference } from './relayerConfig.ts';
import { Secret } from './secret.ts';

/** Account 0 of the public development mnemonic. */
const DEV_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const ATTESTER = `0x${'4b'.repeat(32)}`;
const SUBMITTER = `0x${'5c'.repeat(32)}`;

const plain = (key: string): KeyReference => ({ kind: 'privateKey', privateKey: new Secret(key) });

function config(options: { profile: 'devnet' | 'mainnet'; attester: KeyReference; submitter: KeyReference }) {
  const network = loadNetwork({ network: options.profile, folder: '.', file: 'x' });
  const chains = ['ethereum', 'bsc'].map((key) => ({ key, submitter: options.submitter }) as ChainConfig);
  return { network, attester: options.attester, chains };
}

describe('the keys of a config', () => {
  it('opens plain keys and keystores', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cxt-keys-'));
    const path = join(folder, 'submitter.json');
    const privateKey = Buffer.from(SUBMITTER.slice(2), 'hex');
    await writeKeystoreFile({
      path,
      keystore: await encryptKeystore({ privateKey, password: 'pw', scryptN: 1024 }),
    });
    const submitter = { kind: 'keystore', path, password: new Secret('pw') } as const;
    const keys = await loadKeys(config({ profile: 'mainnet', attester: plain(ATTESTER), submitter }));
    expect(keys.attester.address).toBe(addressOfKey(ATTESTER as `0x${string}`));
    expect([...keys.submitters.keys()]).toEqual(['ethereum', 'bsc']);
    expect(keys.submitters.get('bsc')?.address).toBe(addressOfKey(privateKey));
    const wrong = { ...submitter, password: new Secret('no') };
    const refused = loadKeys(config({ profile: 'mainnet', attester: plain(ATTESTER), submitter: wrong }));
    await expect(refused).rejects.toMatchObject({ code: 'CXT_KEYSTORE_UNREADABLE' });
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['attester', DEV_KEY, SUBMITTER],
    ['submitter', ATTESTER, DEV_KEY],
  ])('refuses a development key as %s outside devnets', async (role, attester, submitter) => {
    const keys = { attester: plain(attester), submitter: plain(submitter) };
    await expect(loadKeys(config({ profile: 'mainnet', ...keys }))).rejects.toMatchObject({
      code: 'CXT_CONFIG_DEV_KEY',
      context: { role },
    });
    await loadKeys(config({ profile: 'devnet', ...keys }));
  });

  it('refuses one key for both roles outside devnets', async () => {
    const keys = { attester: plain(ATTESTER), submitter: plain(ATTESTER) };
    await expect(loadKeys(config({ profile: 'mainnet', ...keys }))).rejects.toMatchObject({
      code: 'CXT_CONFIG_KEY_SHARED',
    });
  });

  it('says where a key is no key', async () => {
    const refused = loadKeys(
      config({ profile: 'devnet', attester: plain('0x12'), submitter: plain(SUBMITTER) }),
    );
    await expect(refused).rejects.toMatchObject({ code: 'CXT_KEY_INVALID', context: { path: 'attester' } });
  });
});
