import { open, readFile } from 'node:fs/promises';
import { BridgeError } from '../errors/index.ts';
import { decryptKeystore, type Keystore } from './keystore.ts';

const MAX_BYTES = 64 * 1024;

/** Writes a keystore for its owner only (0600), synced; never over an existing file. @throws CXT_KEYSTORE_EXISTS */
export async function writeKeystoreFile(options: { path: string; keystore: Keystore }): Promise<void> {
  const { path, keystore } = options;
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'wx', 0o600);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
    throw new BridgeError('CXT_KEYSTORE_EXISTS', { context: { path } });
  }
  try {
    await file.writeFile(`${JSON.stringify(keystore, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Reads and decrypts a keystore file. @throws CXT_KEYSTORE_UNREADABLE */
export async function readKeystoreFile(options: { path: string; password: string }): Promise<Uint8Array> {
  const { path, password } = options;
  let json: string;
  try {
    json = await readFile(path, 'utf8');
  } catch (error) {
    const detail =
      (error as { code?: string }).code === 'ENOENT' ? 'the file does not exist' : 'the file cannot be read';
    throw new BridgeError('CXT_KEYSTORE_UNREADABLE', { context: { path, detail }, cause: error });
  }
  if (json.length > MAX_BYTES) {
    throw new BridgeError('CXT_KEYSTORE_UNREADABLE', {
      context: { path, detail: 'it is not a version 3 keystore' },
    });
  }
  return decryptKeystore({ json, password, path });
}
