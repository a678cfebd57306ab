/** `init`: a config file with every key explained, and a key. Overwrites nothing. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askPassword, newPrivateKey, readSecretFile } from '@cxt-bridge/relayer/terminal';
import { privateKeyBytes } from '@cxt-bridge/relayer/keystore';
import { initialConfig } from '../../config/initialConfig.ts';
import { loadWorkerConfig } from '../../config/loadWorkerConfig.ts';
import { WorkerError } from '../../errors/workerError.ts';
import { answer, type CommandContext } from '../commandOptions.ts';
import { writeKey } from './keys.ts';

export interface InitOptions {
  readonly json?: boolean;
  readonly config: string;
  readonly manifest?: string;
  readonly rpc?: readonly string[];
  readonly chainId?: number;
  readonly miningPool?: string;
  readonly dataDir: string;
  readonly importKey?: string;
  readonly passwordFile?: string;
}

const SCHEMA = fileURLToPath(new URL('../../config/workerConfig.schema.json', import.meta.url));
/** Opens at once, and is guessed as fast: for devnets. */
const DEVNET_SCRYPT_N = 2 ** 12;

export async function initCommand(parameters: {
  context: CommandContext;
  options: InitOptions;
}): Promise<void> {
  const { context, options } = parameters;
  const file = resolve(options.config);
  const folder = dirname(file);
  const dataDir = resolve(options.dataDir);
  const keystore = join(dataDir, 'key.json');
  for (const path of [file, keystore]) if (existsSync(path)) throw exists(path);
  const home = await homeOf(options);
  const privateKey =
    options.importKey === undefined
      ? newPrivateKey()
      : privateKeyBytes({
          privateKey: await readSecretFile({ path: options.importKey, option: '--import-key' }),
          path: options.importKey,
        });
  const { passwordFile } = options;
  const password = await askPassword({
    options: passwordFile === undefined ? {} : { passwordFile },
    forNew: true,
    subject: keystore,
  });
  const work = home.isDevnet ? { scryptN: DEVNET_SCRYPT_N } : {};
  const address = await writeKey({ file: keystore, privateKey, password, ...work });
  const near = (path: string): string => {
    const way = relative(folder, path);
    return isAbsolute(way) || way.startsWith('..') ? way : `./${way}`;
  };
  const text = initialConfig({
    ...home,
    schema: SCHEMA,
    keystore: near(keystore),
    passwordFile: passwordFile === undefined ? null : near(resolve(passwordFile)),
    dataDir: near(dataDir),
  });
  await mkdir(folder, { recursive: true });
  // The config last: it says that the rest is there.
  await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  loadWorkerConfig(file);
  answer({
    context,
    options: options.json === true ? { json: true } : {},
    value: { config: file, keystore, address },
    render: () =>
      [
        `config  ${file}`,
        `key     ${address}  send it gas money; CXT it earns itself`,
        '',
        'next: cxt-worker mine',
      ].join('\n'),
  });
}

interface Home {
  readonly chainId: number;
  readonly rpc: readonly string[];
  readonly miningPool: string;
  readonly isDevnet: boolean;
}

async function homeOf(options: InitOptions): Promise<Home> {
  if (options.manifest !== undefined) return homeOfManifest(options.manifest);
  const { rpc, chainId, miningPool } = options;
  if (rpc === undefined || chainId === undefined || miningPool === undefined) {
    throw new WorkerError('WORKER_USAGE', {
      message: 'the chain is missing: init',
      hint: 'give --manifest of a devnet, or --rpc, --chain-id and --mining-pool',
    });
  }
  return { rpc, chainId, miningPool, isDevnet: false };
}

interface Manifest {
  readonly home?: string;
  readonly chains?: Readonly<
    Record<string, { chainId?: number; rpcUrl?: string; contracts?: { miningPool?: string } } | undefined>
  >;
}

async function homeOfManifest(file: string): Promise<Home> {
  const refuse = (detail: string, cause?: unknown): WorkerError =>
    new WorkerError('WORKER_USAGE', {
      message: `${detail}: ${file}`,
      hint: 'give the manifest.json of a running devnet',
      cause,
    });
  let manifest: Manifest;
  try {
    manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  } catch (error) {
    throw refuse('the manifest cannot be read', error);
  }
  const home = manifest.chains?.[manifest.home ?? ''];
  const miningPool = home?.contracts?.miningPool;
  if (home?.rpcUrl === undefined || home.chainId === undefined || miningPool === undefined)
    throw refuse('the manifest names no home chain with a mining pool');
  return { rpc: [home.rpcUrl], chainId: home.chainId, miningPool, isDevnet: true };
}

function exists(path: string): WorkerError {
  return new WorkerError('WORKER_USAGE', {
    message: `there is one already: ${path}`,
    hint: 'init overwrites nothing; give another path',
  });
}
