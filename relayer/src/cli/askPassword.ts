/** Where a keystore's password comes from: a file, the environment, or the person at the terminal; never an argument, which `ps` shows. */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { BridgeError } from '../errors/bridgeError.ts';

const VARIABLE = 'CXT_KEYSTORE_PASSWORD';
const MIN_NEW_LENGTH = 8;

export interface PasswordOptions {
  readonly passwordFile?: string;
}

/** Without its final line break. `forNew`: asked twice at a terminal, and at least 8 characters. Throws `CXT_CLI_USAGE`. */
export async function askPassword(parameters: {
  options: PasswordOptions;
  forNew: boolean;
  /** What the password opens, for the prompt. */
  subject: string;
}): Promise<string> {
  const { options, forNew, subject } = parameters;
  const password = await find({ options, forNew, subject });
  if (forNew && password.length < MIN_NEW_LENGTH) {
    throw usage({ detail: `the password has fewer than ${MIN_NEW_LENGTH} characters`, argument: subject });
  }
  return password;
}

async function find(parameters: {
  options: PasswordOptions;
  forNew: boolean;
  subject: string;
}): Promise<string> {
  const { options, forNew, subject } = parameters;
  if (options.passwordFile !== undefined) {
    return firstLine(await readSecretFile({ path: options.passwordFile, option: '--password-file' }));
  }
  const fromEnvironment = process.env[VARIABLE];
  if (fromEnvironment !== undefined && fromEnvironment !== '') return fromEnvironment;
  if (process.stdin.isTTY !== true) {
    throw usage({
      detail: `a password is missing; use --password-file or set ${VARIABLE}`,
      argument: subject,
    });
  }
  const password = await prompt(`password of ${subject}: `);
  if (forNew && (await prompt('once more: ')) !== password) {
    throw usage({ detail: 'the two passwords differ', argument: subject });
  }
  return password;
}

/** A small file as text. Throws `CXT_CLI_USAGE` naming the option. */
export async function readSecretFile(parameters: { path: string; option: string }): Promise<string> {
  const { path, option } = parameters;
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw usage({ detail: `${path} cannot be read (${code ?? 'unknown reason'})`, argument: option });
  }
}

/** Asks without echo. Ctrl-C ends the process as everywhere. */
async function prompt(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  lines.on('SIGINT', () => {
    lines.close();
    process.stderr.write('\n');
    process.kill(process.pid, 'SIGINT');
  });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

function firstLine(text: string): string {
  return text.replace(/\r?\n[\s\S]*$/, '');
}

function usage(context: { detail: string; argument: string }): BridgeError {
  return new BridgeError('CXT_CLI_USAGE', { context });
}
