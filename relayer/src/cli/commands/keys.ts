/** `keys new|import|show`: version 3 keystores. A private key is never printed and never taken from the command line. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { BridgeError } from '../../errors/bridgeError.ts';
import {
  addressOfKey,
  encryptKeystore,
  isWellKnownDevKey,
  privateKeyBytes,
  readKeystoreFile,
  writeKeystoreFile,
} from '../../signer/index.ts';
import { askPassword, type PasswordOptions, readSecretFile } from '../askPassword.ts';
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

export async function keysNew({ context, file, options }: Parameters): Promise<void> {
  const password = await askPassword({ options, forNew: true, subject: file });
  const address = await writeKey({ file, privateKey: newPrivateKey(), password });
  tell({ context, options, file, address });
}

export async function keysImport({ context, file, options }: Parameters): Promise<void> {
  const privateKey = await readPrivateKey(options.privateKeyFile);
  const password = await askPassword({ options, forNew: true, subject: file });
  const address = await writeKey({ file, privateKey, password });
  if (isWellKnownDevKey(address)) {
    context.terminal.err(
      `warning: ${address} is a well-known development key: for devnets only, everybody has it`,
    );
  }
  tell({ context, options, file, address });
}

export async function keysShow({ context, file, options }: Parameters): Promise<void> {
  const address =
    options.passwordFile === undefined
      ? await namedAddress(file)
      : addressOfKey(
          await readKeystoreFile({
            path: file,
            password: await askPassword({ options, forNew: false, subject: file }),
          }),
        );
  tell({ context, options, file, address });
}

/** A key that nobody has seen. */
export function newPrivateKey(): Uint8Array {
  for (;;) {
    const secret = new Uint8Array(randomBytes(32));
    try {
      return privateKeyBytes({ privateKey: secret, path: 'new key' });
    } catch {
      // Beyond the group order: once in 2^128 times.
    }
  }
}

/** From a file, or from standard input when there is none. Throws `CXT_KEY_INVALID`, `CXT_CLI_USAGE`. */
export async function readPrivateKey(path: string | undefined): Promise<Uint8Array> {
  if (path === undefined && process.stdin.isTTY === true) {
    const detail = 'no key: give --private-key-file or pipe it in';
    throw new BridgeError('CXT_CLI_USAGE', { context: { detail, argument: 'keys import' } });
  }
  const text =
    path === undefined
      ? await readAll(process.stdin)
      : await readSecretFile({ path, option: '--private-key-file' });
  return privateKeyBytes({ privateKey: text, path: path ?? 'standard input' });
}

/** Writes the keystore (never over another one) and answers its address. Throws `CXT_KEYSTORE_EXISTS`. */
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
  return addressOfKey(privateKey);
}

/** The address that the file states; only its password can prove it. */
async function namedAddress(file: string): Promise<string> {
  const refuse = (detail: string) =>
    new BridgeError('CXT_KEYSTORE_UNREADABLE', { context: { path: file, detail } });
  const json = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw refuse(error.code === 'ENOENT' ? 'the file does not exist' : 'the file cannot be read');
  });
  let address: unknown;
  try {
    ({ address } = JSON.parse(json) as { address?: unknown });
  } catch {
    throw refuse('it is not a version 3 keystore');
  }
  if (typeof address !== 'string' || !/^(0x)?[0-9a-fA-F]{40}$/.test(address)) {
    throw refuse('it names no address; give --password-file to open it');
  }
  return `0x${address.replace(/^0x/, '').toLowerCase()}`;
}

function tell(parameters: {
  context: CommandContext;
  options: KeyOptions;
  file: string;
  address: string;
}): void {
  const { context, options, file, address } = parameters;
  answer({
    terminal: context.terminal,
    json: options.json,
    value: { address, file },
    render: () => `${address}  ${file}`,
  });
}
