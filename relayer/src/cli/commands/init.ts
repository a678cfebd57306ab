/** `init`: data folder, two keystores, sign journal and a config file to complete. Refuses before it has written anything if one is there. */
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { bridgeId } from '@cxt-bridge/adapters/protocol';
import { type ConfigInput, loadNetwork, type Network } from '../../config/index.ts';
import { BridgeError } from '../../errors/bridgeError.ts';
import { askPassword, type PasswordOptions } from '../askPassword.ts';
import { answer, type CommandContext, type CommonOptions } from '../commandOptions.ts';
import { configFileOf } from '../configAccess.ts';
import { createDataFolder, dataPaths, makeFolder } from '../start/dataPaths.ts';
import { newPrivateKey, readPrivateKey, writeKey } from './keys.ts';

export interface InitOptions extends CommonOptions, PasswordOptions {
  readonly network: string;
  readonly operator: string;
  readonly dataDir: string;
  readonly importAttester?: string;
  readonly importSubmitter?: string;
}

interface Initialised {
  readonly config: string;
  readonly dataDir: string;
  readonly attester: string;
  readonly submitter: string;
  readonly journal: string;
}

/** Cheaper to open where keys are worthless. */
const DEVNET_SCRYPT_N = 2 ** 12;

export async function initCommand(parameters: {
  context: CommandContext;
  options: InitOptions;
}): Promise<void> {
  const { context, options } = parameters;
  const file = resolve(configFileOf(options));
  const folder = dirname(file);
  const network = loadNetwork({ network: options.network, folder: process.cwd(), file: '--network' });
  const dataDir = resolve(options.dataDir);
  const paths = { attester: join(dataDir, 'attester.json'), submitter: join(dataDir, 'submitter.json') };
  refuseExisting({ config: file, keystores: Object.values(paths), journal: dataPaths(dataDir).journal });
  const attesterKey =
    options.importAttester === undefined ? newPrivateKey() : await readPrivateKey(options.importAttester);
  const submitterKey =
    options.importSubmitter === undefined ? newPrivateKey() : await readPrivateKey(options.importSubmitter);
  const password = await askPassword({ options, forNew: true, subject: 'the two new keystores' });
  makeFolder(dataDir);
  makeFolder(folder);
  context.terminal.progress('… encrypting keys');
  const work = network.profile === 'devnet' ? { scryptN: DEVNET_SCRYPT_N } : {};
  const attester = await writeKey({ file: paths.attester, privateKey: attesterKey, password, ...work });
  const submitter = await writeKey({ file: paths.submitter, privateKey: submitterKey, password, ...work });
  const { journal } = createDataFolder({ dataDir, bridgeId: bridgeId(network.name) });
  // The config last: it says that all the rest is there.
  writeConfig({ file, config: skeleton({ options, network, folder, paths, dataDir }) });
  context.terminal.progress('');
  answer<Initialised>({
    terminal: context.terminal,
    json: options.json,
    value: { config: file, dataDir, attester, submitter, journal },
    render: renderInitialised,
  });
}

function refuseExisting(paths: { config: string; keystores: readonly string[]; journal: string }): void {
  if (existsSync(paths.config)) {
    const detail =
      'there is a config file already, and init overwrites nothing; give another path with --config';
    throw new BridgeError('CXT_CLI_USAGE', { context: { detail, argument: paths.config } });
  }
  const keystore = paths.keystores.find((path) => existsSync(path));
  if (keystore !== undefined) throw new BridgeError('CXT_KEYSTORE_EXISTS', { context: { path: keystore } });
  if (existsSync(paths.journal) || existsSync(`${paths.journal}.head`)) {
    throw new BridgeError('CXT_JOURNAL_EXISTS', { context: { path: paths.journal } });
  }
}

function skeleton(parameters: {
  options: InitOptions;
  network: Network;
  folder: string;
  paths: { attester: string; submitter: string };
  dataDir: string;
}): ConfigInput {
  const { options, network, folder, paths, dataDir } = parameters;
  const isFile = existsSync(resolve(options.network));
  const near = (path: string): string => `./${relative(folder, path)}`.replace(/^\.\/\.\.\//, '../');
  const password = passwordReference({ options, folder });
  const local = network.profile === 'devnet';
  const rpc = (key: string, index: number): string[] =>
    local
      ? [`http://127.0.0.1:${8545 + index}`]
      : [`https://${key}.first-provider.example/KEY`, `https://${key}.second-provider.example/KEY`];
  return {
    network: isFile ? near(resolve(options.network)) : options.network,
    operator: { name: options.operator },
    attester: { keystore: near(paths.attester), password },
    submitters: { default: { keystore: near(paths.submitter), password } },
    dataDir: near(dataDir),
    chains: Object.fromEntries(
      Object.keys(network.chains).map((key, index) => [key, { rpc: rpc(key, index) }]),
    ),
    api: { host: '127.0.0.1', port: 8080 },
    peersApi: { host: local ? '127.0.0.1' : '0.0.0.0', port: 8081 },
    adminApi: { port: 8082, token: randomBytes(24).toString('base64url') },
    peers: [],
    log: { level: 'info' },
  };
}

function passwordReference(parameters: { options: InitOptions; folder: string }): string {
  const { passwordFile } = parameters.options;
  if (passwordFile === undefined) return '${env:CXT_KEYSTORE_PASSWORD}';
  const path = isAbsolute(passwordFile) ? passwordFile : relative(parameters.folder, resolve(passwordFile));
  return `\${file:${path}}`;
}

/** For its owner only: it holds the admin token. */
function writeConfig(parameters: { file: string; config: ConfigInput }): void {
  const { file, config } = parameters;
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
}

function renderInitialised(made: Initialised): string {
  return [
    `config     ${made.config}`,
    `data       ${made.dataDir}`,
    `attester   ${made.attester}  register it; never send funds there`,
    `submitter  ${made.submitter}  send gas money there`,
    `journal    ${made.journal}  back it up: without it nothing is signed`,
    '',
    'next: put your RPC URLs and peers into the config, then: cxt-relayer config check',
  ].join('\n');
}
