/** What must hold between the fields of a config and its network; each rule is one function with its own error. */
import { BridgeError } from '../errors/index.ts';
import type { ConfigFile } from './configSchema.ts';
import type { Network } from './networkSchema.ts';
import { suggestName } from './suggestion.ts';

export interface RuleInput {
  readonly file: string;
  readonly config: ConfigFile;
  readonly network: Network;
}

/** Name of the submitter entry that serves every chain without one of its own. */
export const DEFAULT_SUBMITTER = 'default';

/**
 * Applies all rules.
 * @throws CXT_CONFIG_MISSING_CHAIN, CXT_CONFIG_UNKNOWN_CHAIN, CXT_CONFIG_MISSING_KEY, CXT_CONFIG_QUORUM_TOO_LOW,
 *   CXT_CONFIG_TOO_FEW_PROVIDERS, CXT_CONFIG_INVALID_VALUE
 */
export function assertConfigRules(input: RuleInput): void {
  assertChains(input);
  assertSubmitters(input);
  for (const key of Object.keys(input.network.chains)) {
    assertProviders({ ...input, key });
    assertFeeLimit({ ...input, key });
  }
  assertPeers(input);
  assertPorts(input);
}

/** Providers that must agree where the file says nothing. */
export function quorumOf(input: { config: ConfigFile; network: Network; key: string }): number {
  return input.config.chains[input.key]?.quorum ?? (input.network.profile === 'devnet' ? 1 : 2);
}

/**
 * What counts as one provider: the host, and on a devnet, where all nodes share the host, also the port.
 * @throws CXT_CONFIG_INVALID_VALUE
 */
export function providerHost(input: {
  url: string;
  profile: Network['profile'];
  file: string;
  path: string;
}): string {
  const { url, profile, file, path } = input;
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol)) {
    throw new BridgeError('CXT_CONFIG_INVALID_VALUE', {
      context: { file, path, detail: 'expected an http(s) URL', more: '' },
    });
  }
  return profile === 'devnet' ? parsed.host : parsed.hostname.replace(/\.$/, '');
}

function assertChains({ config, network, file }: RuleInput): void {
  const known = Object.keys(network.chains);
  const unknown = Object.keys(config.chains).find((chain) => !known.includes(chain));
  if (unknown !== undefined) {
    throw new BridgeError('CXT_CONFIG_UNKNOWN_CHAIN', {
      context: {
        network: network.name,
        chain: unknown,
        file,
        path: `chains.${unknown}`,
        suggestion: suggestName({ given: unknown, known }),
      },
    });
  }
  const missing = known.find((chain) => !Object.hasOwn(config.chains, chain));
  if (missing === undefined) return;
  throw new BridgeError('CXT_CONFIG_MISSING_CHAIN', {
    context: { chain: missing, network: network.name, file },
  });
}

function assertSubmitters({ config, network, file }: RuleInput): void {
  const known = [...Object.keys(network.chains), DEFAULT_SUBMITTER];
  const unknown = Object.keys(config.submitters).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new BridgeError('CXT_CONFIG_UNKNOWN_CHAIN', {
      context: {
        network: network.name,
        chain: unknown,
        file,
        path: `submitters.${unknown}`,
        suggestion: suggestName({ given: unknown, known }),
      },
    });
  }
  if (Object.hasOwn(config.submitters, DEFAULT_SUBMITTER)) return;
  const missing = known.find((name) => name !== DEFAULT_SUBMITTER && !Object.hasOwn(config.submitters, name));
  if (missing === undefined) return;
  throw new BridgeError('CXT_CONFIG_MISSING_KEY', {
    context: {
      key: missing,
      file,
      path: 'submitters',
      expected: 'a key, or one under "default" for all chains',
      more: '',
    },
  });
}

// SAFETY: one lying provider must never be enough to have something signed (relayer design §2).
function assertProviders({ config, network, file, key }: RuleInput & { key: string }): void {
  const { profile } = network;
  const quorum = quorumOf({ config, network, key });
  const minimum = profile === 'devnet' ? 1 : 2;
  const at = { file, path: `chains.${key}` };
  if (quorum < minimum) {
    throw new BridgeError('CXT_CONFIG_QUORUM_TOO_LOW', {
      context: {
        ...at,
        path: `chains.${key}.quorum`,
        quorum: String(quorum),
        profile,
        minimum: String(minimum),
      },
    });
  }
  const urls = config.chains[key]?.rpc ?? [];
  const hosts = new Set(
    urls.map((url, index) => providerHost({ url, profile, file, path: `chains.${key}.rpc[${index}]` })),
  );
  if (hosts.size >= quorum) return;
  throw new BridgeError('CXT_CONFIG_TOO_FEW_PROVIDERS', {
    context: { ...at, path: `chains.${key}.rpc`, quorum: String(quorum), hosts: String(hosts.size) },
  });
}

/** A fee limit in the other VM's unit would be no limit. */
function assertFeeLimit({ config, network, file, key }: RuleInput & { key: string }): void {
  const isSolana = network.chains[key]?.vm === 'svm';
  const chain = config.chains[key];
  const [wrong, right] = isSolana
    ? (['maxFeePerGasGwei', 'maxPriorityFeeMicroLamports'] as const)
    : (['maxPriorityFeeMicroLamports', 'maxFeePerGasGwei'] as const);
  if (chain?.[wrong] === undefined) return;
  const detail = `${key} is ${isSolana ? 'a Solana' : 'an EVM'} chain and has no such fee`;
  throw new BridgeError('CXT_CONFIG_INVALID_VALUE', {
    context: { file, path: `chains.${key}.${wrong}`, detail, more: `, use ${right}` },
  });
}

function assertPeers({ config, file }: RuleInput): void {
  const seen = new Set<string>();
  for (const [index, peer] of config.peers.entries()) {
    const attester = peer.attester.toLowerCase();
    if (seen.has(attester)) {
      throw new BridgeError('CXT_CONFIG_INVALID_VALUE', {
        context: {
          file,
          path: `peers[${index}].attester`,
          detail: 'this attester is listed twice',
          more: '',
        },
      });
    }
    seen.add(attester);
  }
}

function assertPorts({ config, file }: RuleInput): void {
  const ports = [
    config.api.port,
    config.peersApi.port,
    ...(config.adminApi === undefined ? [] : [config.adminApi.port]),
  ];
  const fixed = ports.filter((port) => port !== 0);
  if (new Set(fixed).size === fixed.length) return;
  throw new BridgeError('CXT_CONFIG_INVALID_VALUE', {
    context: { file, path: 'api', detail: 'api, peersApi and adminApi need ports of their own', more: '' },
  });
}
