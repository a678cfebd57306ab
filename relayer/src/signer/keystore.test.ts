import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addressOfKey } from './attesterSigner.ts';
import { decryptKeystore, encryptKeystore } from './keystore.ts';
import { readKeystoreFile, writeKeystoreFile } from './keystoreFile.ts';

const KEY = new Uint8Array(32).fill(0x4b);
const encrypt = () => encryptKeystore({ privateKey: KEY, password: 'pässwörd', scryptN: 1024 });
const decrypt = (keystore: unknown, password = 'pässwörd') =>
  decryptKeystore({
    json: typeof keystore === 'string' ? keystore : JSON.stringify(keystore),
    password,
    path: 'k.json',
  });

/** The two published examples of the format: https://ethereum.org/en/developers/docs/data-structures-and-encoding/web3-secret-storage/ */
const PUBLISHED_KEY = '7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d';
const PBKDF2 = {
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
    ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
    kdf: 'pbkdf2',
    kdfparams: {
      c: 262144,
      dklen: 32,
      prf: 'hmac-sha256',
      salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd',
    },
    mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
};
const SCRYPT = {
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '83dbcc02d8ccb40e466191a123791e0e' },
    ciphertext: 'd172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c',
    kdf: 'scrypt',
    kdfparams: {
      dklen: 32,
      n: 262144,
      p: 8,
      r: 1,
      salt: 'ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19',
    },
    mac: '2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
};

describe('keystore version 3', () => {
  it('opens the published example with PBKDF2', async () => {
    expect(Buffer.from(await decrypt(PBKDF2, 'testpassword')).toString('hex')).toBe(PUBLISHED_KEY);
  });

  it('says why it does not open the published example with scrypt: its r = 1 is outside of RFC 7914', async () => {
    await expect(decrypt(SCRYPT, 'testpassword')).rejects.toThrow('RFC 7914');
  });

  it('gives back what it was given and never the same text twice', async () => {
    const [first, second] = [await encrypt(), await encrypt()];
    expect(await decrypt(first)).toEqual(KEY);
    expect(first.address).toBe(addressOfKey(KEY).slice(2));
    expect(first.crypto.ciphertext).not.toBe(second.crypto.ciphertext);
    const { crypto, ...rest } = first;
    expect(await decrypt({ ...rest, Crypto: crypto })).toEqual(KEY);
  });

  it('answers a wrong password and every malformed file with one error', async () => {
    const good = await encrypt();
    const bad: [unknown, string?][] = [
      [good, 'wrong'],
      [good, ''],
      ['not JSON'],
      ['null'],
      ['[]'],
      [{ ...good, version: 4 }],
      [{ ...good, crypto: { ...good.crypto, cipher: 'aes-256-gcm' } }],
      [{ ...good, crypto: { ...good.crypto, kdfparams: { n: 2 ** 30, r: 8, p: 1, dklen: 32, salt: 'aa' } } }],
      [{ ...good, crypto: { ...good.crypto, kdfparams: { n: 1000, r: 8, p: 1, dklen: 32, salt: 'aa' } } }],
      [{ ...good, crypto: { ...good.crypto, ciphertext: `${good.crypto.ciphertext}00` } }],
      [{ ...good, crypto: { ...good.crypto, mac: '00'.repeat(32) } }],
      [{ ...good, address: '00'.repeat(20) }],
    ];
    for (const [keystore, password] of bad) {
      const error = await decrypt(keystore, password).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({
        code: 'CXT_KEYSTORE_UNREADABLE',
        exitCode: 1,
        context: { path: 'k.json' },
      });
    }
  });

  it('writes a file for its owner only, and never over another', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cxt-keystore-'));
    const path = join(folder, 'attester.json');
    await writeKeystoreFile({ path, keystore: await encrypt() });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).not.toContain('4b4b4b');
    expect(await readKeystoreFile({ path, password: 'pässwörd' })).toEqual(KEY);
    await expect(writeKeystoreFile({ path, keystore: await encrypt() })).rejects.toMatchObject({
      code: 'CXT_KEYSTORE_EXISTS',
    });
    await expect(readKeystoreFile({ path: `${path}.no`, password: '' })).rejects.toMatchObject({
      code: 'CXT_KEYSTORE_UNREADABLE',
      message: expect.stringContaining('does not exist'),
    });
    rmSync(folder, { recursive: true });
  });
});
