/** Finds and reads the config file for a command, and what of it the command needs. */
import { existsSync } from 'node:fs';
import { loadConfig, type RelayerConfig } from '../config/index.ts';
import { BridgeError } from '../errors/bridgeError.ts';
import { checkedUrl } from './apiClient.ts';
import { readSecretFile } from './askPassword.ts';
import type { CommonOptions, ReadOptions } from './commandOptions.ts';

export interface AdminOptions extends CommonOptions {
  readonly admin?: string;
  readonly tokenFile?: string;
}

const VARIABLE = 'CXT_CONFIG';
const HERE = ['json', 'json5', 'yaml', 'yml'].map((ending) => `cxt-relayer.${ending}`);

/** `--config`, else `$CXT_CONFIG`, else the first `cxt-relayer.*` of this folder, else the name that `init` would write. */
export function configFileOf(options: CommonOptions): string {
  const named = options.config ?? process.env[VARIABLE];
  if (named !== undefined && named !== '') return named;
  return HERE.find((file) => existsSync(file)) ?? (HERE[0] as string);
}

/** Throws `CXT_CONFIG_*`. */
export function configOf(options: CommonOptions): RelayerConfig {
  return loadConfig({ file: configFileOf(options), env: process.env });
}

/** Base URL of the public API: `--api`, or the config's. Throws `CXT_CLI_USAGE`, `CXT_CONFIG_*`. */
export async function apiUrlOf(options: ReadOptions): Promise<string> {
  if (options.api !== undefined) return checkedUrl({ text: options.api, option: '--api' });
  return localUrl({ ...configOf(options).api, option: '--api' });
}

/** URL and token of the admin port. Throws `CXT_CLI_USAGE`, `CXT_CONFIG_*`. */
export async function adminAccessOf(options: AdminOptions): Promise<{ url: string; token: string }> {
  const { admin, tokenFile } = options;
  const url = admin === undefined ? undefined : checkedUrl({ text: admin, option: '--admin' });
  const token =
    tokenFile === undefined ? undefined : await readSecretFile({ path: tokenFile, option: '--token-file' });
  if (url !== undefined && token !== undefined) return { url, token: token.trim() };
  const { adminApi, file } = configOf(options);
  if (adminApi === null) {
    const detail = 'the config has no adminApi, so nothing can be changed from here';
    throw new BridgeError('CXT_CLI_USAGE', { context: { detail, argument: file } });
  }
  return {
    url: url ?? localUrl({ ...adminApi, option: '--admin' }),
    token: token?.trim() ?? adminApi.token.reveal(),
  };
}

/** How a process of this machine reaches an address that something listens on. */
export function localUrl(address: { host: string; port: number; option: string }): string {
  const { host, port, option } = address;
  if (port === 0) {
    const detail = 'the config takes a free port; give the address that start printed';
    throw new BridgeError('CXT_CLI_USAGE', { context: { detail, argument: option } });
  }
  const near = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${near.includes(':') ? `[${near}]` : near}:${port}`;
}
