import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BridgeError, describeError } from '../errors/index.ts';
import { isSchemaCurrent } from './emitSchema.ts';
import { loadConfig } from './loadConfig.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cxt-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const KEY = `0x${'4b'.repeat(32)}`;
const rpc = (key: string) => [`https://${key}.one.example/v2/SECRET`, `https://${key}.two.example/SECRET`];

/** A good config of a profile. */
function good(network = 'mainnet'): Record<string, unknown> {
  const keys =
    network === 'devnet' ? ['ethereum', 'bsc', 'arbitrum'] : ['ethereum', 'bsc', 'arbitrum', 'solana'];
  return {
    network,
    operator: { name: 'one' },
    attester: { privateKey: KEY },
    submitters: { default: { keystore: 'submitter.json', password: 'SECRET' } },
    dataDir: 'data',
    chains: Object.fromEntries(keys.map((key) => [key, { rpc: rpc(key) }])),
  };
}

function load(config: unknown, options: { name?: string; env?: Record<string, string> } = {}) {
  const file = join(folder, options.name ?? 'relayer.json');
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  return loadConfig({ file, env: options.env ?? {} });
}

function refusal(config: unknown, options: Parameters<typeof load>[1] = {}): BridgeError {
  try {
    load(config, options);
  } catch (error) {
    return error as BridgeError;
  }
  throw new Error('the config was accepted');
}

/** `good()` with the value at a dotted path replaced; undefined removes it. */
function withValue(path: string, value: unknown, network = 'mainnet'): unknown {
  const config = good(network);
  const steps = path.split('.');
  let node = config;
  for (const step of steps.slice(0, -1)) {
    node[step] ??= {};
    node = node[step] as Record<string, unknown>;
  }
  node[steps.at(-1) as string] = value;
  return config;
}

describe('a good config', () => {
  it('comes back complete: defaults by profile, absolute paths, secrets wrapped', () => {
    const config = load(good());
    expect(config).toMatchObject({
      operator: 'one',
      dataDir: join(folder, 'data'),
      api: { host: '127.0.0.1', port: 8080 },
      adminApi: null,
      tuning: { batchWindowMs: 2_000, maxItems: 64 },
      logLevel: 'info',
      network: { name: 'mainnet-1', profile: 'mainnet' },
    });
    expect(config.chains.map(({ key, quorum }) => [key, quorum])).toEqual([
      ['ethereum', 2],
      ['bsc', 2],
      ['arbitrum', 2],
      ['solana', 2],
    ]);
    const [ethereum] = config.chains;
    expect(ethereum).toMatchObject({
      maxFeePerGasWei: 200_000_000_000n,
      submitter: { kind: 'keystore', path: join(folder, 'submitter.json') },
    });
    expect(ethereum?.rpc[0]?.host).toBe('ethereum.one.example');
    expect(ethereum?.rpc[0]?.url.reveal()).toBe('https://ethereum.one.example/v2/SECRET');
    expect(load(good('devnet')).tuning.batchWindowMs).toBe(250);
  });

  it('shows no secret however it is printed', () => {
    const config = load({ ...good(), adminApi: { token: 'SECRETSECRETSECRET' } });
    const printed = [
      inspect(config, { depth: 9 }),
      JSON.stringify(config, (_, v) => (typeof v === 'bigint' ? `${v}` : v)),
    ];
    expect(printed.join('')).not.toMatch(/SECRET|4b4b4b/);
  });

  it('takes a submitter of its own per chain and fees in fractions of a gwei', () => {
    const config = load(withValue('chains.arbitrum', { rpc: rpc('arbitrum'), maxFeePerGasGwei: 0.05 }));
    expect(config.chains[2]?.maxFeePerGasWei).toBe(50_000_000n);
    const own = load(withValue('submitters.bsc', { privateKey: KEY }));
    expect(own.chains.map(({ submitter }) => submitter.kind)).toEqual([
      'keystore',
      'privateKey',
      'keystore',
      'keystore',
    ]);
  });

  it('reads JSON with tabs, JSON5 and YAML alike', () => {
    const json = load(JSON.stringify(good(), null, '\t'));
    const json5 = load(`// a comment\n${JSON.stringify(good())}`, { name: 'relayer.json5' });
    const yaml = load(`# a comment\n${JSON.stringify(good())}`, { name: 'relayer.yaml' });
    for (const other of [json5, yaml]) expect({ ...other, file: '' }).toEqual({ ...json, file: '' });
  });

  it('is what the committed examples are', () => {
    const examples = new URL('../../../config/examples/', import.meta.url);
    const read = (name: string) => readFileSync(new URL(name, examples), 'utf8');
    expect(load(read('relayer.devnet.json5'), { name: 'a.json5' }).chains).toHaveLength(3);
    for (const name of ['attester-password', 'submitter-password', 'admin-token']) {
      writeFileSync(join(folder, name), `${name}-of-the-example\n`);
    }
    const mainnet = read('relayer.mainnet.yaml').replaceAll('/run/secrets', folder);
    const config = load(mainnet, { name: 'a.yaml', env: { PROVIDER_ONE_KEY: 'k1', PROVIDER_TWO_KEY: 'k2' } });
    expect(config.chains[0]?.rpc[0]?.url.reveal()).toBe('https://ethereum.provider-one.example/v2/k1');
    expect(config.adminApi?.token.reveal()).toBe('admin-token-of-the-example');
  });

  it('agrees with config/schema.json', () => {
    expect(isSchemaCurrent()).toBe(true);
  });
});

describe('a bad config is answered with one line: what, where, what to do', () => {
  it.each<[string, unknown, string, RegExp]>([
    [
      'a misspelt key',
      withValue('opertor', {}),
      'CXT_CONFIG_UNKNOWN_KEY',
      /"opertor".*did you mean "operator"\?/,
    ],
    [
      'a misspelt key further in',
      withValue('chains.bsc', { rcp: rpc('bsc') }),
      'CXT_CONFIG_UNKNOWN_KEY',
      /"rcp".*at chains\.bsc: did you mean "rpc"\?/,
    ],
    [
      'a fee of EVM chains for Solana',
      withValue('chains.solana.maxFeePerGasGwei', 3),
      'CXT_CONFIG_INVALID_VALUE',
      /solana is a Solana chain and has no such fee, use maxPriorityFeeMicroLamports: .*chains\.solana\.maxFeePerGasGwei/,
    ],
    [
      'a fee of Solana for an EVM chain',
      withValue('chains.bsc.maxPriorityFeeMicroLamports', 3),
      'CXT_CONFIG_INVALID_VALUE',
      /bsc is an EVM chain and has no such fee, use maxFeePerGasGwei/,
    ],
    [
      'a key that resembles none',
      withValue('log.zzzzzzzzz', 1),
      'CXT_CONFIG_UNKNOWN_KEY',
      /known here: level/,
    ],
    [
      'a wrong type',
      withValue('api.port', '80'),
      'CXT_CONFIG_WRONG_TYPE',
      /expected a (whole )?number, got the text "80".*api\.port/,
    ],
    [
      'a list for a text',
      withValue('dataDir', ['x']),
      'CXT_CONFIG_WRONG_TYPE',
      /expected a text, got a list.*dataDir/,
    ],
    [
      'a fraction for a whole number',
      withValue('tuning.maxItems', 1.5),
      'CXT_CONFIG_WRONG_TYPE',
      /whole number, got the number 1\.5/,
    ],
    [
      'a missing key',
      withValue('dataDir', undefined),
      'CXT_CONFIG_MISSING_KEY',
      /"dataDir" is missing.*add it \(a text\)/,
    ],
    [
      'a value out of range',
      withValue('api.port', 70_000),
      'CXT_CONFIG_INVALID_VALUE',
      /0 to 65535.*api\.port/,
    ],
    [
      'an unknown level',
      withValue('log.level', 'loud'),
      'CXT_CONFIG_INVALID_VALUE',
      /expected one of debug, info/,
    ],
    [
      'no key',
      withValue('attester', {}),
      'CXT_CONFIG_INVALID_VALUE',
      /either "keystore" with "password".*attester/,
    ],
    [
      'a keystore without password',
      withValue('attester', { keystore: 'k' }),
      'CXT_CONFIG_INVALID_VALUE',
      /needs its "password"/,
    ],
    [
      'a chain that is missing',
      withValue('chains.bsc', undefined),
      'CXT_CONFIG_MISSING_CHAIN',
      /chain "bsc" of network mainnet-1/,
    ],
    [
      'a chain too many',
      withValue('chains.etherium', { rpc: rpc('x') }),
      'CXT_CONFIG_UNKNOWN_CHAIN',
      /did you mean "ethereum"/,
    ],
    [
      'a chain of Object.prototype',
      withValue('chains.constructor', { rpc: rpc('x') }),
      'CXT_CONFIG_UNKNOWN_CHAIN',
      /constructor/,
    ],
    [
      'an unknown network',
      withValue('network', 'mainet'),
      'CXT_CONFIG_UNKNOWN_NETWORK',
      /"mainet".*use devnet, testnet, mainnet/,
    ],
    [
      'quorum 1 on mainnet',
      withValue('chains.bsc', { rpc: rpc('bsc'), quorum: 1 }),
      'CXT_CONFIG_QUORUM_TOO_LOW',
      /chains\.bsc\.quorum/,
    ],
    [
      'two URLs of one host',
      withValue('chains.bsc', { rpc: ['https://h.example/a', 'https://H.example:444/b'] }),
      'CXT_CONFIG_TOO_FEW_PROVIDERS',
      /needs 2 hosts, but the URLs name 1/,
    ],
    [
      'no http URL',
      withValue('chains.bsc', { rpc: ['ws://a.example', 'http://b.example'] }),
      'CXT_CONFIG_INVALID_VALUE',
      /rpc\[0\]/,
    ],
    [
      'one submitter of four',
      withValue('submitters', { bsc: { privateKey: KEY } }),
      'CXT_CONFIG_MISSING_KEY',
      /"ethereum" is missing.*submitters/,
    ],
    [
      'one port for two',
      withValue('peersApi', { port: 8080 }),
      'CXT_CONFIG_INVALID_VALUE',
      /ports of their own/,
    ],
    ['a list', [1], 'CXT_CONFIG_WRONG_TYPE', /expected an object/],
    [
      'a reference where none belongs',
      withValue('operator.name', '${env:USER}'),
      'CXT_CONFIG_SECRET_NOT_ALLOWED',
      /operator\.name/,
    ],
    [
      'a variable that is not set',
      withValue('attester.privateKey', '${env:NOPE}'),
      'CXT_CONFIG_SECRET_UNRESOLVED',
      /\$\{env:NOPE\}.*not set/,
    ],
    [
      'a file that is not there',
      withValue('attester.privateKey', '${file:nope}'),
      'CXT_CONFIG_SECRET_UNRESOLVED',
      /ENOENT/,
    ],
    [
      'an unknown reference',
      withValue('attester.privateKey', '${vault:x}'),
      'CXT_CONFIG_SECRET_UNRESOLVED',
      /\$\{env:NAME\}/,
    ],
  ])('%s', (_, config, code, line) => {
    const error = refusal(config);
    const described = describeError(error);
    expect(described).toMatchObject({ code, exitCode: 1 });
    expect(described.line).toMatch(line);
    expect(described.line).not.toMatch(/\n|SECRET/);
  });

  it('says how many more problems there are', () => {
    const error = refusal({ ...good(), dataDir: 1, network: 2 });
    expect(error.message).toContain('and one more problem');
  });

  it.each([
    ['JSON that ends early', 'relayer.json', '{"network": "devnet", "attester": {"privateKey": "SECRET'],
    ['JSON5 with a fault', 'relayer.json5', '{network: "devnet", attester: {privateKey: "SECRET" SECRET}}'],
    ['YAML with a fault', 'relayer.yaml', 'attester: {privateKey: SECRET\nnetwork: ]'],
    ['a key twice in JSON', 'relayer.json', '{"dataDir": "SECRET", "dataDir": "b"}'],
    ['a key twice in YAML', 'relayer.yaml', 'dataDir: SECRET\ndataDir: b\n'],
    ['an unknown ending', 'relayer.toml', 'x = "SECRET"'],
  ])('%s', (_, name, text) => {
    const error = refusal(text, { name });
    expect(error.code).toBe('CXT_CONFIG_SYNTAX');
    expect(describeError(error).line).not.toMatch(/SECRET|\n/);
  });

  it('a file that is not there', () => {
    const missing = () => loadConfig({ file: join(folder, 'no.json'), env: {} });
    expect(missing).toThrow(expect.objectContaining({ code: 'CXT_CONFIG_NOT_FOUND' }));
  });

  it('a secret of the wrong type is not shown', () => {
    const error = refusal(withValue('adminApi', { token: 1234567890123456 }));
    expect(describeError(error).line).not.toContain('12345');
  });
});
