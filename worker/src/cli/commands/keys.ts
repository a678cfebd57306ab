/** `keys create|import|show`: version 3 keystores. */
import { readFile } from 'node:fs/promises';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import {
  addressOfKey,
  encryptKeystore,
  privateKeyBytes,
  readKeystoreFile,
  writeKeystoreFile,
} from '@cxt-bridge/relayer/keystore';
import {
  askPassword,
  newPrivateKey,
  type PasswordOptions,
  readSecretFile,
} from '@cxt-bridge/relayer/terminal';
import { getAddress } from 'viem';
import { WorkerError } from '../../errors/workerError.ts';
import { answer, type CommandContext } from '../commandOptions.ts';

export interface KeyOptions extends PasswordOptions {
  readonly json?: boolean;
  readonly privateKeyFile?: string;
}

interface Parameters {
  readonly context: CommandContext;
  readonly file: string;
  readonly options: KeyOptions;
}

export async function keysCreate({ context, file, options }: Parameters): Promise<void> {
  const password = await askPassword({ options, forNew: true, subject: file });
  const address = await writeKey({ file, privateKey: newPrivateKey(), password });
  tell({ context, options, file, address });
}

export async function keysImport({ context, file, options }: Parameters): Promise<void> {
  const privateKey = await readPrivateKey(options.privateKeyFile);
  const password = await askPassword({ options, forNew: true, subject: file });
  tell({ context, options, file, address: await writeKey({ file, privateKey, password }) });
}

export async function keysShow({ context, file, options }: Parameters): Promise<void> {
  if (options.passwordFile !== undefined) {
    const password = await askPassword({ options, forNew: false, subject: file });
    const address = getAddress(addressOfKey(await readKeystoreFile({ path: file, password })));
    tell({ context, options, file, address });
    return;
  }
  const named = await readFile(file, 'utf8').then(
    (text) => (JSON.parse(text) as { address?: unknown }).address,
    () => undefined,
  );
  if (typeof named !== 'string' || !/^(0x)?[0-9a-fA-F]{40}$/.test(named)) {
    throw new WorkerError('WORKER_USAGE', {
      message: `no keystore that names its address: ${file}`,
      hint: 'check the path, or give --password-file to open it',
    });
  }
  tell({ context, options, file, address: getAddress(`0x${named.replace(/^0x/, '')}`) });
}

/** From a file, or from standard input. @throws CXT_KEY_INVALID, WORKER_USAGE */
export async function readPrivateKey(path: string | undefined): Promise<Uint8Array> {
  if (path === undefined && process.stdin.isTTY === true) {
    throw new WorkerError('WORKER_USAGE', {
      message: 'no key: keys import',
      hint: 'give --private-key-file or pipe it in',
    });
  }
  const text =
    path === undefined
      ? await readAll(process.stdin)
      : await readSecretFile({ path, option: '--private-key-file' });
  return privateKeyBytes({ privateKey: text, path: path ?? 'standard input' });
}

/** Writes the keystore, never over another one. @throws CXT_KEYSTORE_EXISTS */
export async function writeKey(parameters: {
  file: string;
  privateKey: Uint8Array;
  password: string;
  scryptN?: number;
}): Promise<`0x${string}`> {
  const { file, privateKey, password, scryptN } = parameters;
  const keystore = await encryptKeystore({ privateKey, password, ...(scryptN !== undefined && { scryptN }) });
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeKeystoreFile({ path: file, keystore });
  return getAddress(addressOfKey(privateKey));
}

function tell(parameters: {
  context: CommandContext;
  options: KeyOptions;
  file: string;
  address: string;
}): void {
  const { context, options, file, address } = parameters;
  const jsonOptions = options.json === true ? { json: true } : {};
  answer({ context, options: jsonOptions, value: { address, file }, render: () => `${address}  ${file}` });
}
