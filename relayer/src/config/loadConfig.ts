/** Reads the configuration: one file, checked as a whole before anything is opened or connected. */
import { dirname, resolve } from 'node:path';
import { BridgeError } from '../errors/index.ts';
import {
  assertConfigRules,
  DEFAULT_SUBMITTER,
  providerHost,
  quorumOf,
  type RuleInput,
} from './configRules.ts';
import { type ConfigFile, configJsonSchema, configSchema, type KeySource } from './configSchema.ts';
import { explainIssues } from './explainIssues.ts';
import { loadNetwork } from './loadNetwork.ts';
import type { Profile } from './networkSchema.ts';
import { readStructuredFile } from './readStructuredFile.ts';
import { resolveReferences } from './references.ts';
import type {
  ChainConfig,
  KeyReference,
  PeerConfig,
  RelayerConfig,
  RpcEndpoint,
  TuningConfig,
} from './relayerConfig.ts';
import type { JsonSchemaNode } from './schemaAt.ts';
import { Secret } from './secret.ts';

export interface LoadConfigOptions {
  /** JSON, JSON5 or YAML by its ending. Relative paths inside start at its folder. */
  readonly file: string;
  /** For `${env:NAME}`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Checked config. @throws CXT_CONFIG_*: one line that says what, where and what to do */
export function loadConfig(options: LoadConfigOptions): RelayerConfig {
  const { file, env } = options;
  const folder = dirname(resolve(file));
  const schema = configJsonSchema() as JsonSchemaNode;
  const written = readStructuredFile(file);
  if (typeof written !== 'object' || written === null || Array.isArray(written)) {
    throw new BridgeError('CXT_CONFIG_WRONG_TYPE', {
      context: { file, path: '$', expected: 'an object', got: 'something else', more: '' },
    });
  }
  const raw = resolveReferences({ raw: written, schema, file, folder, env });
  const parsed = configSchema.safeParse(raw);
  if (!parsed.success) throw explainIssues({ file, raw, schema, issues: parsed.error.issues });
  const config = parsed.data;
  const network = loadNetwork({ network: config.network, folder, file });
  const input = { file, config, network };
  assertConfigRules(input);
  return {
    file,
    network,
    operator: config.operator.name,
    attester: keyReference({ source: config.attester, folder }),
    dataDir: resolve(folder, config.dataDir),
    chains: Object.keys(network.chains).map((key) => chainConfig({ ...input, key, folder })),
    api: config.api,
    peersApi: config.peersApi,
    adminApi:
      config.adminApi === undefined
        ? null
        : { host: '127.0.0.1', port: config.adminApi.port, token: new Secret(config.adminApi.token) },
    peers: config.peers.map(peerConfig),
    tuning: tuningConfig({ tuning: config.tuning, profile: network.profile }),
    logLevel: config.log.level,
  };
}

const DEFAULT_MAX_FEE_GWEI = 200;
const WEI_PER_GWEI = 1_000_000_000;
const DEFAULT_MAX_PRIORITY_FEE_MICRO_LAMPORTS = 1_000_000;

function chainConfig(options: RuleInput & { key: string; folder: string }): ChainConfig {
  const { config, network, key, file, folder } = options;
  const { profile } = network;
  const chain = config.chains[key] as ConfigFile['chains'][string];
  const rpc = chain.rpc.map((url, index): RpcEndpoint => {
    const path = `chains.${key}.rpc[${index}]`;
    return { host: providerHost({ url, profile, file, path }), url: new Secret(url) };
  });
  const submitter = Object.hasOwn(config.submitters, key) ? key : DEFAULT_SUBMITTER;
  return {
    key,
    network: network.chains[key] as ChainConfig['network'],
    rpc,
    quorum: quorumOf(options),
    maxFeePerGasWei: BigInt(Math.round((chain.maxFeePerGasGwei ?? DEFAULT_MAX_FEE_GWEI) * WEI_PER_GWEI)),
    maxPriorityFeeMicroLamports: BigInt(
      chain.maxPriorityFeeMicroLamports ?? DEFAULT_MAX_PRIORITY_FEE_MICRO_LAMPORTS,
    ),
    pollMs: chain.pollMs ?? (profile === 'devnet' ? 150 : 1_000),
    submitter: keyReference({ source: config.submitters[submitter] as KeySource, folder }),
  };
}

function keyReference(options: { source: KeySource; folder: string }): KeyReference {
  const { keystore, password, privateKey } = options.source;
  if (privateKey !== undefined) return { kind: 'privateKey', privateKey: new Secret(privateKey) };
  return {
    kind: 'keystore',
    path: resolve(options.folder, keystore ?? ''),
    password: new Secret(password ?? ''),
  };
}

function peerConfig(peer: ConfigFile['peers'][number]): PeerConfig {
  const attester = peer.attester.toLowerCase() as PeerConfig['attester'];
  return { name: peer.name ?? attester, url: peer.url.replace(/\/+$/, ''), attester };
}

function tuningConfig(options: { tuning: ConfigFile['tuning']; profile: Profile }): TuningConfig {
  const { tuning } = options;
  const isDevnet = options.profile === 'devnet';
  return {
    batchWindowMs: tuning.batchWindowMs ?? (isDevnet ? 250 : 2_000),
    maxItems: tuning.maxItems,
    maxBundleGas: BigInt(tuning.maxBundleGas),
    rankDelayMs: tuning.rankDelayMs ?? (isDevnet ? 500 : 5_000),
    slotSeconds: BigInt(tuning.slotSeconds ?? (isDevnet ? 10 : 60)),
    attestationSeconds: BigInt(tuning.attestationSeconds),
    unmatchedGraceMs: tuning.unmatchedGraceMs ?? (isDevnet ? 3_000 : 60_000),
    pageBlocks: BigInt(tuning.pageBlocks),
    peerTimeoutMs: tuning.peerTimeoutMs,
    replaceAfterBlocks: BigInt(tuning.replaceAfterBlocks),
  };
}
