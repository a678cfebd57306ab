/** The chains of a config as ports: providers, their quorum, the submitter. */
import type { ChainDeployment, ChainProvider, Clock } from '@cxt-bridge/adapters/core';
import { createEvmProvider, createEvmTxSigner } from '@cxt-bridge/adapters/evm';
import { eid } from '@cxt-bridge/adapters/protocol';
import { createProviderQuorum } from '../../chainio/providerQuorum.ts';
import type { ChainConfig, DeployedNetwork, RelayerConfig, RelayerKeys } from '../../config/index.ts';
import { requireDeployment } from '../../config/index.ts';
import type { ChainPort } from '../../engine/ports.ts';
import { BridgeError } from '../../errors/bridgeError.ts';
import type { Metrics } from '../../observability/metrics.ts';
import { keyHex } from '../../signer/index.ts';
import { meteredProvider } from './meteredProvider.ts';

export interface AssembledChain {
  readonly port: ChainPort;
  readonly config: ChainConfig;
  readonly providers: readonly ChainProvider[];
}

const DEFAULT_LAG_SECONDS = 60;

/** All chains of the config. Throws `CXT_CONFIG_NOT_DEPLOYED`, and `CXT_CONFIG_INVALID_VALUE` for a chain this release cannot relay. */
export function assembleChains(parameters: {
  config: RelayerConfig;
  keys: RelayerKeys;
  metrics: Metrics;
  clock: Clock;
}): AssembledChain[] {
  const { config } = parameters;
  const network = requireDeployment(config.network);
  return config.chains.map((chain) => assembleChain({ ...parameters, chain, network }));
}

function assembleChain(parameters: {
  config: RelayerConfig;
  keys: RelayerKeys;
  metrics: Metrics;
  clock: Clock;
  chain: ChainConfig;
  network: DeployedNetwork;
}): AssembledChain {
  const { config, keys, chain, network, clock } = parameters;
  const deployment = deploymentOf({ config, chain, network });
  const providers = providersOf({ ...parameters, deployment });
  const submitter = keys.submitters.get(chain.key);
  if (submitter === undefined) throw new Error(`no submitter key for ${chain.key}`);
  const { finality } = chain.network;
  const view = createProviderQuorum({
    eid: deployment.eid,
    chain: chain.key,
    providers,
    required: chain.quorum,
    clock,
  });
  const signer = createEvmTxSigner({
    privateKey: keyHex(submitter.privateKey),
    chainId: BigInt(deployment.networkId),
    gateway: deployment.gateway,
  });
  const port: ChainPort = {
    key: chain.key,
    eid: deployment.eid,
    view,
    signer,
    startHeight: deployment.startHeight,
    maxFeePerGas: chain.maxFeePerGasWei,
    pollMs: chain.pollMs,
    maxLagBlocks: finality.maxLagBlocks === undefined ? null : BigInt(finality.maxLagBlocks),
    maxLagMs: (finality.maxLagSeconds ?? DEFAULT_LAG_SECONDS) * 1_000,
  };
  return { port, config: chain, providers };
}

function providersOf(parameters: {
  chain: ChainConfig;
  network: DeployedNetwork;
  deployment: ChainDeployment;
  metrics: Metrics;
  clock: Clock;
}): ChainProvider[] {
  const { chain, network, deployment, metrics, clock } = parameters;
  // SAFETY: two URLs of one host are one party; as two providers they would make a quorum of one liar.
  const byHost = new Map(chain.rpc.toReversed().map((endpoint) => [endpoint.host, endpoint]));
  return [...byHost.values()].toReversed().map(({ host, url }) => {
    const provider = createEvmProvider({
      url: url.reveal(),
      label: host,
      deployment,
      requireProofs: network.profile === 'mainnet',
    });
    return meteredProvider({ chain: chain.key, provider, metrics, clock });
  });
}

function deploymentOf(parameters: {
  config: RelayerConfig;
  chain: ChainConfig;
  network: DeployedNetwork;
}): ChainDeployment {
  const { config, chain, network } = parameters;
  const deployed = network.chains[chain.key];
  const home = network.chains[network.home];
  if (deployed === undefined || home === undefined || deployed.vm !== 'evm') {
    const detail = `this release relays EVM chains only, and ${chain.key} is none`;
    throw new BridgeError('CXT_CONFIG_INVALID_VALUE', {
      context: { detail, more: '', file: config.file, path: `chains.${chain.key}` },
    });
  }
  return {
    eid: eid(deployed.eid),
    homeEid: eid(home.eid),
    networkId: String(deployed.chainId),
    gateway: deployed.contracts.gateway,
    token: deployed.contracts.token,
    remoteEids: Object.values(network.chains).flatMap((other) =>
      other.eid === deployed.eid ? [] : [eid(other.eid)],
    ),
    startHeight: BigInt(deployed.startHeight),
  };
}
