import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  privateKeyToAddress,
  recoverAddress,
  recoverSigner,
  signDigest,
} from '@cxt-bridge/adapters/protocol';
import fc from 'fast-check';
import { mnemonicToAccount } from 'viem/accounts';
import { describe, expect, it, vi } from 'vitest';
import { addressOfKey, createLocalSigner, privateKeyBytes } from './attesterSigner.ts';
import { isWellKnownDevKey } from './devKeys.ts';
import { lockSignerKey } from './keyLock.ts';
import { createRecoverFast, recoverNative } from './recoverFast.ts';

const KEY = `0x${'4b'.repeat(32)}` as const;
const bytes32 = () =>
  fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((bytes) => bytes.some((byte) => byte !== 0));

describe('the local signer', () => {
  it('makes the very bytes of the protocol library, for any key and digest', async () => {
    await fc.assert(
      fc.asyncProperty(bytes32(), bytes32(), async (key, digest) => {
        fc.pre((key[0] as number) < 0xff);
        const signer = createLocalSigner(key);
        const signature = await signer.sign(digest);
        expect(signer.address).toBe(privateKeyToAddress(key));
        expect(signature).toEqual(signDigest({ digest, privateKey: key }));
        expect(recoverSigner({ digest, signature64: signature })).toBe(signer.address);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a zero digest and a short one', async () => {
    const signer = createLocalSigner(KEY);
    for (const digest of [new Uint8Array(32), new Uint8Array(31).fill(1)]) {
      await expect(signer.sign(digest)).rejects.toMatchObject({ code: 'CXT_SIGNER_UNAVAILABLE' });
    }
  });

  it.each([
    ['zero', `0x${'00'.repeat(32)}`],
    ['the group order', '0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141'],
    ['31 bytes', `0x${'11'.repeat(31)}`],
    ['no hex', 'correct horse battery staple'],
  ])('refuses %s as a key and shows none of it', (_, privateKey) => {
    const refuse = () => privateKeyBytes({ privateKey, path: 'attester.privateKey' });
    expect(refuse).toThrow(expect.objectContaining({ code: 'CXT_KEY_INVALID' }));
    expect(refuse).not.toThrow(privateKey.slice(2, 20));
  });

  it('takes hex with and without 0x', () => {
    expect(addressOfKey(privateKeyBytes({ privateKey: KEY.slice(2), path: '' }))).toBe(addressOfKey(KEY));
  });
});

describe('fast recovery', () => {
  it('agrees with the protocol library on signatures and on noise', async () => {
    const signer = createLocalSigner(KEY);
    await fc.assert(
      fc.asyncProperty(bytes32(), fc.integer({ min: 0, max: 511 }), async (digest, bit) => {
        const signature64 = await signer.sign(digest);
        expect(recoverNative({ digest, signature64 })).toBe(signer.address);
        signature64[bit >> 3] = (signature64[bit >> 3] as number) ^ (1 << (bit & 7));
        const disturbed = recoverNative({ digest, signature64 });
        expect(disturbed).toBe(recoverAddress({ digest, signature64 }));
        expect(disturbed).not.toBe(signer.address);
      }),
      { numRuns: 60 },
    );
  });

  it('asks once for each digest and signature, also when there is no answer', () => {
    const recover = vi.fn(() => undefined);
    const fast = createRecoverFast({ recover });
    const signature64 = new Uint8Array(64).fill(1);
    for (let i = 0; i < 5; i++) fast({ digest: new Uint8Array(32).fill(1), signature64 });
    expect(recover).toHaveBeenCalledTimes(1);
    fast({ digest: new Uint8Array(32).fill(2), signature64 });
    expect(recover).toHaveBeenCalledTimes(2);
    signature64[63] = 2;
    fast({ digest: new Uint8Array(32).fill(2), signature64 });
    expect(recover).toHaveBeenCalledTimes(3);
  });

  it('forgets what was used least recently', () => {
    const recover = vi.fn(() => undefined);
    const fast = createRecoverFast({ recover, capacity: 2 });
    const ask = (n: number) => fast({ digest: new Uint8Array(32).fill(n), signature64: new Uint8Array(64) });
    for (const n of [1, 2, 1, 3, 1]) ask(n);
    expect(recover).toHaveBeenCalledTimes(3);
    ask(2);
    expect(recover).toHaveBeenCalledTimes(4);
  });
});

describe('keys everybody has', () => {
  it('are the first twenty of the public mnemonic, whatever their spelling', () => {
    const mnemonic = 'test test test test test test test test test test test junk';
    for (let addressIndex = 0; addressIndex < 20; addressIndex++) {
      expect(isWellKnownDevKey(mnemonicToAccount(mnemonic, { addressIndex }).address)).toBe(true);
    }
    expect(isWellKnownDevKey(addressOfKey(KEY))).toBe(false);
  });
});

describe('the key lock', () => {
  it('lets one holder in per key and deployment', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cxt-key-'));
    const options = { address: addressOfKey(KEY), bridgeId: `0x${'01'.repeat(32)}`, folder } as const;
    const lock = lockSignerKey(options);
    expect(() => lockSignerKey(options)).toThrow(expect.objectContaining({ code: 'CXT_KEY_IN_USE' }));
    lockSignerKey({ ...options, bridgeId: `0x${'02'.repeat(32)}` }).release();
    lock.release();
    lockSignerKey(options).release();
    rmSync(folder, { recursive: true });
  });
});
